"""A program in the place of LibreOffice."""

import os
from pathlib import Path

import pytest


def fake_libreoffice(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put another program in the place of LibreOffice; the rest of the PATH stays as it is."""
    folder.mkdir()
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
