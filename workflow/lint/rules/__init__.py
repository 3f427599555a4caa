"""The rules, one file per subject; `all.py` is their table."""
