"""The forms sent by browsers, with or without a file, limited in size before they are parsed."""

import asyncio
import unicodedata
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

SMALL = 384 * 1024
"""The most bytes of a form without its file: the longest letter to pass on (`workflow.cascade.pass_on_draft`), at nine
bytes per Thai letter."""

_FIELDS = 40
_SECONDS = 120  # for the arrival of a form: enough for a file over a slow line
_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


@dataclass(frozen=True)
class Upload:
    """An uploaded file: the sender's name for it, for display only, and its content."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Form:
    """The fields of a form by name (the last of a name counts), and its file if any."""

    fields: Mapping[str, str]
    upload: Upload | None = None

    def text(self, name: str, most: int = 200) -> str:
        """A field as one line with single spaces, cut to `most` characters; empty for a missing field."""
        return " ".join(self.fields.get(name, "").split())[:most].strip()

    def lines(self, name: str, most: int = 2000) -> str:
        """A field as several lines, cut to `most` characters."""
        rows = [" ".join(row.split()) for row in self.fields.get(name, "").splitlines()]
        return "\n".join(rows).strip()[:most]


EMPTY = Form({})


async def read_form(request: Request, most_upload: int) -> Form:
    """The form of a request; `most_upload` is the most bytes of its file.

    Raises HTTPException: 400 for no form, 408 if it does not arrive, 413 if too large, 415 for other content types.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        async with asyncio.timeout(_SECONDS):
            if kind == _URLENCODED:
                return _small(b"".join([part async for part in _limited(request, SMALL)]))
            if kind == _MULTIPART:
                return await _with_file(request, most_upload)
    except TimeoutError:
        raise HTTPException(408) from None
    except (ClientDisconnect, MultiPartException, ValueError):
        raise HTTPException(400) from None
    raise HTTPException(415)


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > most:
        raise HTTPException(413)
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise HTTPException(413)
        yield part


def _small(body: bytes) -> Form:
    pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    return Form({name: _plain(value) for name, value in pairs})


async def _with_file(request: Request, most: int) -> Form:
    stream = _limited(request, most + SMALL)
    parser = MultiPartParser(request.headers, stream, max_files=1, max_fields=_FIELDS, max_part_size=SMALL)
    form = await parser.parse()
    try:
        fields, upload = {}, None
        for name, value in form.items():
            if not isinstance(value, UploadFile):
                fields[name] = _plain(value)
            elif value.filename:
                data = await value.read(most + 1)
                if len(data) > most:
                    raise HTTPException(413)
                upload = Upload(_file_name(value.filename), data)
        return Form(fields, upload)
    finally:
        await form.close()


def _file_name(raw_name: str) -> str:
    """The last part of a name, with folders in any notation."""
    return " ".join(_plain(raw_name).replace("\\", "/").rpartition("/")[2].split())[:120]


def _plain(text: str) -> str:
    """The text without control characters and surrogates, which nobody types."""
    return "".join(char for char in text if char in "\n\r\t" or unicodedata.category(char) not in ("Cc", "Cs"))
