"""Acknowledging: the one button. All that press it at the same moment are received in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.http import log_events
from web.http.batching import Batching, FullError
from web.http.errors import Denied, DeniedRequest
from web.http.passes import open_pass
from web.http.visit import Visit, guarded, visit_of
from web.office.page import back, office_page
from web.office.people import actor, faults
from web.office.stale import not_now
from web.services import WebServices
from workflow.access.open_link import ClosedLink, OpenedLink, open_links
from workflow.act import ActorKind
from workflow.progress.acknowledge import acknowledge_all
from workflow.progress.receivable import AcknowledgeRequest, AcknowledgeResult, NotReceivable
from workflow.thai.digits import arabic_digits


@dataclass(frozen=True)
class AcknowledgePress:
    """One press of the button. `letter_id` is the letter that the page showed, `request` the id of the request."""

    token: str
    person: str
    position: str
    own_number: str
    letter_id: int
    request: str

    def asked(self, opened: OpenedLink) -> AcknowledgeRequest:
        """What is asked of the domain for the task that the link leads to."""
        who = actor(self.person, self.position)
        known = ActorKind.OFFICE, opened.link_id
        return AcknowledgeRequest(
            opened.task_id, who, self.person, self.position, self.own_number, self.letter_id, *known
        )


Outcome = AcknowledgeResult | ClosedLink
Acknowledgements = Batching[AcknowledgePress, Outcome]


def gather(services: WebServices) -> Acknowledgements:
    """The desk at which presses of the button gather."""
    # SQLite has one writer at a time, so that a second thread would only wait.
    threads = 2 if services.database.engine.dialect.name == "postgresql" else 1
    return Batching(partial(_together, services), threads)


def _together(services: WebServices, pressed: Sequence[AcknowledgePress]) -> Sequence[Outcome]:
    """Open every link and receive every letter, in one transaction; it has been committed when this returns."""
    now = services.now()
    with services.database.write() as conn:
        by_token = open_links(conn, [one.token for one in pressed], now)
        opened = [
            open_pass(conn, services.keys, one.token, now) or found
            for one, found in zip(pressed, by_token, strict=True)
        ]
        asked = [one.asked(found) for one, found in zip(pressed, opened, strict=True) if isinstance(found, OpenedLink)]
        answers = iter(acknowledge_all(conn, asked, now, services.calendar))
        outcomes = [found if isinstance(found, ClosedLink) else next(answers) for found in opened]
    log_events.received(_received(pressed, opened, outcomes))
    return outcomes


def _received(
    pressed: Sequence[AcknowledgePress], opened: Sequence[OpenedLink | ClosedLink], outcomes: Sequence[Outcome]
) -> list[log_events.ReceivedStep]:
    """What was received, for the log, each under the id of its request: this thread answers those of many."""
    return [
        log_events.ReceivedStep(one.request, found.circular_code, found.unit_code, one.letter_id)
        for one, found, outcome in zip(pressed, opened, outcomes, strict=True)
        if isinstance(found, OpenedLink) and isinstance(outcome, AcknowledgeResult) and outcome.not_receivable is None
    ]


async def acknowledge(request: Request) -> Response:
    """Receive the letter that the page showed."""
    visit = await visit_of(request)
    return await guarded(visit, _acknowledged(visit))


async def _acknowledged(visit: Visit) -> Response:
    if faults(visit.form):
        return await visit.services.work(partial(_again, visit))
    pressed = _pressed(visit)
    gathering: Acknowledgements = visit.request.app.state.acknowledgements
    try:
        outcome = await gathering.answer(pressed)
    except FullError:
        raise HTTPException(503, headers={"Retry-After": "5"}) from None
    if isinstance(outcome, ClosedLink):
        raise Denied(outcome.why, outcome)
    if outcome.not_receivable is NotReceivable.ALREADY:
        return back(visit, "received-before")
    if outcome.not_receivable is not None:
        return await visit.services.work(partial(not_now, visit))
    assert outcome.receipt is not None
    suggested = visit.form.text("suggested")
    moved = not pressed.own_number and suggested not in ("", outcome.receipt.number)
    return back(visit, "number" if moved else "received")


def _pressed(visit: Visit) -> AcknowledgePress:
    """What was pressed. Raises Denied if the form is none of ours."""
    kind, _, letter = visit.state().partition("-")
    if kind != "letter":
        raise Denied(DeniedRequest.FORM)
    number = arabic_digits(visit.form.text("number", 40))
    own = "" if number == visit.form.text("suggested") else number
    person, position = visit.form.text("person"), visit.form.text("position")
    return AcknowledgePress(visit.token, person, position, own, int(letter), visit.request_id)


def _again(visit: Visit) -> Response:
    """The page again, with what is missing."""
    with visit.services.database.read() as conn:
        return office_page(visit, conn, visit.open(conn), faults(visit.form), 422)
