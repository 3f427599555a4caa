"""Who a letter is addressed to: as in the real letters, and never anybody else than is meant."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.settings import ROOT
from workflow.errors import WianError
from workflow.letters.addressee_line import By, addressee_line, kinds_phrase, mixed_with_district
from workflow.registry.kinds import KINDS, Level
from workflow.registry.units import Unit
from workflow.registry.units_file import read_units

CONFIG = ROOT / "config" / "units"


@cache
def units() -> dict[str, Unit]:
    country = read_units(CONFIG / "country.csv")
    phrae = read_units(CONFIG / "phrae.csv", {unit.code: unit.level for unit in country})
    return {unit.code: unit for unit in [*country, *phrae]}


def below(code: str) -> list[Unit]:
    return [unit for unit in units().values() if unit.parent == code]


def pick(*codes: str) -> list[Unit]:
    return [units()[code] for code in codes]


def test_the_department_writes_to_all_governors_as_in_g1_and_g5() -> None:
    assert addressee_line(below("DLA"), below("DLA"), "post") == "ผู้ว่าราชการจังหวัด ทุกจังหวัด"


def test_the_department_reminds_all_provincial_offices() -> None:
    expected = "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด ทุกจังหวัด"
    assert addressee_line(below("DLA"), below("DLA"), "office") == expected


def test_the_province_passes_on_as_in_g6() -> None:
    expected = "นายอำเภอทุกอำเภอ นายกองค์การบริหารส่วนจังหวัดแพร่ และนายกเทศมนตรีเมืองแพร่"
    assert addressee_line(below("54"), below("54"), "post") == expected


def test_the_province_reminds_as_in_g3() -> None:
    expected = "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอทุกอำเภอ ที่ทำการองค์การบริหารส่วนจังหวัดแพร่ และสำนักงานเทศบาลเมืองแพร่"
    assert addressee_line(below("54"), below("54"), "office") == expected


def test_a_district_writes_to_all_its_offices_by_kind() -> None:
    expected = "นายกเทศมนตรีตำบลทุกแห่ง และนายกองค์การบริหารส่วนตำบลทุกแห่ง"
    assert addressee_line(below("5406"), below("5406"), "post") == expected
    expected = "สำนักงานเทศบาลตำบลทุกแห่ง และที่ทำการองค์การบริหารส่วนตำบลทุกแห่ง"
    assert addressee_line(below("5406"), below("5406"), "office") == expected


def test_if_one_district_is_not_addressed_the_others_are_named() -> None:
    addressed = [unit for unit in below("54") if unit.code not in ("5401", "5403", "5404", "5405", "5407")]
    expected = "นายอำเภอร้องกวาง นายอำเภอสอง นายอำเภอหนองม่วงไข่ นายกองค์การบริหารส่วนจังหวัดแพร่ และนายกเทศมนตรีเมืองแพร่"
    assert addressee_line(addressed, below("54"), "post") == expected


def test_the_only_one_of_a_kind_is_named_and_not_called_every() -> None:
    only = pick("5540701")
    assert below("5407").count(only[0]) == 1
    assert addressee_line(only, below("5407"), "post") == "นายกเทศมนตรีตำบลวังชิ้น"
    assert addressee_line(pick("5406"), pick("5406"), "post") == "นายอำเภอสอง"


def test_two_are_joined_with_a_space_before_the_and() -> None:
    assert addressee_line(pick("5407", "5406"), below("54"), "post") == "นายอำเภอสอง และนายอำเภอวังชิ้น"


def test_someone_who_is_not_below_the_sender_makes_every_one_be_named() -> None:
    assert addressee_line(pick("5406", "5407", "5408"), pick("5406", "5407"), "post") == (
        "นายอำเภอสอง นายอำเภอวังชิ้น และนายอำเภอหนองม่วงไข่"
    )


def test_pattaya_comes_last_and_is_named() -> None:
    pattaya = Unit(code="3200408", name="เมืองพัทยา", kind="special", level=Level.LOCAL, parent="20")
    pao = Unit(code="2200101", name="องค์การบริหารส่วนจังหวัดชลบุรี", kind="pao", level=Level.LOCAL, parent="20")
    expected = "นายกองค์การบริหารส่วนจังหวัดชลบุรี และนายกเมืองพัทยา"
    assert addressee_line([pattaya, pao], [pattaya, pao], "post") == expected


def test_a_post_given_in_the_registry_is_used_as_given() -> None:
    unit = Unit(code="1", name="อำเภอสอง", kind="district", level=Level.DISTRICT, post="นายอำเภอสอง จังหวัดแพร่")
    assert addressee_line([unit], [unit], "post") == "นายอำเภอสอง จังหวัดแพร่"


@pytest.mark.parametrize("wording", [lambda none: addressee_line(none, below("54"), "post"), kinds_phrase])
def test_nobody_cannot_be_addressed(wording: Callable[[Sequence[Unit]], str]) -> None:
    with pytest.raises(WianError):
        wording([])


def test_two_kinds_are_joined_without_a_space_as_in_g6() -> None:
    assert kinds_phrase(below("5406")) == "เทศบาลตำบลและองค์การบริหารส่วนตำบล"


def test_three_kinds_are_joined_with_a_space_before_the_and() -> None:
    expected = "องค์การบริหารส่วนจังหวัด เทศบาลเมือง และองค์การบริหารส่วนตำบล"
    assert kinds_phrase(pick("6540603", "4540102", "2540101", "6540604")) == expected


def test_one_kind_is_only_its_noun() -> None:
    assert kinds_phrase(pick("5406", "5407")) == "อำเภอ"


@pytest.mark.parametrize(
    ("codes", "mixed"),
    [(("5406", "2540101"), True), (("5406", "5407"), False), (("2540101", "4540102"), False), ((), False)],
)
def test_a_letter_is_mixed_only_if_a_district_stands_beside_others(codes: Iterable[str], mixed: bool) -> None:
    assert mixed_with_district(pick(*codes)) is mixed


CHILDREN = st.sampled_from(["DLA", "54", "5401", "5403", "5406"]).map(below)
BY = st.sampled_from(["post", "office"])


@st.composite
def letters(draw: st.DrawFn) -> tuple[list[Unit], list[Unit]]:
    """Some of a sender's units, in any order, perhaps given twice, and all of them."""
    siblings = draw(CHILDREN)
    whole = [kind for kind in {unit.kind for unit in siblings} if draw(st.booleans())]
    some = draw(st.lists(st.sampled_from(siblings), min_size=1))
    return draw(st.permutations([*some, *(unit for unit in siblings if unit.kind in whole)])), siblings


def spoken_of(unit: Unit, by: By) -> str:
    return unit.post if by == "post" else unit.office


def phrases(line: str) -> list[str]:
    """The parts of an addressee line: each begins with a post or an office of some kind."""
    stems = tuple({stem for kind in KINDS.values() for stem in (kind.post, kind.office) if kind.code != "department"})
    words, parts = line.split(" "), list[str]()
    for word in words:
        plain = word.removeprefix("และ")
        if plain.startswith(stems):
            parts.append(plain)
        else:
            parts[-1] += f" {word}"
    return parts


@given(letters(), BY)
def test_each_addressee_is_covered_once_and_nobody_else(letter: tuple[list[Unit], list[Unit]], by: By) -> None:
    addressed, siblings = letter
    covered = list[str]()
    for phrase in phrases(addressee_line(addressed, siblings, by)):
        every = [k for k in KINDS.values() if phrase == (k.every_post if by == "post" else k.every_office)]
        named = [unit.code for unit in siblings if spoken_of(unit, by) == phrase]
        covered += [unit.code for unit in siblings if every and unit.kind == every[0].code] if every else named
        assert every or named, phrase
    assert sorted(covered) == sorted({unit.code for unit in addressed})


@given(letters(), BY)
def test_the_and_stands_once_before_the_last_of_several(letter: tuple[list[Unit], list[Unit]], by: By) -> None:
    line = addressee_line(*letter, by)
    parts = phrases(line)
    if len(parts) == 1:
        assert line == parts[0]
    else:
        assert line == " ".join(parts[:-1]) + f" และ{parts[-1]}"


@given(letters(), BY)
def test_the_order_in_which_units_are_given_changes_nothing(letter: tuple[list[Unit], list[Unit]], by: By) -> None:
    addressed, siblings = letter
    assert addressee_line(addressed, siblings, by) == addressee_line(addressed[::-1], siblings[::-1], by)


@given(letters(), BY)
def test_kinds_are_addressed_from_the_highest_to_the_lowest(letter: tuple[list[Unit], list[Unit]], by: By) -> None:
    stems = [kind.post if by == "post" else kind.office for kind in KINDS.values()]
    # The longest stem that fits: the department's office, กรม, begins nothing else here.
    ranks = [
        max((len(stem), n) for n, stem in enumerate(stems) if p.startswith(stem))[1]
        for p in phrases(addressee_line(*letter, by))
    ]
    assert ranks == sorted(ranks)


@given(letters())
def test_every_kind_addressed_is_in_the_phrase_of_kinds_and_no_other(letter: tuple[list[Unit], list[Unit]]) -> None:
    present = [kind for kind in KINDS.values() if kind.code in {unit.kind for unit in letter[0]}]
    phrase = kinds_phrase(letter[0])
    assert "".join(kind.noun for kind in present) == phrase.replace(" ", "").replace("และ", "")
    assert phrase.count("และ") == (1 if len(present) > 1 else 0)
