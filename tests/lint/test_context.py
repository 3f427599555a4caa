"""What the linter sees only with what the system knows."""

from datetime import date, datetime

import pytest

from tests.support.sample_letters import rendered
from workflow.letters.samples.letters import SAMPLES
from workflow.lint import RULES, CitedLetter, LetterContext, Receipt, lint
from workflow.localtime import BANGKOK
from workflow.registry.kinds import Level
from workflow.registry.signers import Signer
from workflow.registry.signing_modes import Mode
from workflow.registry.units import Unit

SIGNER = Signer(
    name="ชื่อผู้ลงนาม",
    own_title="รองผู้ว่าราชการจังหวัด",
    mode=Mode.ACTING,
    for_title="ผู้ว่าราชการจังหวัดแพร่",
    valid_from=date(2022, 10, 1),
    valid_to=date(2022, 12, 31),
)
DISTRICT = Unit(code="5402", name="อำเภอสอง", kind="district", level=Level.DISTRICT, parent="54")
TAMBON = Unit(code="6540201", name="องค์การบริหารส่วนตำบลตัวอย่าง", kind="sao", level=Level.LOCAL, parent="5402")
FRIDAY = date(2022, 11, 18)


def received(day: int, hour: int, *, email: bool = False) -> Receipt:
    due = datetime(2022, 11, 21, 10, 0, tzinfo=BANGKOK)
    return Receipt("อำเภอสอง", datetime(2022, 11, day, hour, 0, tzinfo=BANGKOK), due, email)


RIGHT = {
    "circular": LetterContext(circular=True),
    "number": LetterContext(number="พร ๐๐๒๓.๑/ว ๔๗๙๗"),
    "used numbers": LetterContext(used_numbers=frozenset({"พร ๐๐๒๓.๑/ว ๔๗๙๖"})),
    "date": LetterContext(date=FRIDAY),
    "deadline": LetterContext(deadline=date(2022, 12, 30), previous_deadline=date(2022, 12, 29), min_days=42),
    "addressees": LetterContext(addressees=(DISTRICT,)),
    "signer": LetterContext(signer=SIGNER),
    "signer without a name": LetterContext(signer=SIGNER.model_copy(update={"name": ""})),
    "subject": LetterContext(upstream_subject=str(SAMPLES["forwarding"]["subject"])),
    "stage": LetterContext(must_be_signed=True),
    "receipts": LetterContext(receipts=(received(18, 14), received(21, 9), received(19, 9, email=True))),
    "copies": LetterContext(copies=(rendered("forwarding", to="นายอำเภอสอง"),)),
    "pages": LetterContext(pages=1),
    "cited": LetterContext(cited=(CitedLetter("มท ๐๘๑๐.๒/ว ๓๙๗๒", frozenset()),), addressees=(DISTRICT,)),
}

WRONG = [
    ("L03-circular", LetterContext(circular=False)),
    ("L03-register", LetterContext(number="พร ๐๐๒๓.๑/ว ๔๗๙๘")),
    ("L03-unused", LetterContext(used_numbers=frozenset({"พร 0023.1/ว4797"}))),
    ("L04-register", LetterContext(date=date(2022, 11, 17))),
    ("L08-days", LetterContext(deadline=date(2022, 12, 30), min_days=43)),
    ("L08-days", LetterContext(deadline=date(2022, 11, 17))),
    ("L08-later", LetterContext(deadline=date(2022, 12, 30), previous_deadline=date(2022, 12, 30))),
    ("L10-named", LetterContext(addressees=(DISTRICT, TAMBON))),
    ("L12-signer", LetterContext(signer=SIGNER.model_copy(update={"own_title": "ปลัดจังหวัด"}))),
    ("L12-signer", LetterContext(signer=SIGNER.model_copy(update={"name": "นายสมมติ ตัวอย่าง"}))),
    ("L12-valid", LetterContext(signer=SIGNER.model_copy(update={"valid_to": date(2022, 11, 17)}))),
    ("L15-subject", LetterContext(upstream_subject="การสำรวจที่พักพิงชั่วคราว")),
    ("L18-after", LetterContext(receipts=(received(17, 14),))),
    ("L18-weekday", LetterContext(receipts=(received(19, 14),))),
    ("L19-due", LetterContext(receipts=(received(21, 11),))),
    ("L09-same", LetterContext(copies=(rendered("forwarding"), rendered("forwarding", deadline="วันที่ ๓๑ มกราคม ๒๕๖๖")))),
    ("L14-pages", LetterContext(pages=2)),
]


@pytest.mark.parametrize("known", RIGHT.values(), ids=RIGHT)
def test_a_letter_that_agrees_with_what_is_known_is_clean(known: LetterContext) -> None:
    assert lint(rendered("forwarding"), known) == []


@pytest.mark.parametrize(("rule", "known"), WRONG, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(WRONG)])
def test_a_letter_that_contradicts_what_is_known_is_not(rule: str, known: LetterContext) -> None:
    assert [finding.rule for finding in lint(rendered("forwarding"), known)] == [rule]


def test_nobody_is_referred_to_a_letter_he_never_got() -> None:
    cited = CitedLetter("พร ๐๐๒๓.๑/ว ๒๖๓๙", frozenset({"5402"}))
    got = LetterContext(cited=(cited,), addressees=(DISTRICT,))
    assert lint(rendered("reminder"), got) == []
    never = LetterContext(cited=(CitedLetter(cited.number, frozenset({"5403"})),), addressees=(DISTRICT,))
    (finding,) = lint(rendered("reminder"), never)
    assert finding.rule == "L07-received"
    assert "5402" in finding.problem


def test_a_stamped_letter_is_too_little_for_the_last_demand() -> None:
    assert lint(rendered("followup"), LetterContext(must_be_signed=False)) == []
    (finding,) = lint(rendered("followup"), LetterContext(must_be_signed=True))
    assert (finding.rule, finding.problem) == ("L16-signed", "a final demand or escalation is not signed")


def test_every_rule_that_needs_to_be_told_is_tried_here() -> None:
    tried = {rule for rule, _ in WRONG} | {"L07-received", "L16-signed"}
    # The rules on content have tests of their own (test_content.py).
    assert tried == {rule.id for rule in RULES if rule.needs and not rule.id.startswith("C")}
