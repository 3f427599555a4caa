"""Addresses that mail can be sent to."""

import re

ADDRESS = (
    r"(?=[^@]{1,64}@)[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
"""One plain address, nothing around it: no name, no second address, no line break, no Thai letters."""


def is_address(text: str) -> bool:
    """Whether mail can be sent to this."""
    return re.fullmatch(ADDRESS, text) is not None
