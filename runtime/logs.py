"""The log of the service: one JSON object a line, or plain lines on a terminal, without secrets.

Our own lines and those of the libraries (SQLAlchemy, warnings) go through one formatter. What a caller binds by
`structlog.contextvars` (the id of the request, of the job) stands in every line that is written meanwhile.
"""

import json
import logging
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TextIO
from urllib.parse import unquote

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

from runtime.addresses import OFFICE
from runtime.settings import Settings, fields

_NAME = "wian"
_FIRST = ("timestamp", "level", "event")
_CUT = "***"
EACH = "each"
"""The name under which one call gives what is different in each of many lines; they are written together."""

_PLAIN = frozenset({str, int, float, bool, type(None)})
_PASSWORD = re.compile(r"://[^\s:/@]*:([^@]*)@|[?&]\w*password=([^&\s]*)")
_IN_ADDRESS = re.compile(r"(://[^\s/:@]*:)[^\s/]*(?=@)")
# Not the name of a page's pattern, by which the web tells what was asked for.
_LINK_TOKEN = re.compile(rf"({OFFICE})(?!\{{token\}})[^\s/?#\"'<>]+")

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_OWN: list[Processor] = [
    structlog.stdlib.filter_by_level,
    *_SHARED,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]


@cache
def log() -> structlog.stdlib.BoundLogger:
    """Where the service says what it does: `log().info("letter made", circular=…)`; silent before `set_up`."""
    logger = logging.getLogger(_NAME)
    logger.addHandler(logging.NullHandler())
    wrapped: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logger, processors=_OWN, wrapper_class=structlog.stdlib.BoundLogger
    )
    return wrapped.bind()


def set_up(settings: Settings, stream: TextIO | None = None) -> None:
    """Send the log of this process, and of those forked off it, where errors go, in the form the settings ask for."""
    stream = stream or sys.stderr
    as_text = settings.logs.format == "text" or (settings.logs.format == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(without(secrets(settings)), as_text, stream.isatty()))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.logs.level.upper())
    logging.captureWarnings(True)
    logging.getLogger("alembic").setLevel(max(root.level, logging.WARNING))
    # No line says where in the program it was written, nor in which thread: `logging` need not find it out for each.
    setattr(logging, "_srcfile", None)  # noqa: B010
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def secrets(settings: Settings) -> set[str]:
    """The passwords in the settings: by themselves, or in an address, as written there and as meant."""
    secret = [(name, getattr(getattr(settings, group), name)) for group, name, _ in fields()]
    texts = {(name, value.get_secret_value()) for name, value in secret if isinstance(value, SecretStr)}
    addresses = " ".join(text for name, text in texts if name == "address")
    passwords = {word for pair in _PASSWORD.findall(addresses) for word in pair if word}
    plain = {text for name, text in texts if name != "address" and text}
    return passwords | {unquote(word) for word in passwords} | plain


def without(words: set[str]) -> Processor:
    """A step of the log that cuts these words, any password in an address, and links' tokens out of all texts."""
    known = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)")
    suspect = (*words, "://", OFFICE)  # what nearly no text has

    def cut(text: str) -> str:
        text = known.sub(_CUT, text)
        return _LINK_TOKEN.sub(rf"\1{_CUT}", _IN_ADDRESS.sub(rf"\1{_CUT}", text))

    def clean(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        in_order = {**{name: event[name] for name in _FIRST if name in event}, **event}
        values = in_order.values()
        if _PLAIN.issuperset(map(type, values)):
            together = "\n".join([value for value in values if type(value) is str])
            if not any(word in together for word in suspect):
                return in_order  # as nearly every line: there is nothing to look for in each of its values
        return {name: _each_text(value, cut) for name, value in in_order.items()}

    return clean


def _each_text(value: object, change: Callable[[str], str]) -> object:
    """A value as it is logged: numbers as they are, all else as text, changed, also within lists and mappings."""
    if isinstance(value, str):
        return change(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {change(str(key)): _each_text(each, change) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_each_text(each, change) for each in value]
    return change(repr(value))


def _as_json(line: EventDict, **_: object) -> str:
    # Half a character (a surrogate) is written as JSON's escape for it: nothing to lose a line for.
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace").decode()


def _formatter(clean: Processor, as_text: bool, colours: bool) -> logging.Formatter:
    if as_text:
        last: Callable[..., Any] = structlog.dev.ConsoleRenderer(colors=colours)
    else:
        last = structlog.processors.JSONRenderer(serializer=_as_json)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            # A traceback becomes text here, before secrets are cut: an error's words often hold an address.
            structlog.processors.format_exc_info,
            _for_each(clean, last),
        ],
    )


def _for_each(clean: Processor, render: Callable[..., Any]) -> Callable[..., str]:
    """The last step of the log: an event as a line, or one that has `EACH` as a line for each of those."""

    def lines(logger: WrappedLogger, method: str, event: EventDict) -> str:
        each = event.pop(EACH, ({},))
        return "\n".join([str(render(logger, method, clean(logger, method, {**event, **one}))) for one in each])

    return lines
