"""Searches of a paragraph's content; a content that many paragraphs and letters share is searched once."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from workflow.docx.runs import Written

Thing = TypeVar("Thing")
Search = Callable[[Written], Thing | None]
"""A function of a paragraph's content alone; an empty result stands for nothing found."""

_SEARCHES: list[Search[Any]] = []


def search(find: Search[Thing]) -> Search[Thing]:
    """Register a search for `Document.where`."""
    _SEARCHES.append(find)
    return find


def is_registered(find: Search[Any]) -> bool:
    """Whether a search is among those that `results` runs."""
    return find in _SEARCHES


def results(written: Written) -> Sequence[tuple[Search[Any], Any]]:
    """The registered searches that find something in a content, with their results; kept with the content."""
    if written.search_results is None:
        written.search_results = [(find, thing) for find in _SEARCHES if (thing := find(written))]
    return written.search_results
