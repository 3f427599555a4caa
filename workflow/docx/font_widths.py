"""Character widths of the letters' font: the advances of TH SarabunPSK (regular), in thousandths of the font size.

TH Sarabun New has the same advances. Vowels and tone marks above and below a consonant have no width.
"""

from collections.abc import Sequence
from functools import lru_cache

_LATIN = (  # from U+0020
    "216 147 208 403 361 585 423 120 190 190 285 411 162 216 162 270 362 362 362 362 362 362 362 362 "
    "362 362 162 162 411 411 411 283 536 400 378 406 431 351 351 425 441 147 264 376 353 548 441 486 "
    "378 487 379 352 379 466 390 588 418 366 424 196 262 196 412 352 204 344 401 331 401 374 206 311 "
    "390 143 155 316 200 601 390 398 401 401 217 282 238 390 341 507 318 337 321 208 153 208 416 "
)
_THAI = (  # from U+0E00
    "0 386 378 382 393 393 408 294 367 377 380 384 519 519 425 425 343 461 532 543 391 391 378 430 "
    "335 420 428 428 381 381 447 447 425 400 375 322 378 381 425 335 393 438 381 427 454 387 372 391 "
    "357 0 316 316 0 0 0 0 0 0 0 0 0 0 0 411 203 377 237 242 244 205 399 0 "
    "0 0 0 0 0 0 0 450 449 449 449 449 449 449 449 449 449 449 522 697 "
)
_OTHERS = {"\u00a0": 216, "“": 370, "”": 370, "‘": 247, "’": 247, "–": 360, "—": 720, "…": 479, "•": 216}
_UNKNOWN = 500  # a character that the font lacks, printed in another font
_ONE_BYTE = "cp874"  # one byte per Thai character, so that `translate` can delete the marks
_NO_WIDTH = "ัิีึืฺุู็่้๊๋์ํ๎".encode(_ONE_BYTE)
_KEPT = 512  # cached texts; letters of one template share most of their texts


class _Advances(dict[str, int]):
    """The advance by character, with a default for characters that the font lacks."""

    def __missing__(self, _char: str) -> int:
        return _UNKNOWN


_ADVANCES = _Advances({chr(0x20 + place): width for place, width in enumerate(map(int, _LATIN.split()))})
_ADVANCES |= {chr(0x0E00 + place): width for place, width in enumerate(map(int, _THAI.split()))}
_ADVANCES |= _OTHERS


@lru_cache(_KEPT)
def advances(text: str, size: int) -> Sequence[float]:
    """The character widths of a text, twips; `size` is in half points, as in WordprocessingML."""
    scale = size / 100  # a thousandth of the size is a hundredth of a half point's twips
    return tuple([_ADVANCES[char] * scale for char in text])


def taking_room(text: str) -> int:
    """The number of characters of a text that have a width: all but the vowels and marks above and below."""
    return len(_with_width(text))


def taking_room_each(texts: str) -> list[int]:
    """`taking_room` for many texts at once, joined with U+0000: a letter has dozens."""
    return [len(each) for each in _with_width(texts).split(b"\0")]


def _with_width(text: str) -> bytes:
    return text.encode(_ONE_BYTE, "replace").translate(None, _NO_WIDTH)


def width(text: str, size: int) -> float:
    """The width of a text on one line, twips."""
    return sum(map(_ADVANCES.__getitem__, text)) * size / 100
