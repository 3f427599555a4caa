"""QR codes for the foot of a letter."""

import re
from functools import lru_cache
from io import BytesIO

import segno

from workflow.errors import WianError

# Bytes that a version holds at error level M. Trying versions and masks is what takes time (7 ms, not 0.8).
_ROOM = ((4, 62), (6, 106), (10, 213))
_MASK = 2
_KEPT = 64  # a circular's letters all show the same code


@lru_cache(_KEPT)
def qr_png(address: str) -> bytes:
    """Return a PNG of the address (a URL of at most 213 bytes): the same bytes for the same address.

    Raises WianError for an empty or a longer address.
    """
    length = len(address.encode())
    version = next((version for version, room in _ROOM if 0 < length <= room), None)
    if version is None:
        raise WianError(f"an address for a QR code has 1 to {_ROOM[-1][1]} bytes, not {length}: {address[:60]}")
    code = segno.make_qr(address, error="m", version=version, mode="byte", mask=_MASK, boost_error=False)
    out = BytesIO()
    code.save(out, kind="png", scale=6, border=4)
    return out.getvalue()


def code_facts(label: str, address: str) -> dict[str, str]:
    """A QR code with what it is for; under it stands the address in short."""
    return {"label": label, "address": address, "shown": re.sub("^https?://(www[.])?", "", address).rstrip("/")}
