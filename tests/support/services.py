"""Services with some of their parts put in place of what the settings would give."""

from pydantic import SecretStr

from runtime.services import Services


def with_parts(services: Services, **parts: object) -> Services:
    """Services of the same settings and database whose named parts (`database`, `printer`) are these."""
    changed = Services(services.settings)
    # Where a cached property keeps what it has made.
    changed.__dict__.update({"database": services.database, **parts})
    return changed


def with_settings(services: Services, **settings: object) -> Services:
    """Services of the same database with some settings changed, each named by its group and its name there."""
    changed_settings = services.settings
    for full_name, value in settings.items():
        group, name = full_name.split("_", 1)
        secret = isinstance(getattr(getattr(changed_settings, group), name), SecretStr)
        changed_settings = changed_settings.changed(**{group: {name: SecretStr(str(value)) if secret else value}})
    changed = Services(changed_settings)
    changed.__dict__["database"] = services.database
    return changed


def with_mail_and_pdfs(services: Services, **changes: object) -> Services:
    """Services with mail and PDFs switched on."""
    return with_settings(services, mail_server="mail.example", files_pdf=True, **changes)
