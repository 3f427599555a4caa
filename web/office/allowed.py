"""The actions an office may take now, as the state table decides."""

from web.office.standing import Standing
from workflow.errors import NotAllowedError
from workflow.states import Noun, check

_STEPS = ("acknowledge", "report", "report_problem", "pass_on")


def allowed(s: Standing) -> set[str]:
    """The actions that this office may take now; none after the end of the circular."""
    if s.circular.state != "open":
        return set()
    actions = {action for action in _STEPS if _possible(s, action)}
    if s.back:
        actions.add("undo")
    if s.task.state in ("received", "returned", "passed_on"):
        actions.add("withdraw" if s.request else "ask_time")
    return actions


def _possible(s: Standing, action: str) -> bool:
    try:
        check(Noun.TASK, action, s.task.state, s.task.duty)
    except NotAllowedError:
        return False
    return True
