"""The state table as Markdown and Mermaid, so that the documents cannot differ from the code."""

from workflow.states import NOT_YET, PLANNED, PLANNED_STATES, STATES, TRANSITIONS, Noun, State, Transition

_HEAD = """# States

Made from `workflow/states.py` by `make docs`; a test keeps the two equal. Do not edit by hand.

Every change of state goes through this table and writes one event (who, when, from, to, why)
in the same transaction. A guard of `duty` means that only tasks with that duty take the step:
`pass_on` for the department, provinces and districts, `do` for the offices that do the work.

Steps marked "not offered yet" stand in the table for later: no page and no command takes them, and nothing gets into
the states marked so.
"""
_MARK = " (not offered yet)"


def diagram(noun: Noun) -> str:
    """A Mermaid state diagram of one noun."""
    lines = ["stateDiagram-v2"]
    for step in TRANSITIONS:
        if step.noun is noun:
            label = f"{step.action}{_mark(step)}"
            lines += [f"    {source or '[*]'} --> {step.target}: {label}" for source in step.sources]
    lines += [f"    {state.name} --> [*]" for state in STATES if state.noun is noun and not state.open]
    return "\n".join(lines)


def table(noun: Noun) -> str:
    """The states and the steps of one noun as two Markdown tables."""
    rows = ["| state | open | meaning |", "| --- | --- | --- |"]
    rows += [f"| `{s.name}` | {'yes' if s.open else 'no'} | {s.meaning}{_mark(s)} |" for s in STATES if s.noun is noun]
    rows += ["", "| action | from | to | guard | meaning |", "| --- | --- | --- | --- | --- |"]
    for step in TRANSITIONS:
        if step.noun is noun:
            sources = ", ".join(f"`{s}`" if s != NOT_YET else "(new)" for s in step.sources)
            guard = f"duty `{step.duty}`" if step.duty else ""
            rows.append(f"| `{step.action}` | {sources} | `{step.target}` | {guard} | {step.meaning}{_mark(step)} |")
    return "\n".join(rows)


def _mark(entry: State | Transition) -> str:
    if isinstance(entry, State):
        return _MARK if (entry.noun, entry.name) in PLANNED_STATES else ""
    return _MARK if (entry.noun, entry.action) in PLANNED else ""


def document() -> str:
    """The whole of `docs/states.md`."""
    parts = [_HEAD]
    for noun in Noun:
        parts.append(f"## {noun.capitalize()}\n\n```mermaid\n{diagram(noun)}\n```\n\n{table(noun)}\n")
    return "\n".join(parts)
