"""Keyed hashes: nobody who has only the database, without the installation's secret, can compute them."""

import hmac
import secrets
from pathlib import Path

_BYTES = 32


class Keys:
    """Keys derived from one secret, one per purpose, so that hashes for one purpose are useless for others."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def key(self, purpose: str) -> bytes:
        """The key of a purpose, 32 bytes."""
        return hmac.digest(self._secret, purpose.encode(), "sha256")

    def digest(self, purpose: str, *parts: object) -> str:
        """HMAC-SHA256 of the parts in hexadecimal, 64 characters."""
        return hmac.digest(self.key(purpose), "\x1f".join(map(str, parts)).encode(), "sha256").hex()


def kept_secret(file: Path) -> bytes:
    """The secret in a file, which is created, readable by the owner alone, on first use. Raises OSError.

    Processes that start at the same time all get the secret of the first.
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
