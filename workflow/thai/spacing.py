"""White space of typed Thai text, and the space that must not break (NBSP, U+00A0)."""

NBSP = "\u00a0"


def squash(text: str) -> str:
    """Return the text with every run of white space, NBSP included, as one ordinary space, and stripped."""
    return " ".join(text.split())


def visible(text: str) -> str:
    """Return what can be seen of a text that somebody typed or pasted, on one line, squashed."""
    return squash("".join(char for char in text if char.isprintable() or char.isspace()))
