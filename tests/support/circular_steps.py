"""Bringing services to a point in a circular's life, in as few words as the test needs."""

from datetime import datetime
from pathlib import Path

import yaml
from sqlalchemy import select

from cli.circular import issue_file
from runtime.services import Services
from runtime.settings import ROOT
from workflow.act import Act
from workflow.cascade import pass_on as passing
from workflow.cascade.pass_on_draft import Wording
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.letters.issue import IssuedLetter
from workflow.localtime import BANGKOK
from workflow.progress import acknowledge as acknowledgement
from workflow.progress.import_outcomes import OutcomeImport, import_outcomes
from workflow.progress.outcomes_file import Outcome
from workflow.registry import lookup
from workflow.store import tables as t

CIRCULAR_FILES = ROOT / "config" / "circulars"
PROVINCE, DISTRICT, PAO, TOWN, SAO = "54", "5406", "2540101", "4540102", "6540603"
"""Codes of Phrae: the province, a district (สอง), the อบจ., the ทม., and an อบต. of that district."""


def moment(text: str) -> datetime:
    """A moment in Bangkok: '2020-05-19 09:30'."""
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


def act(text: str, actor: str = "officer", why: str = "") -> Act:
    """Who acts when."""
    return Act(actor, moment(text), why)


def issue(services: Services, file: Path | str = "info-2563.yaml", at: str = "2020-05-19 09:30") -> Circular:
    """Issue one of the circulars that ship, or a file."""
    circular, _, _, _ = issue_file(services, CIRCULAR_FILES / file, act(at))
    return circular


def acknowledge(services: Services, circular: Circular, *codes: str, at: str) -> None:
    """Units receive the circular."""
    with services.database.write() as conn:
        for code in codes:
            acknowledgement.acknowledge(conn, circular, lookup.by_code(conn, code), act(at), "saraban officer")


def pass_on(services: Services, circular: Circular, code: str, at: str, subject: str = "") -> IssuedLetter:
    """A province or district passes the circular on."""
    with services.database.write() as conn:
        unit = lookup.by_code(conn, code)
        return passing.pass_on(conn, circular, unit, services.printer, act(at), wording=Wording(subject))


def below(services: Services, circular: Circular, code: str) -> list[str]:
    """Codes of the units directly below a unit in the circular's tree."""
    with services.database.read() as conn:
        above = lookup.by_code(conn, code)
        under = select(t.tasks.c.unit_id).where(t.tasks.c.circular_id == circular.id, t.tasks.c.above_id == above.id)
        return list(conn.scalars(select(t.units.c.code).where(t.units.c.id.in_(under)).order_by(t.units.c.code)))


def reach_offices(services: Services, circular: Circular, at: str = "2020-05-29 10:00") -> None:
    """Phrae and all its districts receive the circular and pass it on, at one moment."""
    acknowledge(services, circular, PROVINCE, at=at)
    pass_on(services, circular, PROVINCE, at)
    districts = [code for code in below(services, circular, PROVINCE) if len(code) == len(DISTRICT)]
    acknowledge(services, circular, *districts, at=at)
    for code in districts:
        pass_on(services, circular, code, at)


def offices(services: Services, circular: Circular) -> list[str]:
    """Codes of all units that have the work to do."""
    with services.database.read() as conn:
        doing = select(t.tasks.c.unit_id).where(t.tasks.c.circular_id == circular.id, t.tasks.c.duty == "do")
        return list(conn.scalars(select(t.units.c.code).where(t.units.c.id.in_(doing)).order_by(t.units.c.code)))


def outcomes(services: Services, circular: Circular, results: dict[str, str], at: str) -> OutcomeImport:
    """Import outcomes by unit code, without a file of their own."""
    now = act(at)
    rows = [Outcome(n, code, result, "", now.now.date()) for n, (code, result) in enumerate(results.items(), start=2)]
    with services.database.write() as conn:
        return import_outcomes(conn, circulars.by_code(conn, circular.code), Path(__file__), rows, now)


def states(services: Services, circular: Circular) -> dict[str, str]:
    """The state of every unit's task, by unit code."""
    with services.database.read() as conn:
        rows = select(t.units.c.code, t.tasks.c.state).join(t.tasks, t.tasks.c.unit_id == t.units.c.id)
        return {row[0]: row[1] for row in conn.execute(rows.where(t.tasks.c.circular_id == circular.id))}


def changed_file(folder: Path, **changes: object) -> Path:
    """A copy of a circular's file that ships, with some of its settings changed (`who={...}`, `reports={...}`)."""
    settings = yaml.safe_load((CIRCULAR_FILES / "info-2563.yaml").read_text(encoding="utf-8"))
    path = folder / "changed.yaml"
    path.write_text(yaml.safe_dump(settings | changes, allow_unicode=True), encoding="utf-8")
    return path
