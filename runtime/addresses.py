"""The addresses of the offices' pages for letters, mails, lists and the pages themselves."""

from dataclasses import dataclass

OFFICE = "/t/"
"""The path before a link's token: an office's page for a circular."""
CIRCULAR = "/c/"
"""The path before a circular's page code: the page for short codes."""


@dataclass(frozen=True)
class PageAddresses:
    """The addresses below `site`, such as https://wian.example.go.th; paths if it is empty."""

    site: str = ""

    def office(self, token: str) -> str:
        """The address of the office's page for this token."""
        return f"{self.site.rstrip('/')}{OFFICE}{token}"

    def circular(self, page_code: str) -> str:
        """The address in the QR code of a circular's letters."""
        return f"{self.site.rstrip('/')}{CIRCULAR}{page_code}"
