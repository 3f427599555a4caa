"""Services with some of their parts put in place of what the settings would give."""

from runtime.services import Services


def with_parts(services: Services, **parts: object) -> Services:
    """Services of the same settings whose named parts (`database`, `printer`) are these."""
    changed = Services(services.settings)
    changed.__dict__.update(parts)  # where a cached property keeps what it has made
    return changed
