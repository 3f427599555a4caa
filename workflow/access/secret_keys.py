"""Keyed hashes: what nobody can reckon who has the database but not the installation's secret."""

import hmac
import secrets
from pathlib import Path

_BYTES = 32


class Keys:
    """One secret, and from it a key for each purpose, so that what is good for one is good for no other."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def key(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose."""
        return hmac.digest(self._secret, purpose.encode(), "sha256")

    def digest(self, purpose: str, *parts: object) -> str:
        """HMAC-SHA256 of the parts in hexadecimal, 64 characters."""
        return hmac.digest(self.key(purpose), "\x1f".join(map(str, parts)).encode(), "sha256").hex()


def kept_secret(file: Path) -> bytes:
    """The secret kept in a file, which is made for its owner alone the first time. Raises OSError if it cannot be.

    Of several processes that start at once one makes it and all take that one.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch = file.with_suffix(f".{secrets.token_hex(4)}.part")
        scratch.touch(mode=0o600)
        scratch.write_text(secrets.token_hex(_BYTES) + "\n", encoding="ascii")
        try:
            file.hardlink_to(scratch)
        except FileExistsError:
            pass  # another process was first
        finally:
            scratch.unlink()
    return file.read_text(encoding="ascii").strip().encode()
