"""What a browser sends is read within limits, and refused in plain words where it is no form of ours."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from web.http.forms import SMALL, Form, read_form

SIMPLE = "application/x-www-form-urlencoded"
EDGE = "a-line-that-stands-in-no-file"
MULTI = f"multipart/form-data; boundary={EDGE}"
MOST = 200_000


def sent(kind: str, *parts: bytes, length: int | None = None) -> Form:
    """The form of a request with this body, which comes in parts."""
    waiting: list[Message] = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        return waiting.pop(0)

    headers = [(b"content-type", kind.encode())]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": b""}
    return asyncio.run(read_form(Request(scope, receive), MOST))


def refused(kind: str, *parts: bytes, length: int | None = None) -> int:
    with pytest.raises(HTTPException) as caught:
        sent(kind, *parts, length=length)
    return caught.value.status_code


def with_file(name: str, data: bytes, files: int = 1) -> Sequence[bytes]:
    """A form with a field and a file of that name, in two parts."""
    field = f'--{EDGE}\r\nContent-Disposition: form-data; name="note"\r\n\r\nหมายเหตุ\r\n'.encode()
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return field, (head + data + b"\r\n") * files + f"--{EDGE}--\r\n".encode()


def test_a_form_is_its_fields_in_utf8_and_the_last_of_one_name_counts() -> None:
    form = sent(SIMPLE, b"note=%E0%B8%81+b", b"&note=%E0%B8%82&empty=")
    assert dict(form.fields) == {"note": "ข", "empty": ""}
    assert form.upload is None


def test_a_text_is_one_line_and_loses_what_nobody_typed() -> None:
    form = sent(SIMPLE, b"a=+x%00%07%0D%0Ay+&b=1%0D%0A%0D%0A+2+3+")
    assert form.text("a") == "x y"
    assert form.text("a", 1) == "x"
    assert form.lines("b") == "1\n\n2 3"
    assert form.text("not there") == ""


def test_a_file_comes_with_the_last_part_of_its_name() -> None:
    for name in ("../../etc/รายงาน.pdf", "C:\\\\Users\\\\x\\\\รายงาน.pdf", "รายงาน.pdf"):
        form = sent(MULTI, *with_file(name, b"%PDF-1.7\x00\xff"))
        assert form.upload is not None
        assert form.upload.name == "รายงาน.pdf"
        assert form.upload.data == b"%PDF-1.7\x00\xff"
        assert form.text("note") == "หมายเหตุ"


def test_a_file_may_have_so_many_bytes_and_not_one_more() -> None:
    form = sent(MULTI, *with_file("a.pdf", b"x" * MOST))
    assert form.upload is not None and len(form.upload.data) == MOST
    assert refused(MULTI, *with_file("a.pdf", b"x" * (MOST + 1))) == 413


def test_what_is_too_large_is_refused_by_what_it_says_and_by_what_comes() -> None:
    assert refused(SIMPLE, length=SMALL + 1) == 413
    assert refused(SIMPLE, b"a=" + b"x" * SMALL) == 413
    assert refused(SIMPLE, *[b"x" * 1000] * (SMALL // 1000 + 1)) == 413
    assert refused(MULTI, length=MOST + SMALL + 1) == 413


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("text/plain", b"seal=x", 415),
        ("", b"seal=x", 415),
        (SIMPLE, b"a=%FF", 400),
        (SIMPLE, "a=ก".encode(), 400),
        (SIMPLE, b"&".join(b"a=1" for _ in range(100)), 400),
        ("multipart/form-data", b"x", 400),
        (MULTI, b"this is no form", 400),
        (MULTI, b"".join(with_file("a.pdf", b"x", files=2)), 400),
    ],
)
def test_what_is_no_form_is_refused(kind: str, body: bytes, status: int) -> None:
    assert refused(kind, body) == status
