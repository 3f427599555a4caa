"""Thai digits, Buddhist years (543 ahead of the Christian era) and times, as official letters write them."""

from datetime import date, time

DIGIT = "0-9๐-๙"  # inside [...]; \d would also take the digits of other scripts


BUDDHIST_ERA = 543


_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def thai_digits(value: int | str) -> str:
    """Return the value with Thai digits for ASCII digits."""
    return str(value).translate(_TO_THAI)


def arabic_digits(text: str) -> str:
    """Return the text with ASCII digits for Thai digits."""
    return text.translate(_TO_ARABIC)


def buddhist_year(d: date) -> int:
    """Return the Buddhist year of a date: 2020 is 2563."""
    return d.year + BUDDHIST_ERA


def thai_time(t: time) -> str:
    """Return `๐๙.๐๐ น.`, the 24-hour clock of receipts (ข้อ 37)."""
    return f"{thai_digits(f'{t.hour:02}.{t.minute:02}')} น."
