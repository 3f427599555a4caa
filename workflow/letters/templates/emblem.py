"""The emblem's picture, checked before letters use it."""

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from workflow.errors import EmblemError

_MOST_BYTES = 5 << 20  # the picture is part of every letter
_BROKEN = (UnidentifiedImageError, SyntaxError, ValueError, OSError, Image.DecompressionBombError)


def read_emblem(path: Path) -> bytes:
    """The bytes of a PNG. Raises WianError, naming the setting, for a file that is missing, too large or no PNG."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _refusal(path, f"cannot be read: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise _refusal(path, f"has more than {_MOST_BYTES >> 20} MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.open(BytesIO(data), formats=["PNG"]).verify()
    except (*_BROKEN, Image.DecompressionBombWarning):
        raise _refusal(path, "is not a whole PNG picture") from None
    return data


def _refusal(path: Path, problem: str) -> EmblemError:
    return EmblemError(f"the emblem's picture {path.name} {problem}")
