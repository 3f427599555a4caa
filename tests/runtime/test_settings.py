"""The settings: one file, overridden by the environment; a fault is told with where it comes from."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from runtime.services import Services
from runtime.settings import DEFAULT, ROOT, Settings, fields, load_settings, variable_of
from tests.support.terminal import MAY, Terminal
from workflow.errors import Fault, InputError


def faults(tmp_path: Path, old: str = "", new: str = "", environment: dict[str, str] | None = None) -> list[Fault]:
    """The faults of the file that ships with one piece replaced."""
    content = DEFAULT.read_text(encoding="utf-8")
    assert old in content
    file = tmp_path / "wian.toml"
    file.write_text(content.replace(old, new, 1) if old else content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_settings(environment or {}, tmp_path, file)
    return caught.value.faults


def test_what_wian_makes_lies_where_it_was_started_and_what_ships_lies_with_it(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)
    assert settings.database.address.get_secret_value() == f"sqlite:///{tmp_path / 'data/wian.db'}"
    assert settings.letters.folder == tmp_path / "data/letters"
    assert settings.letters.templates == ROOT / "templates/letters"
    assert settings.ladders.folder == ROOT / "config/ladders"
    assert settings.sweep.minutes == 5


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////srv/wian@office/wian.db",
        "sqlite:///:memory:",
        "postgresql+psycopg://u@h/wian",
        "postgresql+psycopg://u:p%40?/w@h:5432/wian",
        "postgresql+psycopg://h/wian?user=u&password=p@w",
        "postgresql+psycopg://u:p@h/wian?application_name=wian@one",
    ],
)
def test_an_address_that_says_where_is_left_as_it_is(tmp_path: Path, address: str) -> None:
    assert load_settings({"WIAN_DATABASE_ADDRESS": address}, tmp_path).database.address.get_secret_value() == address


def test_the_environment_overrides_a_line_and_other_variables_do_not_matter(tmp_path: Path) -> None:
    given = {"WIAN_SWEEP_MINUTES": "15", "WIAN_LETTERS_EMBLEM": "/srv/emblem.png", "SWEEP_MINUTES": "1"}
    others = ("WIAN_TEST_POSTGRES", "WIAN_CHAOS_FOLDER", "WIAN_POSTGRES_PASSWORD", "WIAN_RABBITMQ_PASSWORD")
    settings = load_settings(given | dict.fromkeys(others, "x"), tmp_path)
    assert settings.sweep.minutes == 15
    assert settings.letters.emblem == Path("/srv/emblem.png")


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("WIAN_SWEEP_MINUTE", "WIAN_SWEEP_MINUTES"),
        ("WIAN_MAILSERVER", "WIAN_MAIL_SERVER"),
        ("WIAN_LETTER_FOLDER", "WIAN_LETTERS_FOLDER"),
        ("WIAN_X", "one of config/default.toml"),
    ],
)
def test_a_mistyped_variable_is_refused_with_what_it_may_have_been(
    tmp_path: Path, variable: str, expected: str
) -> None:
    (fault,) = faults(tmp_path, environment={variable: "geheim"})
    assert str(fault) == f"{variable}: there is no such setting; expected {expected}"


PATHS = [variable_of(group, name) for group, name, field in fields() if field.annotation is Path]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_may_be_empty(tmp_path: Path, path: str) -> None:
    for value in ("", " ", "a\nb"):
        (fault,) = faults(tmp_path, environment={path: value})
        assert fault.file == path and "expected the path of a file or folder" in str(fault)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "minutes = 5",
            "minutes = 0",
            "wian.toml, field sweep.minutes: '0' is no number of minutes; expected 1 or more",
        ),
        (
            "minutes = 5",
            'minutes = "๕"',
            "wian.toml, field sweep.minutes: '๕' is no number of minutes; expected 1 or more",
        ),
        ("port = 0", "port = 65536", "wian.toml, field metrics.port: '65536' is no port; expected 1 to 65535, or 0"),
        ("minutes = 5", "minutes = 5.5", "wian.toml, field sweep.minutes: '5.5' is no number of minutes"),
        ("minutes = 5", "minutes = 5.0", "wian.toml, field sweep.minutes: '5.0' is no number of minutes"),
        ("minutes = 5", "minutes = true", "wian.toml, field sweep.minutes: 'True' is no number of minutes"),
        ("minutes = 5", "seconds = 5", "wian.toml, field sweep.seconds: there is no such setting"),
        ("minutes = 5", "", "wian.toml, field sweep.minutes: missing; expected a value"),
        ('region = ""', "region = 4", "wian.toml, field calendar.region: not a text; expected a text in quotes"),
        ('folder = "data/letters"', "folder = ['a']", "wian.toml, field letters.folder: not a text"),
        ("[sweep]\n", "", "wian.toml, field ladders.minutes: there is no such setting"),
        ("[database]\n", "", "wian.toml, field address: stands below no heading; expected every line below a heading"),
        ("sqlite:///data/wian.db", "data/wian.db", "wian.toml, field database.address: no address of a database"),
        ("sqlite:///data/wian.db", "mysql://u:geheim@h/wian", "expected sqlite:///file.db or postgresql+psycopg://"),
        ("minutes = 5", "minutes = ", "wian.toml: not valid TOML"),
        ("minutes = 5", "minutes = 5\nminutes = 6", "wian.toml: not valid TOML"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_name(tmp_path: Path, old: str, new: str, told: str) -> None:
    said = "\n".join(map(str, faults(tmp_path, old, new)))
    assert told in said
    assert "geheim" not in said


@pytest.mark.parametrize("text", ["5.0", "+5", "5 ", " 5", "5_0", "5e0", "๕", "٥", "0x5", "-", "", "9" * 5000])
def test_a_number_given_as_a_text_is_written_in_digits_only(tmp_path: Path, text: str) -> None:
    in_file, in_environment = f'minutes = "{text}"', {"WIAN_SWEEP_MINUTES": text}
    for (fault,) in (faults(tmp_path, "minutes = 5", in_file), faults(tmp_path, environment=in_environment)):
        assert f"field sweep.minutes: '{text}' is no number of minutes; expected 1 or more" in str(fault)


def test_an_absent_or_misencoded_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^none\.toml: cannot be read"):
        load_settings({}, tmp_path, tmp_path / "none.toml")
    (tmp_path / "thai.toml").write_bytes("[sweep]\n# นาที\n".encode("tis-620"))
    with pytest.raises(InputError, match=r"^thai\.toml, row 2: this is not UTF-8 text"):
        load_settings({}, tmp_path, tmp_path / "thai.toml")


def test_a_fault_of_the_environment_is_told_with_the_variable(tmp_path: Path) -> None:
    given = {"WIAN_SWEEP_MINUTES": "never", "WIAN_DATABASE_ADDRESS": "nonsense"}
    assert [fault.file for fault in faults(tmp_path, environment=given)] == sorted(given)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("WIAN_SWEEP_MINUTES", "0", "WIAN_SWEEP_MINUTES, field sweep.minutes: '0' is no number of minutes"),
        ("WIAN_CALENDAR_HOLIDAYS", "/none.csv", "none.csv: cannot be read"),
        ("WIAN_CALENDAR_REGION", "ภาคใดภาคหนึ่ง", "field region: no row for ภาคใดภาคหนึ่ง; expected one of"),
        (
            "WIAN_LETTERS_TEMPLATES",
            "/none",
            "letter template original: /none/original.docx is not a readable Word file",
        ),
        ("WIAN_LETTERS_EMBLEM", "/none.png", "the emblem's picture none.png cannot be read"),
        (
            "WIAN_LADDERS_FOLDER",
            "/none",
            "field ladder: there is no ladder 'standard'; expected a ladder's file in /none",
        ),
        ("WIAN_DATABASE_ADDRESS", "sqlite:///circular.yaml", "the database cannot be used: file is not a database"),
        (
            "WIAN_DATABASE_ADDRESS",
            "sqlite:///none/wian.db",
            "there is no Wian database here yet; `wian init` makes one",
        ),
        ("WIAN_DATABASE_ADDRESS", "postgresql+psycopg://u@127.0.0.1:1/x", "the database cannot be used: connection"),
    ],
)
def test_a_setting_that_leads_nowhere_stops_the_issue_in_plain_words(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    file = terminal.circular()
    monkeypatch.setenv(variable, value)
    assert told in terminal.refused("circular", "issue", file, *MAY)


def test_a_fault_in_a_ladder_is_told_with_its_field(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIAN_LADDERS_FOLDER", str(terminal.folder))
    content = (ROOT / "config" / "ladders" / "standard.yaml").read_text(encoding="utf-8")
    for old, new, told in (
        ("{before: 7}", "{before: 7, after: 3}", ", field stages[1].when: give either before or after"),
        (
            "{before: 7}",
            "{before: 0}",
            ", field stages[1].when.before: 0: not possible; expected greater than or equal to 1",
        ),
        ("id: reminder", "id: progress", ": stage 'progress' is given twice"),
        ("follows: first", "follows: never", ": stage 'second' follows 'never', which is not a stage before it"),
        (
            "sender: department",
            "sender: village",
            ", field stages[1].sender: 'village': not possible; expected 'department'",
        ),
        ("listing: qr", "listing: pdf", ", field stages[1].listing: 'pdf': not possible; expected 'enclosure'"),
        ("approval: true", "approval: perhaps", ", field stages[3].approval: 'perhaps': neither true nor false"),
        ("name: standard", "name: standard\nname: twice", ", row 4: not valid YAML: 'name' is given twice"),
    ):
        assert old in content
        terminal.write("standard.yaml", content.replace(old, new, 1))
        assert f"standard.yaml{told}" in terminal.refused("circular", "issue", terminal.circular(), *MAY)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("WIAN_DATABASE_ADDRESS", "postgresql+psycopg://wian:p@geheim@db/wian", "%40 for an @ in the password"),
        ("WIAN_DATABASE_ADDRESS", "postgresql+psycopg://wian:p@ge/heim@db/wian", "%40 for an @ in the password"),
        ("WIAN_DATABASE_ADDRESS", "postgresql+psycopg://wian:p@ge?heim@db/wian", "%40 for an @ in the password"),
        *(
            ("WIAN_DATABASE_ADDRESS", address, "expected sqlite:///file.db or postgresql+psycopg://")
            for address in (
                *("sqlite://geheim/wian.db", "sqlite:///wian.db?timeout=geheim"),
                *("postgresql+psycopg://wian:geheim@db/wian?port=x", "postgresql+psycopg://wian:geheim@db:x/wian"),
            )
        ),
        ("WIAN_BROKER_ADDRESS", "amqp://wian:geheim@127.0.0.1//?x=1", "amqp://user:password@host:5672// without"),
        ("WIAN_BROKER_ADDRESS", "redis://somewhere", "amqp://user:password@host:5672//"),
        ("WIAN_BROKER_ADDRESS", "amqp://wian:geheim@rabbitmq:abc//", "amqp://user:password@host:5672//"),
        ("WIAN_BROKER_ADDRESS", "amqp://wian:geheim@rabbitmq:70000//", "amqp://user:password@host:5672//"),
        ("WIAN_BROKER_ADDRESS", "amqp://wian:ge/heim@rabbitmq//", "%2F for a / in the password"),
        ("WIAN_BROKER_ADDRESS", "amqp://wian:geheim@one//;wian@two", "amqp://user:password@host:5672//"),
        ("WIAN_BROKER_PREFIX", "Two Words", "small letters, digits and hyphens"),
        ("WIAN_BROKER_EVENTS", "perhaps", "on or off"),
        ("WIAN_LOGS_FORMAT", "xml", "auto, json or text"),
        ("WIAN_LOGS_LEVEL", "loud", "debug, info, warning or error"),
        ("WIAN_METRICS_ADDRESS", "localhost", "an IP address, such as 127.0.0.1"),
    ],
)
def test_a_value_that_cannot_be_is_refused_without_repeating_what_may_be_a_password(
    variable: str, value: str, expected: str
) -> None:
    with pytest.raises(InputError) as refused:
        load_settings({variable: value}, Path())
    assert variable in str(refused.value) and expected in str(refused.value)
    assert value not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"WIAN_MAIL_SERVER": "mail server"}, "WIAN_MAIL_SERVER, field mail.server: this cannot be"),
        ({"WIAN_MAIL_SERVER": "m"}, "default.toml, field mail.sender: mail is switched on and comes from nowhere"),
        ({"WIAN_MAIL_SENDER": "a@b.c\nBcc: x@y.zz"}, "WIAN_MAIL_SENDER, field mail.sender: this cannot be"),
        ({"WIAN_MAIL_PORT": "65536"}, "WIAN_MAIL_PORT, field mail.port: '65536' is no port; expected 1 to 65535"),
        ({"WIAN_MAIL_TIMEOUT": "61"}, "field mail.timeout: '61' is no number of seconds; expected 1 to 60"),
        ({"WIAN_MAIL_TLS": "yes"}, "WIAN_MAIL_TLS, field mail.tls: this cannot be; expected starttls, tls or none"),
        (
            {"WIAN_MAIL_SERVER": "m", "WIAN_MAIL_SENDER": "a@b.cc", "WIAN_MAIL_TLS": "none", "WIAN_MAIL_USER": "u"},
            "WIAN_MAIL_TLS, field mail.tls: the password would travel in the open; expected starttls or tls",
        ),
        ({"WIAN_FILES_PDF": "yes"}, "WIAN_FILES_PDF, field files.pdf: this cannot be; expected on or off"),
    ],
)
def test_mail_and_pdf_that_cannot_be_are_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(InputError) as refused:
        load_settings(given, Path())
    assert told in str(refused.value)


def test_the_password_of_mail_stands_in_no_file_and_in_no_message(tmp_path: Path) -> None:
    said = "\n".join(map(str, faults(tmp_path, 'password = ""', 'password = "geheim"')))
    assert "wian.toml, field mail.password: a password stands in a file; expected it in the environment only" in said
    assert "geheim" not in said
    settings = load_settings({"WIAN_MAIL_PASSWORD": "geheim"}, tmp_path)
    assert settings.mail.password.get_secret_value() == "geheim"


SECRETS = {
    "WIAN_DATABASE_ADDRESS": "postgresql+psycopg://wian:geheim@db/wian",
    "WIAN_BROKER_ADDRESS": "amqp://wian:geheim@rabbitmq:5672//",
    "WIAN_PAGES_SECRET": "geheim" * 6,
    "WIAN_MAIL_PASSWORD": "geheim",
}


def test_no_secret_is_shown_with_the_settings_that_hold_it(tmp_path: Path) -> None:
    settings = load_settings(SECRETS, tmp_path)
    shown = (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json(), f"{settings.mail}")
    assert not [text for text in shown if "geheim" in text]
    changed = settings.changed(sweep={"minutes": 9})
    assert "geheim" not in repr(changed) and changed.broker.address.get_secret_value() == SECRETS["WIAN_BROKER_ADDRESS"]


@pytest.mark.parametrize("variable", SECRETS)
def test_no_secret_is_shown_in_what_is_said_of_a_wrong_one(tmp_path: Path, variable: str) -> None:
    wrong = {variable: "geheim\n" + SECRETS[variable]}
    (fault,) = faults(tmp_path, environment=wrong)
    assert fault.file == variable and "geheim" not in str(fault)
    group, name = variable.removeprefix("WIAN_").lower().split("_", 1)
    values = {group: {**load_settings({}, tmp_path).model_dump()[group], name: wrong[variable]}}
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate(values)
    assert "geheim" not in str(refused.value)


def test_mail_is_off_and_no_pdf_is_made_unless_an_office_wants_it(tmp_path: Path) -> None:
    off = Services(load_settings({}, tmp_path))
    assert (off.mail_server, off.printer.mails, off.printer.pdf) == (None, False, False)
    given = {"WIAN_MAIL_SERVER": "m", "WIAN_MAIL_SENDER": "a@b.cc", "WIAN_FILES_PDF": "on"}
    on = Services(load_settings(given, tmp_path))
    assert (on.mail_server is not None, on.printer.mails, on.printer.pdf) == (True, True, True)
