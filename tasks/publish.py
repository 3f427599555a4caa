"""The publishing of messages for batches of letters; a sweep finds the work of lost messages."""

from collections.abc import Sequence
from datetime import datetime

from runtime.services import Services
from runtime.settings import Settings
from tasks import broker, letter_keys, queues
from tasks.celery_app import app
from tasks.transactions import BATCH, Failed
from workflow.followup.due import DueLetter
from workflow.followup.make import MadeFollowUp

MAILS, PDFS = 50, 25
"""Letters per message: mails stop at their time limit, and so many PDFs stay well within theirs."""


def sweep() -> None:
    """Request a sweep, which does nothing if its slot is already claimed."""
    app.send_task("wian.sweep")


def jobs() -> None:
    """Publish a hint to run the waiting jobs."""
    app.send_task(queues.RUN_JOBS)


def letters(services: Services, due: Sequence[DueLetter], now: datetime) -> list[MadeFollowUp | Failed]:
    """Publish requests for due letters in batches; make none here."""
    # Waiting messages request the letters of the last sweep; they are requested again when none waits.
    crowded = due and broker.is_busy(services.settings, queues.LETTERS)
    keys = [] if crowded else [letter_keys.key_of(letter) for letter in due]
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        # A short argsrepr, because printing all keys takes nearly as long as sending them.
        app.send_task(queues.MAKE_LETTERS, args=[batch], argsrepr=f"{len(batch)} letters")
    return []


def dispatch(settings: Settings, letter_ids: Sequence[int]) -> None:
    """Publish requests for the PDFs or else the mails of newly issued letters; mails follow their PDF."""
    if settings.files.pdf:
        pdfs(letter_ids)
    else:
        mails(settings, letter_ids)


def pdfs(letter_ids: Sequence[int]) -> None:
    """Publish requests for the PDFs of these letters."""
    _publish(queues.PDF, letter_ids, PDFS)


def mails(settings: Settings, letter_ids: Sequence[int]) -> None:
    """Publish requests for the mails of these letters, if mail is switched on."""
    if settings.mail.server:
        _publish(queues.DELIVER, letter_ids, MAILS)


def _publish(job: str, letter_ids: Sequence[int], size: int) -> None:
    for start in range(0, len(letter_ids), size):
        app.send_task(job, args=[list(letter_ids[start : start + size])])
