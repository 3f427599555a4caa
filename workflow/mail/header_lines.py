"""Header lines of mails as a receiver decodes them: no blank of a Thai text is lost (RFC 2047, section 6.2).

Python's own policy encodes word by word and leaves the blanks between the encoded words, where they do not count.
"""

from email.header import Header
from email.headerregistry import AddressHeader
from email.policy import EmailPolicy

_LONGEST = 76  # characters of a line with an encoded word


class _MailPolicy(EmailPolicy):
    def fold(self, name: str, value: str) -> str:
        return self._thai_line(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self._thai_line(name, value).encode("ascii") or super().fold_binary(name, value)

    def _thai_line(self, name: str, value: str) -> str:
        """The line of a subject or sender with Thai letters, its blanks inside the encoded words; empty for others."""
        if name.lower() == "subject" and not value.isascii():
            return f"{name}: {self._encoded(value, name)}{self.linesep}"
        if name.lower() == "from" and isinstance(value, AddressHeader) and not value.isascii():
            (sender,) = value.addresses
            shown = self._encoded(sender.display_name, name)
            return f"{name}: {shown}{self.linesep} <{sender.addr_spec}>{self.linesep}"
        return ""

    def _encoded(self, text: str, name: str) -> str:
        return Header(text, "utf-8", _LONGEST, name).encode(linesep=self.linesep)


MAIL = _MailPolicy(linesep="\r\n")
"""The policy of Wian's mails."""
