"""Acknowledging a letter: presses of the button at the same moment share one transaction."""

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
    """A press of the button, with the letter shown by the page and the id of the web request."""

    token: str
    person: str
    position: str
    own_number: str
    letter_id: int
    request: str

    def acknowledge_request(self, opened: OpenedLink) -> AcknowledgeRequest:
        """The domain's request for the task of the opened link."""
        return AcknowledgeRequest(
            opened.task_id,
            actor(self.person, self.position),
            self.person,
            self.position,
            self.own_number,
            self.letter_id,
            ActorKind.OFFICE,
            opened.link_id,
        )


PressResult = AcknowledgeResult | ClosedLink
Acknowledgements = Batching[AcknowledgePress, PressResult]


def acknowledgement_batches(services: WebServices) -> Acknowledgements:
    """The batches of presses at the same moment."""
    # On SQLite, with its single writer, a second thread would only wait.
    threads = 2 if services.database.engine.dialect.name == "postgresql" else 1
    return Batching(partial(receive_batch, services), threads)


def receive_batch(services: WebServices, presses: Sequence[AcknowledgePress]) -> Sequence[PressResult]:
    """Open the links and receive the letters of these presses in one transaction, and commit it."""
    now = services.now()
    with services.database.write() as conn:
        by_token = open_links(conn, [press.token for press in presses], now)
        links = [
            open_day_pass(conn, services.keys, press.token, now) or link
            for press, link in zip(presses, by_token, strict=True)
        ]
        requests = [
            press.acknowledge_request(link)
            for press, link in zip(presses, links, strict=True)
            if isinstance(link, OpenedLink)
        ]
        answers = iter(acknowledge_all(conn, requests, now, services.calendar))
        outcomes = [link if isinstance(link, ClosedLink) else next(answers) for link in links]
    log_events.received(_received_steps(presses, links, outcomes))
    return outcomes


def _received_steps(
    presses: Sequence[AcknowledgePress], links: Sequence[OpenedLink | ClosedLink], outcomes: Sequence[PressResult]
) -> list[log_events.ReceivedStep]:
    """The received letters for the log, with the ids of their requests, because this thread answers many requests."""
    return [
        log_events.ReceivedStep(press.request, link.circular_code, link.unit_code, press.letter_id)
        for press, link, outcome in zip(presses, links, outcomes, strict=True)
        if isinstance(link, OpenedLink) and isinstance(outcome, AcknowledgeResult) and outcome.not_receivable is None
    ]


async def acknowledge(request: Request) -> Response:
    """POST: the office receives the letter shown by the page."""
    context = await context_of(request)
    return await guarded(context, _answer(context))


async def _answer(context: RequestContext) -> Response:
    if faults(context.form):
        return await context.services.work(partial(_page_with_faults, context))
    press = _press(context)
    batches: Acknowledgements = context.request.app.state.acknowledgements
    try:
        outcome = await batches.answer(press)
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
    moved = not press.own_number and suggested not in ("", outcome.receipt.number)
    return back(context, "number" if moved else "received")


def _press(context: RequestContext) -> AcknowledgePress:
    """The press from the form. Raises Denied for a form that is not ours."""
    kind, _, letter = context.state().partition("-")
    if kind != "letter":
        raise Denied(DeniedRequest.FORM)
    number = arabic_digits(context.form.text("number", 40))
    own = "" if number == context.form.text("suggested") else number
    person, position = context.form.text("person"), context.form.text("position")
    return AcknowledgePress(context.token, person, position, own, int(letter), context.request_id)


def _page_with_faults(context: RequestContext) -> Response:
    """The page with the missing fields marked."""
    with context.services.database.read() as conn:
        return office_page(context, conn, context.open(conn), faults(context.form), 422)
