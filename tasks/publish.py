"""What is published once letters are issued and committed: one message for a batch. Lost, it is found by a sweep."""

from collections.abc import Sequence

from runtime.settings import Settings
from tasks import queues
from tasks.celery_app import app

MAILS, PDFS = 50, 25
"""Letters in one message: mails go until their time is up; PDFs of so many are made well within theirs."""


def sweep() -> None:
    """Ask for a sweep; if the slot has had one already, nothing comes of it."""
    app.send_task("wian.sweep")


def dispatch(settings: Settings, letter_ids: Sequence[int]) -> None:
    """Have letters just issued copied and sent, as far as that is switched on: the mail takes the PDF with it."""
    if settings.files_pdf:
        pdfs(letter_ids)
    else:
        mails(settings, letter_ids)


def pdfs(letter_ids: Sequence[int]) -> None:
    """Ask for the PDFs of these letters."""
    _publish(queues.PDF, letter_ids, PDFS)


def mails(settings: Settings, letter_ids: Sequence[int]) -> None:
    """Ask for the mails of these letters to be sent, where mail is switched on."""
    if settings.mail_server:
        _publish(queues.DELIVER, letter_ids, MAILS)


def _publish(task: str, letter_ids: Sequence[int], size: int) -> None:
    for start in range(0, len(letter_ids), size):
        app.send_task(task, args=[list(letter_ids[start : start + size])])
