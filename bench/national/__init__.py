"""A follow-up round of the whole nation through two prefork workers, against a plain implementation."""
