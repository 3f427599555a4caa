"""Files half-written by processes that died."""

from datetime import datetime, timedelta
from pathlib import Path

from runtime.settings import Settings
from workflow.followup.sweeps import slot

_DAY = 24 * 60  # minutes


def remove_scraps(settings: Settings, now: datetime) -> int:
    """Files half-written by a process that died (`*.part`) are removed when a day old: letters, and what is handed in.

    Once a day, by the sweep of its first slot: it looks at every file. Returns how many there were.
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
    """Whether a file is still there and was last written before that; what is just being written gets its own name."""
    try:
        return path.stat().st_mtime < before
    except FileNotFoundError:
        return False
