"""The person who acts on a page, by typed name and position, for events."""

from collections.abc import Mapping

from web.http.context import RequestContext
from web.http.forms import Form
from web.office.standing import Standing
from workflow.act import Act, ActorKind

LONGEST = 100
DAY_NEEDED = "โปรดเลือกวันที่"


def actor(person: str, position: str) -> str:
    """The actor of an event: `name (position)`."""
    return f"{person} ({position})" if position else person


def act_of(context: RequestContext, s: Standing, why: str = "") -> Act:
    """The act of the person named in the form, by this office's link."""
    person = actor(context.form.text("person", LONGEST), context.form.text("position", LONGEST))
    return Act(person, context.now, why, ActorKind.OFFICE, s.link_id)


def faults(form: Form, note: str = "") -> Mapping[str, str]:
    """The messages for missing fields, empty for a complete form; `note` is the message for a required note."""
    missing = {"person": "โปรดกรอกชื่อ", "position": "โปรดกรอกตำแหน่ง", **({"note": note} if note else {})}
    if "day" in form.fields:
        missing["day"] = DAY_NEEDED
    faulty = {name: message for name, message in missing.items() if not form.lines(name)}
    return {"person": "", "position": "", "number": "", "note": "", "day": "", **faulty} if faulty else {}
