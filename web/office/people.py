"""Who does something on a page: name and position, as they are typed, and how they stand in the events."""

from collections.abc import Mapping

from web.http.context import RequestContext
from web.http.forms import Form
from web.office.standing import Standing
from workflow.act import Act, ActorKind

LONGEST = 100
DAY_NEEDED = "โปรดเลือกวันที่"


def actor(person: str, position: str) -> str:
    """`name (position)`: who did it, in the event."""
    return f"{person} ({position})" if position else person


def act_of(context: RequestContext, s: Standing, why: str = "") -> Act:
    """The act of whoever the form names, at the page of this office's link."""
    named = actor(context.form.text("person", LONGEST), context.form.text("position", LONGEST))
    return Act(named, context.now, why, ActorKind.OFFICE, s.link_id)


def faults(form: Form, note: str = "") -> Mapping[str, str]:
    """What is missing in a form, by field; empty if nothing is. `note` is what is said where a note is needed."""
    missing = {"person": "โปรดกรอกชื่อ", "position": "โปรดกรอกตำแหน่ง", **({"note": note} if note else {})}
    if "day" in form.fields:
        missing["day"] = DAY_NEEDED
    faulty = {name: said for name, said in missing.items() if not form.lines(name)}
    return {"person": "", "position": "", "number": "", "note": "", "day": "", **faulty} if faulty else {}
