"""An office's own page: read, acknowledge, report, ask for time."""
