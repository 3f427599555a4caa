"""The rules themselves, one file for each subject; `all.py` is their table."""
