"""White space of typed Thai text, and the no-break space (NBSP, U+00A0)."""

NBSP = "\u00a0"


def squash(text: str) -> str:
    """Return the text stripped, with single spaces for white space, NBSP included."""
    return " ".join(text.split())


def visible(text: str) -> str:
    """Return the visible characters of a typed or pasted text, on one line, squashed."""
    return squash("".join(char for char in text if char.isprintable() or char.isspace()))
