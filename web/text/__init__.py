"""The Thai sentences of the pages."""
