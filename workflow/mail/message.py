"""The mail message of a letter: headers, text and attachments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import PurePosixPath

from sqlalchemy import Connection, RowMapping, select

from workflow.delivery import pdf_copies
from workflow.delivery.outbox import ClaimedMail
from workflow.errors import WianError
from workflow.letters.printer import LetterPrinter, PageAddress
from workflow.mail.address import is_address
from workflow.mail.header_lines import MAIL
from workflow.mail.templates import MailTexts
from workflow.store import tables as t
from workflow.thai.digits import thai_digits
from workflow.thai.spacing import squash

_KINDS = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".pdf": ("application", "pdf"),
}
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class NoAddressError(WianError):
    """An office has no valid e-mail address."""


@dataclass(frozen=True)
class _Letter:
    """The data that all mails of a letter share: facts for the text, and files by name."""

    id: int
    form: str
    facts: Mapping[str, object]
    reply_to: Address
    files: Mapping[str, bytes]


class MailWriter:
    """Writes mails from `sender`; `page_address` returns the address of a circular's page, if there are pages."""

    def __init__(
        self, texts: MailTexts, printer: LetterPrinter, sender: str, page_address: PageAddress | None = None
    ) -> None:
        self._texts, self._printer, self.sender = texts, printer, sender
        self._page_address = page_address
        self._last: _Letter | None = None  # mails come letter by letter

    @property
    def domain(self) -> str:
        """The domain of the sender's address."""
        return self.sender.rpartition("@")[2]

    def write(self, conn: Connection, claimed: ClaimedMail, now: datetime) -> EmailMessage:
        """The message of a claimed mail.

        Raises NoAddressError for an invalid address, and WianError if a file of the letter is missing or differs
        from the issued one, or if the template cannot be filled in.
        """
        if not is_address(claimed.address):
            raise NoAddressError(f"'{claimed.address}' is no e-mail address")
        if self._last is None or self._last.id != claimed.letter_id:
            self._last = self._letter(conn, claimed.letter_id)
        letter = self._last
        unit = conn.execute(select(t.units.c.post, t.units.c.office).where(t.units.c.id == claimed.unit_id)).one()
        to = f"ถึง  {unit.office}" if letter.form == "stamped" else f"เรียน  {unit.post}"
        facts = {**letter.facts, "to": to, "reply_to": letter.reply_to.addr_spec}
        message = EmailMessage(policy=MAIL)
        message["Subject"] = self._texts.subject(facts)
        message["From"] = Address(str(letter.facts["sender"]), addr_spec=self.sender)
        message["To"] = Address(addr_spec=claimed.address)
        message["Reply-To"] = letter.reply_to
        message["Date"] = format_datetime(now)
        message["Message-ID"] = claimed.message_id
        message["Auto-Submitted"] = "auto-generated"  # asks machines not to reply (RFC 3834)
        message.set_content(self._texts.text(facts), cte="base64")
        for name, data in letter.files.items():
            maintype, subtype = _KINDS[PurePosixPath(name).suffix]
            message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
        return message

    def _letter(self, conn: Connection, letter_id: int) -> _Letter:
        columns = (t.letters, t.units.c.name.label("sender_name"), t.units.c.email.label("sender_email"))
        query = select(*columns).join(t.units, t.units.c.id == t.letters.c.sender_id).where(t.letters.c.id == letter_id)
        row = conn.execute(query).mappings().one()
        files = self._files(conn, row)
        letter_facts = row["facts"]
        facts = {
            "sender": squash(row["sender_name"]),
            "number": squash(row["number"]),
            "date": squash(str(letter_facts["date"])),
            "subject": squash(row["subject"]),
            "urgency": squash(str(letter_facts["urgency"])),
            "contact": [squash(line) for line in letter_facts["contact"]],
            "files": thai_digits(len(files)),
            "page": self._page_address(str(letter_facts["page"])) if self._page_address else "",
        }
        # Replies go to the sending office, if it has an address of its own.
        reply_to = row["sender_email"] if is_address(row["sender_email"]) else self.sender
        return _Letter(letter_id, row["form"], facts, Address(addr_spec=reply_to), files)

    def _files(self, conn: Connection, row: RowMapping) -> dict[str, bytes]:
        """The files by name: the letter, its PDF if there is one, and its enclosures (lists, the letter from above)."""
        pdf = pdf_copies.pdf_of(conn, row["id"])
        stored_files = [(row["file"], row["sha256"]), *([pdf] if pdf else [])]
        stored_files += [
            (enclosure["file"], enclosure["sha256"]) for enclosure in row["encloses"] if "file" in enclosure
        ]
        return {
            _UNSAFE.sub("-", PurePosixPath(file).name): self._printer.store.issued(file, sha256)
            for file, sha256 in stored_files
        }
