"""The addresses of the offices' pages, as letters, mails, lists and the pages themselves name them."""

from dataclasses import dataclass

OFFICE = "/t/"
"""Before the token of a link: the page of one office under one circular."""
CIRCULAR = "/c/"
"""Before a circular's page code: where an office types its short code."""


@dataclass(frozen=True)
class PageAddresses:
    """The addresses below `site`, such as https://wian.example.go.th; paths where it is empty."""

    site: str = ""

    def office(self, token: str) -> str:
        """The page of the office that this token is for."""
        return f"{self.site.rstrip('/')}{OFFICE}{token}"

    def circular(self, page_code: str) -> str:
        """The page that the QR code of a circular's letters leads to."""
        return f"{self.site.rstrip('/')}{CIRCULAR}{page_code}"
