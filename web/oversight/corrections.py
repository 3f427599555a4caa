"""An officer's corrections of a covering letter: subject, paragraphs, signer."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.http.forms import Form
from workflow.cascade.pass_on_draft import MOST_PARAGRAPHS, Wording, wording_of
from workflow.errors import WordingError
from workflow.letters.text import Passage
from workflow.registry.signers import Signer
from workflow.registry.signing_modes import Mode
from workflow.thai.spacing import visible

SIGNING = ("signer", "title", "mode", "for_title")
"""The form fields of the signer."""

_LONG = 5_000  # characters read of a field; `wording_of` checks the length for a letter


@dataclass(frozen=True)
class Correction:
    """The fields of a sent form before their check; empty for the prepared letter."""

    subject: str
    body: Sequence[str]
    signing: Mapping[str, str]
    prepared: str

    def wording(self, own_subject: str) -> Wording:
        """The wording that differs from the prepared letter. Raises WordingError for a wrong form."""
        subject = "" if self.subject == own_subject else self.subject
        return wording_of(subject, () if mark_of(self.body) == self.prepared else self.body)

    def signer(self) -> Signer | None:
        """The signer of the form; None for the prepared one. Raises WordingError for an impossible signer."""
        fields = self.signing
        if not any(fields.values()):
            return None
        if fields["mode"] not in [mode.value for mode in Mode] or not fields["title"]:
            raise WordingError("the signer's post is missing", "โปรดกรอกตำแหน่งผู้ลงนาม")
        mode = Mode(fields["mode"])
        if mode is not Mode.SELF and not fields["for_title"]:
            raise WordingError("the post signed for is missing", f"ผู้ลงนาม{mode} ต้องระบุตำแหน่งที่ลงนามแทน")
        for_title = "" if mode is Mode.SELF else fields["for_title"]
        name = fields["signer"].strip("()").strip()
        return Signer(name=name, own_title=fields["title"], mode=mode, for_title=for_title)


def correction(form: Form) -> Correction:
    """The correction of a form."""
    paragraphs = [form.lines(f"body{place}", _LONG) for place in range(1, MOST_PARAGRAPHS + 2)]
    return Correction(
        subject=form.text("subject", _LONG),
        body=[text for text in paragraphs if text],
        signing={name: form.text(name, 300) for name in SIGNING},
        prepared=form.text("prepared"),
    )


def mark_of(paragraphs: Sequence[str]) -> str:
    """A hash that shows whether paragraphs are sent back unchanged."""
    plain = "\n".join(filter(None, map(visible, paragraphs)))
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()[:32]


def mark_of_letter(passages: Sequence[Passage]) -> str:
    """A hash that shows whether a letter is still the shown one."""
    return mark_of([passage.text for passage in passages])
