"""Pictures of every template with its sample: `python -m cli.demo.gallery` writes out/gallery/ (`make gallery`).

Each page is a picture of its own, named after its template; the sheets show all of them, eight at a time.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from cli.common import console
from cli.letter.print import printed_with_bar
from runtime.services import Services
from runtime.settings import ROOT, load_settings
from workflow.errors import WianError
from workflow.letters.facts import unbreakable
from workflow.letters.pdf.convert import LibreOffice
from workflow.letters.pdf.images import pictures
from workflow.letters.samples.letters import LONG, SAMPLES
from workflow.letters.samples.notices import STAGE_CASES
from workflow.letters.stamped_copies.certified import Certifier, certified_copy

FONTS = ROOT / ".venv" / "fonts"
"""The folder of TH Sarabun from `make fonts`."""

_TO = Path("out") / "gallery"
_MADE = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed moment, so that equal samples give equal pictures
_CERTIFIER, _COPIED = Certifier("นักจัดการงานทั่วไปชำนาญงาน"), date(2022, 11, 21)
_DPI = 100
_ACROSS, _DOWN = 4, 2
_WIDTH, _HEIGHT, _GAP, _LABEL = 420, 594, 16, 30  # pixels of a page on a sheet


def sample_letters() -> dict[str, bytes]:
    """Sample letters of every template, some in a second case, a long secret letter, and a certified copy."""
    printer = Services(load_settings({}, ROOT)).printer

    def printed(template: str, facts: Mapping[str, object]) -> bytes:
        return printer.make(template, {key: unbreakable(fact) for key, fact in facts.items()}, _MADE).data

    found = {name: printed(name, facts) for name, facts in SAMPLES.items()}
    found |= {f"{name}-other": printed(name, facts) for name, facts in STAGE_CASES.items()}
    found["original-long"] = printed("original", LONG)
    found["forwarding-copy"] = certified_copy(found["forwarding"], _CERTIFIER, _COPIED)
    return found


def sheets(pages: Mapping[str, bytes]) -> Iterator[bytes]:
    """Sheets of all pages in small, with names, as PNGs."""
    names = list(pages)
    for start in range(0, len(names), _ACROSS * _DOWN):
        yield _sheet([(name, pages[name]) for name in names[start : start + _ACROSS * _DOWN]])


def main() -> None:
    """Print all samples and replace the pictures in out/gallery/."""
    office = LibreOffice(FONTS if FONTS.is_dir() else None)
    printed = printed_with_bar(office, sample_letters(), any_font=False)
    pages = {
        f"{name}-{number}": page
        for name, pdf in printed.items()
        for number, page in enumerate(pictures(pdf.data, _DPI), start=1)
    }
    found = pages | {f"sheet-{number}": sheet for number, sheet in enumerate(sheets(pages), start=1)}
    _TO.mkdir(parents=True, exist_ok=True)
    for old in _TO.glob("*.png"):
        old.unlink()
    for name, data in found.items():
        (_TO / f"{name}.png").write_bytes(data)
    console.print(f"{len(printed)} letters, {len(pages)} pages, {len(found) - len(pages)} sheets. Look into {_TO}/")


def _sheet(pages: Sequence[tuple[str, bytes]]) -> bytes:
    step, row = _WIDTH + _GAP, _HEIGHT + _GAP + _LABEL
    down = -(-len(pages) // _ACROSS)
    sheet = Image.new("RGB", (_ACROSS * step + _GAP, down * row + _GAP), "lightgrey")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=20)
    for place, (name, page) in enumerate(pages):
        x, y = _GAP + place % _ACROSS * step, _GAP + place // _ACROSS * row
        draw.text((x, y), name, fill="black", font=font)
        with Image.open(BytesIO(page)) as picture:
            small = picture.convert("RGB").resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
        sheet.paste(small, (x, y + _LABEL))
    data = BytesIO()
    sheet.save(data, "PNG")
    return data.getvalue()


if __name__ == "__main__":
    try:
        main()
    except WianError as error:
        console.print(str(error))
        sys.exit(1)
