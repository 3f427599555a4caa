"""The log of the service: a JSON object per line, or plain lines on a terminal, without secrets.

Our lines and those of libraries (SQLAlchemy, warnings) go through one formatter. Values bound by
`structlog.contextvars` (the ids of request and job) stand in every line until they are unbound.
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
_SHORTEST = 4
"""The fewest characters of a secret that is cut out outside addresses: shorter ones stand in many words."""
EACH = "each"
"""The keyword for the differing fields of many lines written by one call."""

_PLAIN = frozenset({str, int, float, bool, type(None)})
_PASSWORD = re.compile(r"://[^\s:/@]*:([^@]*(?:@[^\s/@;]*)*)@|[?&]\w*password=([^&\s]*)")
_IN_ADDRESS = re.compile(r"(://[^\s/:@]*:)[^\s/]*(?=@)")
# Except the pattern of a page, which the web logs.
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
    """The logger of the service: `log().info("letter made", circular=…)`; silent before `set_up`."""
    logger = logging.getLogger(_NAME)
    logger.addHandler(logging.NullHandler())
    wrapped: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logger, processors=_OWN, wrapper_class=structlog.stdlib.BoundLogger
    )
    return wrapped.bind()


def set_up(settings: Settings, stream: TextIO | None = None) -> None:
    """Set up the log of this process and its forks, on standard error by default, in the settings' format."""
    stream = stream or sys.stderr
    as_text = settings.logs.format == "text" or (settings.logs.format == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(without(secrets(settings)), as_text, stream.isatty()))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.logs.level.upper())
    logging.captureWarnings(True)
    logging.getLogger("alembic").setLevel(max(root.level, logging.WARNING))
    # No line shows its place in the program or its thread, so `logging` need not find them.
    setattr(logging, "_srcfile", None)  # noqa: B010
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def secrets(settings: Settings) -> set[str]:
    """The passwords in the settings, except the shortest: on their own, or in an address, quoted and unquoted."""
    secret = [(name, getattr(getattr(settings, group), name)) for group, name, _ in fields()]
    texts = {(name, value.get_secret_value()) for name, value in secret if isinstance(value, SecretStr)}
    addresses = " ".join(text for name, text in texts if name == "address")
    passwords = {word for pair in _PASSWORD.findall(addresses) for word in pair if word}
    plain = {text for name, text in texts if name != "address" and text}
    return {word for word in passwords | set(map(unquote, passwords)) | plain if len(word) >= _SHORTEST}


def without(words: set[str]) -> Processor:
    """A log processor that cuts these words, passwords in addresses, and tokens of links out of all texts."""
    secret_words = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)")
    suspect = (*words, "://", OFFICE)  # words in almost no text

    def cut(text: str) -> str:
        text = secret_words.sub(_CUT, text)
        return _LINK_TOKEN.sub(rf"\1{_CUT}", _IN_ADDRESS.sub(rf"\1{_CUT}", text))

    def clean(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        in_order = {**{name: event[name] for name in _FIRST if name in event}, **event}
        values = in_order.values()
        if _PLAIN.issuperset(map(type, values)):
            texts = "\n".join([value for value in values if type(value) is str])
            if not any(word in texts for word in suspect):
                return in_order  # the usual case, without a search through every value
        return {name: _loggable(value, cut) for name, value in in_order.items()}

    return clean


def _loggable(value: object, change: Callable[[str], str]) -> object:
    """A value for the log: numbers unchanged, other values as changed texts, also in lists and mappings."""
    if isinstance(value, str):
        return change(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {change(str(key)): _loggable(part, change) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_loggable(part, change) for part in value]
    return change(repr(value))


def _as_json(line: EventDict, **_: object) -> str:
    # A surrogate (half a character) is written as its JSON escape, so that the line is not lost.
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
            # Tracebacks become text before secrets are cut, because error messages often contain addresses.
            structlog.processors.format_exc_info,
            _for_each(clean, last),
        ],
    )


def _for_each(clean: Processor, render: Callable[..., Any]) -> Callable[..., str]:
    """The last log processor: an event as a line, or as many lines as its `EACH` has."""

    def lines(logger: WrappedLogger, method: str, event: EventDict) -> str:
        rows = event.pop(EACH, ({},))
        return "\n".join([str(render(logger, method, clean(logger, method, {**event, **row}))) for row in rows])

    return lines
