"""Who does something on a page: name and position, as they are typed, and how they stand in the events."""

from collections.abc import Mapping

from web.http.forms import Form

LONGEST = 100
DAY_NEEDED = "โปรดเลือกวันที่"


def actor(person: str, position: str) -> str:
    """`name (position)`: who did it, in the event."""
    return f"{person} ({position})" if position else person


def actor_of(form: Form) -> str:
    """The actor that a form names."""
    return actor(form.text("person", LONGEST), form.text("position", LONGEST))


def faults(form: Form, note: str = "") -> Mapping[str, str]:
    """What is missing in a form, by field; empty if nothing is. `note` is what is said where a note is needed."""
    missing = {"person": "โปรดกรอกชื่อ", "position": "โปรดกรอกตำแหน่ง", **({"note": note} if note else {})}
    if "day" in form.fields:
        missing["day"] = DAY_NEEDED
    found = {name: said for name, said in missing.items() if not form.lines(name)}
    return {"person": "", "position": "", "number": "", "note": "", "day": "", **found} if found else {}
