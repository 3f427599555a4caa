"""Every table, to be used as `from workflow.store import tables as t`."""

from workflow.store.tables.access import (
    OPEN_REQUEST,
    attachments,
    denials,
    guesses,
    links,
    requests,
)
from workflow.store.tables.blob import (
    blobs,
)
from workflow.store.tables.circular import (
    COUNTED,
    DOING,
    FIGURED,
    OPEN_CIRCULAR,
    OPEN_TASK,
    OUTCOMES,
    circulars,
    deadlines,
    figures,
    tasks,
)
from workflow.store.tables.delivery import (
    CHANNELS,
    WAITING_COPY,
    WAITING_HAND,
    WAITING_MAIL,
    deliveries,
    letter_copies,
)
from workflow.store.tables.job import (
    JOB_STATES,
    OPEN_JOB,
    jobs,
)
from workflow.store.tables.letter import (
    CARRIER_KINDS,
    DRAFT,
    ISSUED,
    LETTER_KINDS,
    REGISTER_KINDS,
    letter_addressees,
    letter_keys,
    letter_tasks,
    letters,
    receipts,
    register_entries,
    registers,
)
from workflow.store.tables.operations import (
    STANDING,
    events,
    import_rows,
    imports,
    incidents,
    sweeps,
)
from workflow.store.tables.registry import (
    signers,
    units,
)
from workflow.store.tables.schema import (
    metadata,
    one_of,
)
from workflow.store.tables.words import (
    letter_words,
    office_words,
)

__all__ = [
    "CARRIER_KINDS",
    "CHANNELS",
    "COUNTED",
    "DOING",
    "DRAFT",
    "FIGURED",
    "ISSUED",
    "JOB_STATES",
    "LETTER_KINDS",
    "OPEN_CIRCULAR",
    "OPEN_JOB",
    "OPEN_REQUEST",
    "OPEN_TASK",
    "OUTCOMES",
    "REGISTER_KINDS",
    "STANDING",
    "WAITING_COPY",
    "WAITING_HAND",
    "WAITING_MAIL",
    "attachments",
    "blobs",
    "circulars",
    "deadlines",
    "deliveries",
    "denials",
    "events",
    "figures",
    "guesses",
    "import_rows",
    "imports",
    "incidents",
    "jobs",
    "letter_addressees",
    "letter_copies",
    "letter_keys",
    "letter_tasks",
    "letter_words",
    "letters",
    "links",
    "metadata",
    "office_words",
    "one_of",
    "receipts",
    "register_entries",
    "registers",
    "requests",
    "signers",
    "sweeps",
    "tasks",
    "units",
]
