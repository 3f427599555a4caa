"""Two clerks of one office press the button at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import PAO, act
from tests.support.sweeps import REMINDER, find, numbers, sweep
from workflow.errors import NotAllowedError
from workflow.progress import acknowledge
from workflow.registry import lookup


def test_of_two_receipts_of_a_follow_up_at_once_one_is_given_and_the_other_told_of_it(services: Services) -> None:
    circular = sweeps.ready(services)
    sweep(services, REMINDER)
    letter, together = find(services, circular, "reminder")[0]["id"], Barrier(4)

    def receive(_: int) -> str:
        together.wait()
        try:
            with services.database.write() as conn:
                unit = lookup.by_code(conn, PAO)
                found = acknowledge.acknowledge_letter(conn, circular, unit, letter, act(REMINDER), "clerk")
            return f"given {found.number}"
        except NotAllowedError as error:
            return str(error)

    before = numbers(services, "receive", PAO)
    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(receive, range(4)))
    assert [text.split()[0] for text in told].count("given") == 1
    assert sum("has acknowledged" in text for text in told) == 3
    assert len(numbers(services, "receive", PAO)) == len(before) + 1
