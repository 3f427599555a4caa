"""A circular that goes on in two provinces."""

from runtime.services import Services
from tests.support.circular_steps import (
    acknowledge,
    issue,
    pass_on,
    reach_offices,
)
from tests.support.saved_states import saved
from workflow.circulars.circular import Circular
from workflow.registry.kinds import Level
from workflow.registry.load import load
from workflow.registry.units import Unit

NAN = [
    Unit(code="5501", name="อำเภอเวียงสา", kind="district", level=Level.DISTRICT, parent="55", prefix="นน ๐๐๒๓.๗"),
    Unit(code="6550101", name="องค์การบริหารส่วนตำบลส้าน", kind="sao", level=Level.LOCAL, parent="5501"),
]


def two_provinces(services: Services) -> Circular:
    """A circular that has reached the offices of แพร่ and one district of น่าน."""
    return saved(services, "two_provinces", _reach)


def _reach(services: Services) -> Circular:
    with services.database.write() as conn:
        load(conn, NAN)
    circular = issue(services)
    reach_offices(services, circular)
    for code in ("55", "5501"):
        acknowledge(services, circular, code, at="2020-06-02 09:00")
        pass_on(services, circular, code, "2020-06-02 10:00")
    return circular
