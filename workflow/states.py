"""The states of circulars, tasks, letters and requests for time, and every step between them: one table.

No other module decides whether a step is allowed. `workflow.store.transitions.move` reads this table for one row
and for thousands alike, and writes one event for every row it moves. The diagrams and the tables in
`docs/states.md` are made from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflow.errors import NotAllowedError

NOT_YET = ""
"""The state before a row exists; creation is a step like any other."""


class Noun(StrEnum):
    """The things that have states."""

    CIRCULAR = "circular"
    TASK = "task"
    LETTER = "letter"
    REQUEST = "request"


@dataclass(frozen=True)
class State:
    """A state of a noun. `open` means that somebody still has to act."""

    noun: Noun
    name: str
    open: bool
    meaning: str


@dataclass(frozen=True)
class Transition:
    """An allowed step. `duty` is a guard: only tasks with that duty may take the step (empty: any task)."""

    noun: Noun
    action: str
    sources: tuple[str, ...]
    target: str
    meaning: str
    duty: str = ""


_C, _T, _L, _R = Noun.CIRCULAR, Noun.TASK, Noun.LETTER, Noun.REQUEST

STATES: tuple[State, ...] = (
    State(_C, "draft", True, "composed, and not issued yet"),
    State(_C, "open", True, "issued, and not everybody has done it"),
    State(_C, "closed", False, "over, with its closing report: every task is finished"),
    State(_C, "cancelled", False, "called off by the department, its open tasks with it"),
    State(_T, "waiting", True, "the level above has not passed the circular on yet"),
    State(_T, "sent", True, "the letter has been sent to the unit, which has not acknowledged it"),
    State(_T, "received", True, "acknowledged: the unit has a receipt"),
    State(_T, "passed_on", True, "the unit's covering letter is out; units below it still have to do it"),
    State(_T, "reported", True, "the unit says it is done; nobody has checked yet"),
    State(_T, "returned", True, "checked and found missing, wrong or incomplete; the unit must mend it"),
    State(
        _T,
        "done",
        False,
        "done (or nothing to report, confirmed); for a level that passes on: all below it are done",
    ),
    State(_T, "waived", False, "excused by the level above, with a reason"),
    State(_T, "cancelled", False, "called off together with the circular"),
    State(_T, "handed_over", False, "the unit has ended; its successor has a task of its own instead"),
    State(_T, "left", False, "not done when the circular was closed; the closing report names it"),
    State(_L, "draft", True, "prepared, without number and date, for a person to approve"),
    State(_L, "given_back", True, "a draft returned to its writer, to be put right"),
    State(_L, "issued", False, "registered, dated and filed; never changes again"),
    State(_L, "recalled", False, "called back before its release; its number stays used, and is marked so"),
    State(_L, "discarded", False, "not sent, for a reason that is kept; the stage is not made again"),
    State(_R, "asked", True, "a unit has asked for more time; the level above has not decided"),
    State(_R, "granted", False, "it gets a later deadline"),
    State(_R, "refused", False, "its deadline stays"),
    State(_R, "withdrawn", False, "it does not ask any more"),
    State(_R, "lapsed", False, "nobody decided it before the task or the circular was over"),
)

_UNFINISHED = ("waiting", "sent", "received", "passed_on", "reported", "returned")

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_C, "compose", (NOT_YET,), "draft", "it is written down before it is issued"),
    Transition(_C, "issue", (NOT_YET, "draft"), "open", "the circular is registered and its task tree made"),
    Transition(_C, "drop", ("draft",), "cancelled", "it is not issued"),
    Transition(_C, "require_approval", ("open",), "open", "letters of some stages wait for a person from now on"),
    Transition(_C, "reword", ("open",), "open", "letters of a stage say it in other words from now on"),
    Transition(_C, "close", ("open",), "closed", "no task is open any more"),
    Transition(_C, "cancel", ("open",), "cancelled", "the department calls it off"),
    Transition(_T, "plan", (NOT_YET,), "waiting", "the unit will be told by the level above it"),
    Transition(_T, "address", (NOT_YET,), "sent", "the circular itself is addressed to the unit"),
    Transition(_T, "originate", (NOT_YET,), "passed_on", "the issuer's own task", duty="pass_on"),
    Transition(_T, "send", ("waiting",), "sent", "the level above has issued its covering letter"),
    Transition(_T, "acknowledge", ("sent",), "received", "the unit receives the letter and numbers it"),
    Transition(_T, "acknowledge_done", ("done",), "done", "a unit known to have done it acknowledges later"),
    Transition(_T, "acknowledge_returned", ("returned",), "returned", "a unit that must mend it acknowledges later"),
    Transition(_T, "undo_acknowledge", ("received",), "sent", "the receipt was a mistake; its number stays used"),
    Transition(_T, "pass_on", ("received",), "passed_on", "the unit's covering letter is issued", "pass_on"),
    Transition(
        _T,
        "complete",
        ("waiting", "sent", "received", "passed_on"),
        "done",
        "everybody below has done it, whether or not they were told through this unit",
        "pass_on",
    ),
    Transition(_T, "reopen", ("done",), "passed_on", "somebody below must mend it after all", "pass_on"),
    Transition(
        _T, "reopen_received", ("done",), "received", "the same, where the unit had passed nothing on", "pass_on"
    ),
    Transition(_T, "reopen_sent", ("done",), "sent", "the same, where the unit had not acknowledged", "pass_on"),
    Transition(_T, "reopen_waiting", ("done",), "waiting", "the same, where the unit had not been told", "pass_on"),
    Transition(_T, "report", ("received", "returned"), "reported", "the unit reports what it has done", "do"),
    Transition(
        _T,
        "report_problem",
        ("received", "returned"),
        "reported",
        "the unit has done it in part, or met a problem; the level above decides",
        "do",
    ),
    Transition(_T, "undo_report", ("reported",), "received", "the report was a mistake", "do"),
    Transition(_T, "verify", ("reported",), "done", "the report is found right", "do"),
    Transition(_T, "undo_verify", ("done",), "reported", "the check was a mistake", "do"),
    Transition(_T, "return", ("reported", "done"), "returned", "found missing, wrong or incomplete", "do"),
    Transition(
        _T,
        "import_done",
        ("waiting", "sent", "received", "reported", "returned"),
        "done",
        "the system in which the work is done shows it complete, or nil",
        "do",
    ),
    Transition(
        _T, "undo_import_waiting", ("done",), "waiting", "the import was a mistake; the unit had not been told", "do"
    ),
    Transition(_T, "undo_import_sent", ("done",), "sent", "the same, where it had not acknowledged", "do"),
    Transition(_T, "undo_import_received", ("done",), "received", "the same, where it had not reported", "do"),
    Transition(
        _T,
        "undo_import_reported",
        ("done", "returned"),
        "reported",
        "the same, where its report had not been checked",
        "do",
    ),
    Transition(_T, "undo_import_returned", ("done",), "returned", "the same, where it had to mend its report", "do"),
    Transition(_T, "undo_import_done", ("returned",), "done", "the same, where it had done it", "do"),
    Transition(_T, "waive", _UNFINISHED, "waived", "the unit is excused, with a reason", "do"),
    Transition(
        _T,
        "undo_waive_waiting",
        ("waived",),
        "waiting",
        "it is not excused after all; the unit had not been told",
        "do",
    ),
    Transition(_T, "undo_waive_sent", ("waived",), "sent", "the same, where it had not acknowledged", "do"),
    Transition(_T, "undo_waive_received", ("waived",), "received", "the same, where it had not reported", "do"),
    Transition(
        _T, "undo_waive_reported", ("waived",), "reported", "the same, where its report had not been checked", "do"
    ),
    Transition(_T, "undo_waive_returned", ("waived",), "returned", "the same, where it had to mend its report", "do"),
    Transition(_T, "cancel", _UNFINISHED, "cancelled", "the circular is called off"),
    Transition(_T, "hand_over", _UNFINISHED, "handed_over", "the unit ends, and another one takes over"),
    Transition(_T, "leave", _UNFINISHED, "left", "the circular is closed though this is not done"),
    Transition(_L, "prepare", (NOT_YET,), "draft", "the list is computed and the text composed"),
    Transition(_L, "reword", ("draft",), "draft", "an officer puts its text into other words"),
    Transition(_L, "issue", ("draft",), "issued", "number and date are given and the file is kept"),
    Transition(_L, "give_back", ("draft",), "given_back", "a person returns it to its writer, and says what is wrong"),
    Transition(_L, "resubmit", ("given_back",), "draft", "its writer has put it right"),
    Transition(_L, "recall", ("issued",), "recalled", "it is called back before its release, for a reason"),
    Transition(_L, "discard", ("draft", "given_back"), "discarded", "a person decides not to send it, and says why"),
    Transition(_R, "ask", (NOT_YET,), "asked", "the unit says until when, and why"),
    Transition(_R, "grant", ("asked",), "granted", "the level above moves the deadline, and writes so"),
    Transition(_R, "refuse", ("asked",), "refused", "the level above says no, and writes so"),
    Transition(_R, "withdraw", ("asked",), "withdrawn", "the unit takes it back"),
    Transition(_R, "lapse", ("asked",), "lapsed", "the task is done, excused or called off, or the circular is over"),
)

NO_LONGER_ASKED = ("waived", "cancelled", "handed_over")
"""States of tasks from whose units nothing is wanted any more, done or not."""

_BY_ACTION = {(t.noun, t.action): t for t in TRANSITIONS}

PLANNED: frozenset[tuple[Noun, str]] = frozenset(
    {
        *((_C, action) for action in ("compose", "drop")),
        *((_T, t.action) for t in TRANSITIONS if t.action.startswith(("undo_import_", "undo_waive_"))),
        *((_T, action) for action in ("hand_over", "leave")),
        *((_L, action) for action in ("give_back", "resubmit", "recall")),
    }
)
"""Steps in the tables that no command or page takes yet."""
PLANNED_STATES: frozenset[tuple[Noun, str]] = frozenset((s.noun, s.name) for s in STATES) - frozenset(
    (t.noun, t.target) for t in TRANSITIONS if (t.noun, t.action) not in PLANNED
)
"""States that only planned steps lead to."""

UNDO: dict[str, str] = {
    "acknowledge": "undo_acknowledge",
    "report": "undo_report",
    "report_problem": "undo_report",
    "verify": "undo_verify",
}
"""The steps of a task and the steps that undo them. An issued letter is never undone."""


def transition(noun: Noun, action: str) -> Transition:
    """The table's row for an action. Raises KeyError for an unknown action."""
    return _BY_ACTION[noun, action]


def possible(noun: Noun, current: str, duty: str = "") -> list[str]:
    """The actions possible in state `current`, in the table's order."""
    steps = (t for t in TRANSITIONS if t.noun is noun and (noun, t.action) not in PLANNED)
    return [t.action for t in steps if current in t.sources and t.duty in ("", duty)]


def states_of(noun: Noun) -> tuple[str, ...]:
    """The names of all states of a noun, in the table's order."""
    return tuple(state.name for state in STATES if state.noun is noun)


def open_states(noun: Noun) -> tuple[str, ...]:
    """The states in which somebody still has to act."""
    return tuple(state.name for state in STATES if state.noun is noun and state.open)


def check(noun: Noun, action: str, current: str, duty: str = "") -> str:
    """The state that an action leads to from `current`.

    Raises NotAllowedError, with the possible actions, for a step that is not in the table.
    """
    step = transition(noun, action)
    if current in step.sources and (not step.duty or step.duty == duty):
        return step.target
    now = ", ".join(possible(noun, current, duty))
    raise NotAllowedError(
        f"the {noun} is '{current}', so '{action}' is not possible; possible now: {now or 'nothing, it is finished'}"
    )
