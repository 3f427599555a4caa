"""The services of a process, put together from its settings in this one place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.gc_tuning import WORKING, collect_seldom
from runtime.settings import Settings, load_settings
from runtime.version import program_version

if TYPE_CHECKING:
    from workflow.access.secret_keys import Keys
    from workflow.calendar import WorkCalendar
    from workflow.letters.printer import LetterPrinter, PageAddress
    from workflow.mail.message import MailWriter
    from workflow.mail.smtp import MailServer
    from workflow.progress.attachments import AttachmentStore
    from workflow.store.database import Database


@dataclass(frozen=True)
class Services:
    """The services of a command, a job or a page, created at their first use."""

    settings: Settings

    @cached_property
    def database(self) -> Database:
        """The database with this process's connections."""
        return open_database(self.settings)

    @cached_property
    def printer(self) -> LetterPrinter:
        """The printer of letters."""
        from workflow.letters.printer import LetterPrinter

        s = self.settings
        paths = (s.letters.templates, s.letters.emblem, s.letters.folder, s.letters.own_templates)
        mails, pdf = bool(s.mail.server), s.files.pdf
        return LetterPrinter(*paths, self._circular_page, mails=mails, pdf=pdf, program_version=program_version())

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The calendar of working days."""
        from workflow.calendar import WorkCalendar

        return WorkCalendar.load(self.settings.calendar.holidays, self.settings.calendar.region)

    @cached_property
    def keys(self) -> Keys:
        """The keys for short codes and page signatures; without a secret in the settings, one is created and stored."""
        from workflow.access.secret_keys import Keys, kept_secret

        pages = self.settings.pages
        return Keys(pages.secret.get_secret_value().encode() or kept_secret(pages.secret_file))

    @cached_property
    def attachment_store(self) -> AttachmentStore:
        """The store of files handed in by offices."""
        from workflow.progress.attachments import AttachmentStore

        return AttachmentStore(self.settings.attachments.folder, self.settings.attachments.megabytes)

    @property
    def mail_server(self) -> MailServer | None:
        """The mail server; None if mail is switched off."""
        from workflow.mail.smtp import MailServer

        mail = self.settings.mail
        if not mail.server:
            return None
        password = mail.password.get_secret_value()
        return MailServer(mail.server, mail.port, mail.tls, mail.user, password, mail.timeout)

    @cached_property
    def mail_writer(self) -> MailWriter:
        """The writer of mails."""
        from workflow.mail.message import MailWriter
        from workflow.mail.templates import MailTexts

        s = self.settings
        own = s.letters.own_templates / "mail" if s.letters.own_templates else None
        return MailWriter(MailTexts(s.mail.templates, own), self.printer, s.mail.sender, self._circular_page)

    @property
    def _circular_page(self) -> PageAddress | None:
        """The function from a circular's code to its page; None without an address of pages."""
        from runtime.addresses import PageAddresses

        return PageAddresses(self.settings.pages.address).circular if self.settings.pages.address else None


def open_database(settings: Settings, patience: int = 0) -> Database:
    """The database, with the folder of a SQLite file created if missing; `patience` as in `Database`."""
    from workflow.store.database import Database

    database = Database(settings.database.address.get_secret_value(), patience)
    if database.url.get_backend_name() == "sqlite" and database.url.database not in (None, "", ":memory:"):
        Path(str(database.url.database)).parent.mkdir(parents=True, exist_ok=True)
    return database


def process_services() -> Services:
    """The services of this process; a forked child gets its own, because it must not share database connections."""
    return _services_of(os.getpid())


@lru_cache(maxsize=1)
def _services_of(_process: int) -> Services:
    collect_seldom(WORKING)
    return Services(load_settings(os.environ, Path.cwd()))
