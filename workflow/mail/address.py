"""E-mail addresses."""

import re

_ADDRESS = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def is_address(text: str) -> bool:
    """Whether a text is one plain address: no name, second address, line break or Thai letters."""
    return _ADDRESS.fullmatch(text) is not None
