"""Half-written files of dead processes."""

from datetime import datetime, timedelta
from pathlib import Path

from runtime.settings import Settings
from workflow.followup.sweeps import slot

_DAY = 24 * 60  # minutes


def remove_partial_files(settings: Settings, now: datetime) -> int:
    """Remove half-written files (`*.part`) of dead processes when a day old; return their number.

    Only the sweep of a day's first slot does, because it looks at every file of letters and attachments.
    """
    if slot(now, settings.sweep.minutes) > slot(now, _DAY):
        return 0
    before = (now - timedelta(days=1)).timestamp()
    folders = {settings.letters.folder, settings.attachments.folder}
    leftovers = [path for folder in folders for path in folder.rglob("*.part") if _is_older(path, before)]
    for path in leftovers:
        path.unlink(missing_ok=True)
    return len(leftovers)


def _is_older(path: Path, before: float) -> bool:
    """Whether a file still exists and was last written before this time."""
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False
