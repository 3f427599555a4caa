"""Links and short codes that open the offices' pages, and denied requests."""
