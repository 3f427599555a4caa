"""A draft that has not been prepared yet."""

from dataclasses import replace

from runtime.services import Services
from tests.support.circular_steps import act
from workflow.circulars.circular import Circular
from workflow.letters.draft import LetterDraft
from workflow.letters.original import original
from workflow.registry import lookup

NOW = act("2020-06-01 10:00")


def unprepared(services: Services, circular: Circular, about: str) -> LetterDraft:
    """A draft of the issuer that has not been prepared yet."""
    with services.database.read() as conn:
        issuer, province = lookup.by_code(conn, "DLA"), lookup.by_code(conn, "54")
        return replace(original(conn, circular, issuer, [province]), stage="thanks", about=about)
