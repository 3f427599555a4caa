"""The facts of QR codes for the foot of a letter."""

import re


def code_facts(label: str, address: str) -> dict[str, str]:
    """The facts of a QR code: its label, address, and the short address printed under it."""
    return {"label": label, "address": address, "shown": re.sub("^https?://(www[.])?", "", address).rstrip("/")}
