"""Passing on: a province or district looks at its covering letter, corrects it, and approves it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.allowed import allowed
from web.files import DOCX, download
from web.office import NOTHING_WRONG, back, common, filled
from web.people import actor_of, faults
from web.sayings import MISSING, UNPRINTABLE, Said
from web.stale import ChangedError, not_now, unchanged
from web.standing import Standing, standing
from web.visit import Visit
from workflow import cascade, signing
from workflow.errors import NotAllowedError
from workflow.letters import lifecycle
from workflow.letters.body import body_of
from workflow.letters.outgoing import covering
from workflow.letters.press import Printed
from workflow.signers import NAME_BLANK, Mode, Signer
from workflow.store.change import Act
from workflow.thaitext import check_text
from workflow.tree import below

_FIELDS = ("subject", "signer", "title", "mode", "for_title")


@dataclass(frozen=True)
class Wording:
    """What may be corrected in the covering letter: its subject, and who signs it."""

    subject: str
    signer: Signer | None
    given: Mapping[str, str]


def ask(visit: Visit) -> Response:
    """GET: the covering letter as it would be issued, with what was corrected in the address."""
    with visit.desk.database.read() as conn:
        s = standing(conn, visit.open(conn), visit.now, visit.desk.calendar)
        if "pass_on" not in allowed(s):
            return back(visit)
        return _page(visit, conn, s, dict(visit.request.query_params))


def draft(visit: Visit) -> Response:
    """GET: the same as a Word file, with the places of number and day blank."""
    with visit.desk.database.read() as conn:
        s = standing(conn, visit.open(conn), visit.now, visit.desk.calendar)
        if "pass_on" not in allowed(s):
            raise HTTPException(404)
        try:
            printed = _proof(visit, conn, s, _wording(dict(visit.request.query_params)))
        except (NotAllowedError, ValueError):
            raise HTTPException(400) from None
    return download(printed.data, "draft.docx", DOCX)


def approve(visit: Visit) -> Response:
    """POST: the letter is registered and sent, and the tasks of those below open."""
    try:
        with visit.desk.database.write() as conn:
            s = unchanged(visit, conn, visit.open(conn))
            if "pass_on" not in allowed(s):
                raise ChangedError
            if wrong := faults(visit.form):
                return _page(visit, conn, s, dict(visit.form.fields), wrong, MISSING, 422)
            given = dict(visit.form.fields)
            if not _can_be_made(visit, conn, s, given):
                return _page(visit, conn, s, given)
            wording, act = _wording(given), Act(actor_of(visit.form), visit.now)
            cascade.pass_on(conn, s.circular, s.unit, visit.desk.press, act, wording.signer, wording.subject)
    except (ChangedError, NotAllowedError):
        return not_now(visit)
    return back(visit, "passed-on")


def _page(
    visit: Visit,
    conn: Connection,
    s: Standing,
    given: Mapping[str, str],
    wrong: Mapping[str, str] = NOTHING_WRONG,
    said: Said | None = None,
    status: int = 200,
) -> Response:
    text: list[str] = []
    wording = Wording("", None, dict.fromkeys(_FIELDS, ""))
    try:
        wording = _wording(given)
        text = body_of(_proof(visit, conn, s, wording).data)
    except (NotAllowedError, ValueError):
        said, status = UNPRINTABLE, 422
    usual = signing.chosen(conn, s.unit, "external", Act("", visit.now)) or Signer(own_title=s.unit.unit.post)
    shown = {
        "subject": s.circular.subject,
        "signer": "" if usual.name == NAME_BLANK else usual.name,
        "title": usual.own_title,
        "mode": usual.mode.value,
        "for_title": usual.for_title,
    } | {name: given[name] for name in _FIELDS if given.get(name)}
    return visit.page(
        "pass_on.html",
        status,
        **common(visit, s),
        said=said,
        given=shown,
        text=text,
        receivers=[member.unit.name for member in below(conn, s.circular, s.unit)],
        modes=[mode.value for mode in Mode],
        filled=filled(visit, s),
        wrong=wrong,
    )


def _can_be_made(visit: Visit, conn: Connection, s: Standing, given: Mapping[str, str]) -> bool:
    try:
        _proof(visit, conn, s, _wording(given))
    except (NotAllowedError, ValueError):
        return False
    return True


def _wording(given: Mapping[str, str]) -> Wording:
    """What was corrected. Raises ValueError for a signature that cannot be: acting, and for no post."""
    plain = {name: " ".join(given.get(name, "").split())[:300] for name in _FIELDS}
    signer = None
    if plain["title"]:
        name, title = plain["signer"].strip("()") or NAME_BLANK, plain["title"]
        signer = Signer(name=name, own_title=title, mode=Mode(plain["mode"]), for_title=plain["for_title"])
    return Wording(plain["subject"], signer, plain)


def _proof(visit: Visit, conn: Connection, s: Standing, wording: Wording) -> Printed:
    """The letter as it would be issued. Raises NotAllowedError for words that cannot be printed."""
    if s.letter is None:
        raise NotAllowedError("nothing has been sent to this unit")
    check_text("the subject", wording.subject)
    act = Act("", visit.now)
    signer = signing.chosen(conn, s.unit, "external", act, wording.signer)
    addressed = below(conn, s.circular, s.unit)
    paper = covering(conn, s.circular, s.unit, addressed, s.letter, signer, wording.subject)
    return lifecycle.proof(paper, visit.desk.press, visit.now)
