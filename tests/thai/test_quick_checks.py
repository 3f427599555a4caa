"""A quick look at a text that finds nothing to look at more closely is never wrong."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.thai.mistakes import text_faults

THAI = st.sampled_from([chr(code) for code in range(0x0E01, 0x0E5C)])
MARKS = st.sampled_from([*map(chr, [0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4E)]), *"ะาำเแโใไ"])
WORDS = st.sampled_from(
    ["องค์กรบริหารส่วน", "เพร่", "ปักครอง", "ํา", "เเ", '"', "7", "A4", " ", "\u00a0", "\u200b", "\t", "–"]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(THAI | MARKS | WORDS, max_size=8).map("".join))
def test_a_text_has_the_same_faults_behind_one_that_has_to_be_looked_at(text: str) -> None:
    # Behind a fault at character 1 nothing is passed over.
    _, *others = text_faults(f"1 {text}")
    moved = [re.sub(r"^character (\d+)", lambda place: f"character {int(place[1]) - 2}", fault) for fault in others]
    assert [fault for fault in moved if "U+" not in fault] == [f for f in text_faults(text) if "U+" not in f]
    assert len(moved) == len(text_faults(text))
