"""Runs of LibreOffice when whoever started them is killed: they end with him, and what he left is removed."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from runtime.settings import ROOT
from tests.support.fake_libreoffice import fake_libreoffice
from workflow.letters.pdf.libreoffice import converted

_STARTER = """
from workflow.letters.pdf.libreoffice import converted
converted([b""], None, thai_digits=False, progress=lambda _: None)
"""


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def lives(pid: str) -> bool:
    stat = Path("/proc") / pid / "stat"
    return stat.exists() and " Z " not in stat.read_text("utf-8")


def test_libreoffice_ends_with_all_it_has_started_when_its_starter_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = tmp_path / "pids"
    fake_libreoffice(tmp_path / "bin", monkeypatch, f"sleep 600 & echo $$ $! > {pids}; wait")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    starter = subprocess.Popen([sys.executable, "-c", _STARTER], env=environment)
    wait_until(lambda: pids.exists() and pids.read_text().endswith("\n"))
    started = pids.read_text().split()
    assert all(map(lives, started)) and len(started) == 2
    starter.kill()
    starter.wait()
    wait_until(lambda: not any(map(lives, started)))


def test_nothing_is_left_of_a_run_that_ends_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fake_libreoffice(tmp_path / "bin", monkeypatch, f"cut -d ' ' -f 5 /proc/$$/stat > {tmp_path / 'group'}")
    assert converted([b""], None, thai_digits=False, progress=lambda _: None) == [b""]
    with pytest.raises(ProcessLookupError):
        os.killpg(int((tmp_path / "group").read_text()), 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "group"]


def test_folders_that_killed_runs_have_left_are_removed_when_a_day_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fake_libreoffice(tmp_path / "bin", monkeypatch, "exit 0")
    now = tmp_path.stat().st_mtime
    for name, hours in (("wian-pdf-old", 25), ("wian-pdf-young", 23), ("wian-else", 25)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "0.docx").write_bytes(b"a letter")
        os.utime(tmp_path / name, times=(now - timedelta(hours=hours).total_seconds(),) * 2)
    converted([b""], None, thai_digits=False, progress=lambda _: None)
    assert sorted(path.name for path in tmp_path.glob("wian-*")) == ["wian-else", "wian-pdf-young"]
    assert (tmp_path / "wian-pdf-young" / "0.docx").exists()
