"""Where the project lies."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The folder of the project, in which lies what ships with it."""
