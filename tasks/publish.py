"""What is published: one message for a batch of letters to be made, copied or sent. Lost, it is found by a sweep."""

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
"""Letters in one message: mails go until their time is up; PDFs of so many are made well within theirs."""


def sweep() -> None:
    """Ask for a sweep; if the slot has had one already, nothing comes of it."""
    app.send_task("wian.sweep")


def jobs() -> None:
    """Hint that rows of jobs wait: whoever gets it does all that do."""
    app.send_task(queues.RUN_JOBS)


def letters(services: Services, due: Sequence[DueLetter], now: datetime) -> list[MadeFollowUp | Failed]:
    """Ask for the letters that are due to be made, in batches. None is made here."""
    # Those that were due at the last sweep lie in the messages that still wait: they are asked for again once not.
    crowded = due and broker.is_busy(services.settings, queues.LETTERS)
    wanted = [] if crowded else [letter_keys.key_of(item) for item in due]
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        # In short: to write all keys for people to read takes nearly as long as to send them.
        app.send_task(queues.MAKE_LETTERS, args=[batch], argsrepr=f"{len(batch)} letters")
    return []


def dispatch(settings: Settings, letter_ids: Sequence[int]) -> None:
    """Have letters just issued copied and sent, as far as that is switched on: the mail takes the PDF with it."""
    if settings.files.pdf:
        pdfs(letter_ids)
    else:
        mails(settings, letter_ids)


def pdfs(letter_ids: Sequence[int]) -> None:
    """Ask for the PDFs of these letters."""
    _publish(queues.PDF, letter_ids, PDFS)


def mails(settings: Settings, letter_ids: Sequence[int]) -> None:
    """Ask for the mails of these letters to be sent, where mail is switched on."""
    if settings.mail.server:
        _publish(queues.DELIVER, letter_ids, MAILS)


def _publish(job: str, letter_ids: Sequence[int], size: int) -> None:
    for start in range(0, len(letter_ids), size):
        app.send_task(job, args=[list(letter_ids[start : start + size])])
