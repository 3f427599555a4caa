"""A circular's file, in YAML or TOML: all that is particular to the matter, written by its officer."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from workflow.circulars.placeholders import has_slot
from workflow.errors import Fault, InputError
from workflow.files.readers import FileModel, field_name, read_model
from workflow.registry.signers import Day, Signer
from workflow.thai.dates import find_dates
from workflow.thai.mistakes import text_faults
from workflow.thai.spacing import squash

Text = Annotated[str, BeforeValidator(lambda value: squash(value) if isinstance(value, str) else value)]
Filled = Annotated[Text, Field(min_length=1)]


class Urgency(StrEnum):
    """The urgency of a letter (ข้อ 28)."""

    NONE = ""
    URGENT = "ด่วน"
    VERY = "ด่วนมาก"
    MOST = "ด่วนที่สุด"

    def at_least(self, other: "Urgency") -> "Urgency":
        """The higher of the two."""
        grades = list(Urgency)
        return max(self, other, key=grades.index)


class Secrecy(StrEnum):
    """The grade of secrecy (ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. 2544)."""

    NONE = ""
    SECRET = "ลับ"
    VERY = "ลับมาก"
    MOST = "ลับที่สุด"


def _not_most_secret(grade: Secrecy) -> Secrecy:
    if grade is Secrecy.MOST:
        raise ValueError("a circular marked ลับที่สุด must not travel by an electronic system (amendment No. 4)")
    return grade


class Reference(FileModel):
    """A letter under อ้างถึง: the number alone for a letter issued by Wian, otherwise number, agency and date."""

    number: Filled
    agency: Text = ""
    date: Day | None = None


class Enclosure(FileModel):
    """An item under สิ่งที่ส่งมาด้วย; `address` is its web address, printed as a QR code."""

    text: Filled
    quantity: Filled
    address: str = ""


class Who(FileModel):
    """The offices that must do it: kinds of office, and codes of provinces (empty: all provinces)."""

    kinds: list[str] = Field(min_length=1)
    provinces: list[str] = Field(default_factory=list)


class Phrases(FileModel):
    """The wording of the matter for later letters.

    doers: the offices that must do it. background: an earlier request that this one continues. news: the message,
    after แจ้งว่า. task: the work, after ดำเนินการ. thoroughly: the manner (ให้ครบถ้วน). request: the task in brief,
    for citations. object: the thing checked. missing, incorrect: the fault of a lagging office. place: the place
    where the work is checked. matter: the whole as a noun (การรายงานผล…); default: a subject that begins so.
    """

    doers: Filled
    background: Text = ""
    news: Filled
    task: Filled
    thoroughly: Text = ""
    request: Filled
    object: Filled
    missing: Filled
    incorrect: Filled
    place: Text = ""
    matter: Text = ""


class Reports(FileModel):
    """Whether reports are checked before they count, and whether an import overrides an office's own report."""

    verify: bool = True
    import_wins: bool = True


class CircularFile(FileModel):
    """The whole file. Body paragraphs may have `{{ deadline }}` (with weekday) and `{{ deadline_plain }}`."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,58}$")]
    issuer: str
    subject: Filled
    urgency: Urgency = Urgency.NONE
    secrecy: Annotated[Secrecy, AfterValidator(_not_most_secret)] = Secrecy.NONE
    deadline: Day
    references: list[Reference] = Field(default_factory=list)
    enclosures: list[Enclosure] = Field(default_factory=list)
    body: list[Filled] = Field(min_length=2)
    signer: Signer | None = None
    address: list[Text] = Field(default_factory=list)
    contact: list[Text] = Field(default_factory=list)
    who: Who
    phrases: Phrases
    ladder: str = "standard"
    approval: list[str] = Field(default_factory=list)
    """Stages of the ladder whose letters wait for a person, beside those that wait anyway."""
    words: dict[str, list[Filled]] = Field(default_factory=dict)
    """The circular's own paragraphs for the letters of a stage, with blanks such as `{{ count }}`."""
    reports: Reports = Reports()
    details_address: str = ""

    @property
    def matter(self) -> str:
        """The matter as a noun with การ, for subjects such as การขยายระยะเวลา…"""
        if self.phrases.matter:
            return self.phrases.matter
        return self.subject if self.subject.startswith("การ") else f"การ{self.phrases.task}"


def read_circular(path: Path) -> CircularFile:
    """Read and check a circular's file. Raises InputError with all faults of the form and of the Thai text."""
    circular = read_model(path, CircularFile)
    faults = [fault for place, text in _texts(circular) for fault in _text_faults(path.name, place, text)]
    if faults:
        raise InputError(faults)
    return circular


_NOT_PRINTED = {
    "code",
    "issuer",
    "deadline",
    "who",
    "ladder",
    "approval",
    "reports",
    "details_address",
    "urgency",
    "secrecy",
}


def _texts(circular: CircularFile) -> list[tuple[str, str]]:
    """The printed texts of a circular's file, with the names of their fields."""
    texts: list[tuple[str, str]] = []

    def walk(value: object, place: tuple[str | int, ...]) -> None:
        if isinstance(value, str):
            texts.append((field_name(place), value))
        elif isinstance(value, dict):
            for key, part in value.items():
                if key != "address" or place == ():
                    walk(part, (*place, key))
        elif isinstance(value, list):
            for number, part in enumerate(value):
                walk(part, (*place, number))

    walk(circular.model_dump(exclude=_NOT_PRINTED), ())
    return texts


def _text_faults(file: str, place: str, text: str) -> list[Fault]:
    faults = [Fault(file, problem, place) for problem in text_faults(text)]
    dates = find_dates(text)
    faults += [Fault(file, f"'{date.text}': {date.problem}", place) for date in dates if date.problem]
    faults += [Fault(file, f"'{date.text}': letters write dates in full", place, expected=date.form)
               for date in dates if date.form]  # fmt: skip
    if has_slot(text) and not place.startswith(("body[", "words.")):
        faults.append(Fault(file, "slots are filled in the body only", place, expected="the words themselves"))
    return faults
