"""Which letter goes to whom by which way, and what waits to be sent or copied."""
