"""The tasks that follow a letter's issue: its PDF, its mails. Each takes ids only and does what still is to be done.

Letters that are dealt with already have nothing due: a message sent twice does nothing.
"""

from collections.abc import Sequence

from sqlalchemy import select

from tasks import clock, files, mail, publish, queues, told
from tasks.app import app
from tasks.away import patient
from tasks.desk import desk
from tasks.files import PrintShop
from tasks.mail import PostOffice
from tasks.work import WianTask
from workflow import incidents
from workflow.store.among import among
from workflow.store.paper import letters

_MAIL_SECONDS = 300  # one run, and after it a mail under way to a server that is slow at every step
_PDF_SECONDS = 900  # looking by halves for letters on which LibreOffice hangs may take longer: the next run goes on


@app.task(name=queues.PDF, base=WianTask, time_limit=_PDF_SECONDS, soft_time_limit=_PDF_SECONDS - 20)
@patient
def pdf(letter_ids: Sequence[int]) -> None:
    """Make the PDFs that are wanted of these letters; then their mails can go, with the PDF."""
    here, ids = desk(), known(letter_ids)
    files.make_pdfs(PrintShop.of(here.settings, here.database, here.press), ids, clock.now)
    publish.mails(here.settings, ids)


@app.task(name=queues.DELIVER, base=WianTask, time_limit=_MAIL_SECONDS, soft_time_limit=_MAIL_SECONDS - 20)
@patient
def deliver(letter_ids: Sequence[int]) -> None:
    """Send the mails of these letters that are due."""
    here, ids = desk(), known(letter_ids)
    office = PostOffice.of(here.settings, here.database, here.press)
    if office is not None:
        mail.deliver(office, ids, clock.now)


def known(letter_ids: Sequence[int]) -> list[int]:
    """Those of these letters that there are; that a message names others is told to a person."""
    wanted = [int(each) for each in letter_ids]
    with desk().database.write() as conn:
        found = set(conn.scalars(select(letters.c.id).where(among(letters.c.id, wanted))))
        unknown = {f"message/letter/{each}": _unknown(each) for each in sorted(set(wanted) - found)}
        for key, problem in unknown.items():
            incidents.open_one(conn, key, problem, clock.now())
    for key, problem in unknown.items():
        told.incident(key, problem)
    return [each for each in wanted if each in found]


def _unknown(letter_id: int) -> str:
    return f"a message asked for letter {letter_id} to be sent or copied, which there is not"
