"""Settings of mail that do not go together."""

from collections.abc import Collection, Iterator, Mapping

Wrong = tuple[str, str, str]
"""The setting's name, what is wrong, what is expected."""


def mail_faults(text: Mapping[str, str], from_environment: Collection[str]) -> Iterator[Wrong]:
    """What is wrong with the settings of mail, each of which may be right by itself."""
    if text.get("mail_password") and "mail_password" not in from_environment:
        yield "mail_password", "a password stands in a file", "it in the environment only: WIAN_MAIL_PASSWORD"
    if not text.get("mail_server"):
        return
    if not text.get("mail_sender"):
        yield "mail_sender", "mail is switched on and comes from nowhere", "an address such as saraban@example.go.th"
    if text.get("mail_user") and text.get("mail_tls") == "none":
        yield "mail_tls", "the password would travel in the open", "starttls or tls where there is a log-in"
