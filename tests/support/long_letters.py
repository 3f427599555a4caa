"""Letters of several pages, for tests."""

from functools import cache

from tests.support.sample_letters import rendered
from workflow.letters.facts import unbreakable
from workflow.letters.pagination.paginate import paged
from workflow.letters.samples.common import PHRASES
from workflow.letters.samples.lagging_list import Facts
from workflow.letters.samples.letters import G1, G5, SAMPLES

BODY = [str(text) for text in unbreakable(G1["body"])]  # type: ignore[attr-defined]
NEWS = str(PHRASES["news"])


def body(times: int) -> list[str]:
    return [*BODY[:2] * times, BODY[2]]


def phrases(times: int) -> Facts:
    return {"phrases": {**PHRASES, "missing": " ".join([NEWS] * times)}}


LONG: dict[str, tuple[str, Facts, int]] = {  # template, changes, pages
    "twice the text": ("original", {"body": body(2)}, 2),
    "four times": ("original", {"body": body(4)}, 3),
    "ten times": ("original", {"body": body(10)}, 5),
    "one giant paragraph": ("original", {"body": [BODY[0], " ".join([BODY[1]] * 10), BODY[2]]}, 3),
    "a long last paragraph": ("original", {"body": [BODY[0], " ".join(["จึงเรียนมาเพื่อโปรดพิจารณา", *BODY[1:2] * 4])]}, 2),
    "secret and urgent": ("original", {"body": body(4), "secrecy": "ลับมาก", "urgency": "ด่วนที่สุด", "qr": None}, 3),
    "stamped, with a list": ("reminder", phrases(8), 2),
    "stamped, longer": ("reminder", phrases(19), 3),
    "a memo": ("escalation-memo", phrases(20), 3),
}


ISSUED: dict[str, tuple[str, Facts]] = {
    **{name: (name, facts) for name, facts in SAMPLES.items() if name not in ("closing-report", "list")},
    "a full page": ("original", G5),
    "a full page, secret": ("original", {**G5, "secrecy": "ลับที่สุด"}),
    **{name: (form, {**SAMPLES[form], **changes}) for name, (form, changes, _) in LONG.items()},
}
"""Every sample, a full page, a secret one, and letters of several pages: template and facts."""


@cache
def issued(name: str) -> bytes:
    """The Word file of one of them, as the printer makes it."""
    return paged(rendered(*ISSUED[name]))
