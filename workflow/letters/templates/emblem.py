"""The emblem's picture, checked before letters use it."""

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from workflow.errors import EmblemError

_MOST_BYTES = 5 << 20  # the picture is part of every letter
_SHAPES = (0.6, 1.6)  # width over height; the Garuda is about as wide as high
_FEWEST = 177  # pixels: 3 cm at 150 to the inch
_EXPECTED = f"expected a picture about as wide as high, at least {_FEWEST} pixels high (3 cm at 150 to the inch)"
_BROKEN = (UnidentifiedImageError, SyntaxError, ValueError, OSError, Image.DecompressionBombError)


def read_emblem(path: Path) -> bytes:
    """The bytes of a PNG.

    Raises EmblemError for a file that is missing, too large or no PNG, and for a picture that is no emblem by its
    shape, or that would print coarsely.
    """
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
            picture = Image.open(BytesIO(data), formats=["PNG"])
            picture.verify()
    except (*_BROKEN, Image.DecompressionBombWarning):
        raise _refusal(path, "is not a whole PNG picture") from None
    width, height = picture.size
    if height < _FEWEST or not _SHAPES[0] <= width / height <= _SHAPES[1]:
        raise _refusal(path, f"has {width} by {height} pixels; {_EXPECTED}")
    return data


def _refusal(path: Path, problem: str) -> EmblemError:
    return EmblemError(f"the emblem's picture {path.name} {problem}")
