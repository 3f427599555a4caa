"""A follow-up round of the whole nation through two prefork workers, against the plain way of doing it."""
