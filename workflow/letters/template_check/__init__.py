"""The check of a template for an officer: its tags, its appearance, and trial letters."""
