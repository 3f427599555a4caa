"""Work that runs without a person, as jobs of Celery or in a loop of one process (`embedded.py`)."""
