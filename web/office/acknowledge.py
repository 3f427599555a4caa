"""Acknowledging: offices that press the button at the same moment are received in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.http import log_events
from web.http.batching import Batching, FullError
from web.http.context import RequestContext, context_of, guarded
from web.http.day_passes import open_day_pass
from web.http.errors import Denied, DeniedRequest
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


def acknowledgement_batches(services: WebServices) -> Acknowledgements:
    """The batches in which acknowledgements asked for at the same moment are received."""
    # SQLite has one writer at a time, so that a second thread would only wait.
    threads = 2 if services.database.engine.dialect.name == "postgresql" else 1
    return Batching(partial(receive_batch, services), threads)


def receive_batch(services: WebServices, pressed: Sequence[AcknowledgePress]) -> Sequence[Outcome]:
    """Open every link and receive every letter, in one transaction; it has been committed when this returns."""
    now = services.now()
    with services.database.write() as conn:
        by_token = open_links(conn, [one.token for one in pressed], now)
        opened = [
            open_day_pass(conn, services.keys, one.token, now) or link
            for one, link in zip(pressed, by_token, strict=True)
        ]
        asked = [one.asked(link) for one, link in zip(pressed, opened, strict=True) if isinstance(link, OpenedLink)]
        answers = iter(acknowledge_all(conn, asked, now, services.calendar))
        outcomes = [link if isinstance(link, ClosedLink) else next(answers) for link in opened]
    log_events.received(_received(pressed, opened, outcomes))
    return outcomes


def _received(
    pressed: Sequence[AcknowledgePress], opened: Sequence[OpenedLink | ClosedLink], outcomes: Sequence[Outcome]
) -> list[log_events.ReceivedStep]:
    """What was received, for the log, each under the id of its request: this thread answers those of many."""
    return [
        log_events.ReceivedStep(one.request, link.circular_code, link.unit_code, one.letter_id)
        for one, link, outcome in zip(pressed, opened, outcomes, strict=True)
        if isinstance(link, OpenedLink) and isinstance(outcome, AcknowledgeResult) and outcome.not_receivable is None
    ]


async def acknowledge(request: Request) -> Response:
    """Receive the letter that the page showed."""
    context = await context_of(request)
    return await guarded(context, _acknowledged(context))


async def _acknowledged(context: RequestContext) -> Response:
    if faults(context.form):
        return await context.services.work(partial(_page_with_faults, context))
    pressed = _pressed(context)
    gathering: Acknowledgements = context.request.app.state.acknowledgements
    try:
        outcome = await gathering.answer(pressed)
    except FullError:
        raise HTTPException(503, headers={"Retry-After": "5"}) from None
    if isinstance(outcome, ClosedLink):
        raise Denied(outcome.why, outcome)
    if outcome.not_receivable is NotReceivable.ALREADY:
        return back(context, "received-before")
    if outcome.not_receivable is not None:
        return await context.services.work(partial(not_now, context))
    assert outcome.receipt is not None
    suggested = context.form.text("suggested")
    moved = not pressed.own_number and suggested not in ("", outcome.receipt.number)
    return back(context, "number" if moved else "received")


def _pressed(context: RequestContext) -> AcknowledgePress:
    """What was pressed. Raises Denied if the form is none of ours."""
    kind, _, letter = context.state().partition("-")
    if kind != "letter":
        raise Denied(DeniedRequest.FORM)
    number = arabic_digits(context.form.text("number", 40))
    own = "" if number == context.form.text("suggested") else number
    person, position = context.form.text("person"), context.form.text("position")
    return AcknowledgePress(context.token, person, position, own, int(letter), context.request_id)


def _page_with_faults(context: RequestContext) -> Response:
    """The page again, with what is missing."""
    with context.services.database.read() as conn:
        return office_page(context, conn, context.open(conn), faults(context.form), 422)
