"""Conjunctions before a reason."""

import re

_BEFORE_REASON = re.compile(r"^\s*(?:เนื่องจาก|เนื่องด้วย|เพราะว่า|เพราะ|ด้วยเหตุที่)\s*")


def without_conjunction(reason: str) -> str:
    """A reason without its own เนื่องจาก or เพราะ, for a sentence that has เนื่องจาก before it."""
    return _BEFORE_REASON.sub("", reason)
