"""docs/states.md, lint.md and templates.md, written from their tables so that they cannot differ from the code."""
