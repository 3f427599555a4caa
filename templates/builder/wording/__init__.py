"""The Thai sentences of the letters, with the tags that `docs/templates.md` explains."""
