"""Services with some of their parts put in place of what the settings would give."""

from dataclasses import replace

from runtime.services import Services


def with_parts(services: Services, **parts: object) -> Services:
    """Services of the same settings and database whose named parts (`database`, `printer`) are these."""
    changed = Services(services.settings)
    # Where a cached property keeps what it has made.
    changed.__dict__.update({"database": services.database, **parts})
    return changed


def with_settings(services: Services, **settings: object) -> Services:
    """Services of the same database with some settings changed."""
    changed = Services(replace(services.settings, **settings))  # type: ignore[arg-type]
    changed.__dict__["database"] = services.database
    return changed


def with_mail_and_pdfs(services: Services, **changes: object) -> Services:
    """Services with mail and PDFs switched on."""
    return with_settings(services, mail_server="mail.example", files_pdf=True, **changes)
