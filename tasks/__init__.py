"""Work that runs without a person: each piece opens its own transaction, checks, acts, records, commits.

The Celery application of the service form belongs here; the embedded form runs the same functions in a loop.
"""
