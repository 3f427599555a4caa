"""The sample letters for trying a template: the shipped samples with the variations of real letters."""

from collections.abc import Iterator, Mapping, Sequence

from workflow.letters.samples.common import ALL, BOTH, DISTRICTS, LOCAL, MIXED, ONE, SEVERAL, SHELTERS
from workflow.letters.samples.lagging_list import Facts, unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.samples.notices import STAGE_CASES
from workflow.letters.template_check.catalogue import Variable, variables
from workflow.thai.spacing import squash

_STAND_IN = {"external": "final-followup", "stamped": "followup", "memo": "escalation-memo"}
_SHORT_BODY = ["ด้วยมีเรื่องที่ต้องแจ้งให้ทราบ", "จึงเรียนมาเพื่อทราบ"]
_CITING_BODY = [
    "ตามหนังสือที่อ้างถึง ได้ขอให้ส่งแบบรายงาน นั้น",
    "ในการนี้ จึงขอส่งแบบรายงานที่แก้ไขแล้ว รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย",
    "จึงเรียนมาเพื่อทราบ",
]
_LETTERS = ["หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๕๒๐ ลงวันที่ ๒ ตุลาคม ๒๕๖๒", "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๕๕๑ ลงวันที่ ๑๙ ตุลาคม ๒๕๖๒"]
_TO_DISTRICTS = {"external": "นายอำเภอทุกอำเภอ", "stamped": "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอทุกอำเภอ"}
_TO_LOCAL = {
    "external": "นายกเทศมนตรีตำบลทุกแห่ง และนายกองค์การบริหารส่วนตำบลทุกแห่ง",
    "stamped": "สำนักงานเทศบาลตำบลทุกแห่ง และที่ทำการองค์การบริหารส่วนตำบลทุกแห่ง",
}


def cases(name: str, form: str = "") -> dict[str, Facts]:
    """Sample facts for a template by case; an office's own template gets the cases of its form.

    Raises KeyError for an unknown template of an unknown form.
    """
    sample_name = name if name in SAMPLES else _STAND_IN[form]
    sample = SAMPLES[sample_name]
    by_case = {"as it is": sample}
    if sample_name in STAGE_CASES:
        by_case["the other occasion"] = STAGE_CASES[sample_name]
    return by_case | {case: {**sample, **changes} for case, changes in _variations(sample)}


def _variations(sample: Mapping[str, object]) -> Iterator[tuple[str, Facts]]:
    if "phrases" not in sample:  # a report
        return
    form = str(sample["form"])
    yield "another matter", {"phrases": SHELTERS}
    yield "secret and urgent", {"secrecy": "ลับมาก", "urgency": "ด่วนมาก"}
    if sample["urgency"]:
        yield "not urgent", {"urgency": ""}
    if isinstance(listed := sample["list"], dict) and listed["inside"]:
        yield "without a list", {"list": None, "enclosures": []}
    if isinstance(listed, dict):
        yield "with a long list", {"list": unit_list(100) | {"inside": listed["inside"]}}
    if sample["body"]:
        short: Facts = {"body": _SHORT_BODY, "references": [], "enclosures": [], "qr": None}
        yield "short", short
        yield (
            "two references and enclosures",
            {
                "references": _LETTERS,
                "enclosures": _both(sample["enclosures"]),
                "body": _CITING_BODY,
            },
        )
    elif sample["qr"]:
        yield "without a QR code", {"qr": None}
    yield from _follow_up_variations(sample)
    if sample["addressees"] == MIXED and form in _TO_DISTRICTS:
        yield "to districts only", {"addressees": DISTRICTS, "to": _TO_DISTRICTS[form]}
        yield "to local offices only", {"addressees": LOCAL, "to": _TO_LOCAL[form]}


def _follow_up_variations(sample: Mapping[str, object]) -> Iterator[tuple[str, Facts]]:
    """Variations of follow-ups: the number of lagging offices, their matter, the deadline and the citations."""
    if sample["notice"] or sample["upstream"] or sample["body"]:
        return
    listed = sample["list"]
    single: Facts = {"list": None, "enclosures": []} if isinstance(listed, dict) else {}
    yield "a single one lags", {"lagging": ONE, **single}
    yield "all of one place lag", {"lagging": ALL}
    yield "several lag, with both faults", {"lagging": BOTH, "matter": "both"}
    yield "several lag, with errors", {"lagging": SEVERAL, "matter": "incorrect"}
    yield "an area lags as a whole", {"lagging": SEVERAL | {"form": "uncounted"}}
    yield "the deadline is moved", {"moved": True, "follow_up_no": "๒", "follow_ups": "๑", "passed": "extended"}
    yield "the deadline stays", {"moved": False, "follow_up_no": "๒", "follow_ups": "๑", "days_late": ""}
    yield "the data are old", {"passed": "", "days_late": "", "as_of": "๑๘ สิงหาคม ๒๕๖๓"}
    if sample["references"]:
        yield "without references", {"references": []}


def _both(enclosures: object) -> list[object]:
    return [*enclosures, {"text": "แบบรายงาน", "quantity": "จำนวน ๑ ชุด"}] if isinstance(enclosures, list) else []


def used(name: str, form: str = "") -> Iterator[tuple[Variable, str]]:
    """The variables used by letters of this template, with an example."""
    letters = list(cases(name, form).values())
    for variable in variables(name):
        values = [
            value for letter in letters for value in _values([letter], variable.name.split(".")) if value is not None
        ]
        if values:
            yield variable, next((text for text in map(_example, values) if text), "")


def _values(owners: list[object], path: Sequence[str]) -> list[object]:
    """The values at a path, also inside the items of lists."""
    for step in path:
        name, _, items = step.partition("[")
        owners = [owner[name] for owner in owners if isinstance(owner, dict) and name in owner]
        if items:
            owners = [item for owner in owners if isinstance(owner, list) for item in owner]
    return owners


def _example(value: object) -> str:
    """A value as an example; empty for groups and lists of groups, whose parts have examples."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and value and isinstance(value[0], str):
        return value[0]
    return squash(value) if isinstance(value, str) else ""
