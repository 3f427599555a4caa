"""Plain facts: data that a Word file can hold."""

import re
from collections.abc import Iterable, Mapping, Sequence

from workflow.errors import WianError

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("[ \t\r\n\x85\u2028\u2029]*[\t\r\n\x85\u2028\u2029][ \t\r\n\x85\u2028\u2029]*")
_SPECIAL = re.compile("[\x00-\x1f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]")  # the characters of both patterns
_ATOMS = (int, float, type(None))  # bool is an int
_EXACT_ATOMS = frozenset({bool, *_ATOMS})


class FactError(WianError):
    """A fact that a letter cannot hold."""


def plain(facts: Mapping[str, object]) -> Mapping[str, object]:
    """The facts as texts, numbers, truth values, None, lists and dicts, with spaces for line breaks.

    Facts that are plain already are returned unchanged, after one search through all texts. Raises FactError, naming
    the fact, for a character that XML cannot hold (XML 1.0, Char) and for other objects.
    """
    texts: list[str] = []
    if _collect_texts(facts.values(), texts) and not _SPECIAL.search("".join(texts)):
        return facts
    return {key: _clean(value, key) for key, value in facts.items()}


def _collect_texts(values: Iterable[object], texts: list[str]) -> bool:
    """Collect the texts; return whether all values are of a plain type."""
    for value in values:
        kind = type(value)
        if kind is str:
            texts.append(value)  # type: ignore[arg-type]
        elif kind is dict:
            if not _collect_texts(value.values(), texts):  # type: ignore[attr-defined]
                return False
        elif kind is list:
            if not _collect_texts(value, texts):  # type: ignore[arg-type]
                return False
        elif kind not in _EXACT_ATOMS:
            return False
    return True


def _clean(value: object, name: str) -> object:
    if isinstance(value, str):
        if bad := NOT_XML.search(value):
            raise FactError(f"{name} has the character U+{ord(bad[0]):04X}, which a Word file cannot hold")
        return _BREAKS.sub(" ", str(value))
    if isinstance(value, Mapping):
        return {key: _clean(part, f"{name}.{key}") for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_clean(part, f"{name}[{place}]") for place, part in enumerate(value)]
    if isinstance(value, _ATOMS):
        return value
    raise FactError(f"{name} is a {type(value).__name__}; expected text, a number, true or false, a list or a mapping")
