"""Changing the ladder a circular was issued with."""

from runtime.services import Services
from workflow.circulars.circular import Circular
from workflow.store import tables as t


def change_ladder(services: Services, circular: Circular, stage_id: str, **changes: object) -> None:
    """Let one stage of the ladder this circular was issued with be another."""
    ladder = circular.ladder.model_dump(mode="json")
    ladder["stages"] = [stage | (changes if stage["id"] == stage_id else {}) for stage in ladder["stages"]]
    with services.database.write() as conn:
        conn.execute(t.circulars.update().values(ladder=ladder))


def with_own_memo(services: Services, circular: Circular) -> None:
    """A ladder whose first letter after the deadline is a memo inside the province."""
    changes = {"to": "head", "form": "memo", "template": "escalation-memo", "escalates": True, "moves_deadline": False}
    change_ladder(services, circular, "first", **changes)
