"""Addresses that mail can be sent to."""

import re

_ADDRESS = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def is_address(text: str) -> bool:
    """Whether this is one plain address and nothing around it: no name, second address, line break, Thai letters."""
    return _ADDRESS.fullmatch(text) is not None
