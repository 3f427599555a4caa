"""What an office may do now: asked of the state table, nowhere decided here."""

from web.standing import Standing
from workflow.errors import NotAllowedError
from workflow.states import UNDO, Noun, check

_OWN = ("acknowledge", "report", "report_problem")
"""The steps an office takes itself, and so may take back; a check is the level above's."""


_STEPS = ("acknowledge", "report", "report_problem", "pass_on")


def allowed(s: Standing) -> set[str]:
    """The actions of the state table that this office may take now."""
    found = {action for action in _STEPS if _possible(s, action)}
    if undo_of(s):
        found.add("undo")
    if s.circular.state == "open" and s.state in ("received", "returned", "passed_on"):
        found.add("withdraw" if s.request else "ask_time")
    return found


def undo_of(s: Standing) -> str:
    """The step that takes the office's last one back; empty if it cannot."""
    last = s.history[-1].action if s.history else ""
    if last not in _OWN or s.circular.state != "open":
        return ""
    # A report that answers one that was returned stays: the level above can return it again.
    before = s.history[-2].action if len(s.history) > 1 else ""
    if UNDO[last] == "undo_report" and before == "return":
        return ""
    return UNDO[last] if _possible(s, UNDO[last]) else ""


def _possible(s: Standing, action: str) -> bool:
    try:
        check(Noun.TASK, action, s.state, s.duty)
    except NotAllowedError:
        return False
    return s.circular.state == "open"
