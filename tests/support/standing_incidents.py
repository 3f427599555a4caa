"""What stands unsolved, for tests."""

from runtime.services import Services
from workflow import incidents


def problems(services: Services) -> dict[str, str]:
    """What stands unsolved: the problem by its key."""
    with services.database.read() as conn:
        return {key: problem for _, key, problem in incidents.open_incidents(conn)}
