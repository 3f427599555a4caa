"""The drawings of a letter: the emblem, the place of the seal, the QR code.

python-docx places pictures in the text only; the emblem and the seal lie behind it at fixed places.
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from docx.opc.packuri import PackURI
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.oxml.shape import CT_Inline
from docx.shared import Cm, Length
from docx.text.run import Run

from workflow.letters.qr_picture import qr_png

EMBLEM = Path(__file__).parents[2] / "config" / "emblem.png"
_EMBLEM_TOP = ("page", "posOffset", Cm(1.5))
_SEAL = Cm(4.5)  # across (ข้อ 72)
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def draw(run: Run, name: str) -> None:
    """Draw `emblem`, `memo emblem`, `seal` or `qr`."""
    _DRAWINGS[name](run)


def _emblem(run: Run) -> None:
    """Draw the emblem 3 cm high in the middle of the page, 1.5 cm from the edge."""
    _lay_behind(_picture(run, str(EMBLEM), Cm(3), "emblem"), ("page", "align", "center"), _EMBLEM_TOP)


def _memo_emblem(run: Run) -> None:
    """Draw the emblem at the left margin, half as high (ข้อ 76)."""
    _lay_behind(_picture(run, str(EMBLEM), Cm(1.5), "emblem"), ("margin", "align", "left"), _EMBLEM_TOP)


def _qr(run: Run) -> None:
    _picture(run, BytesIO(qr_png("https://example.go.th/")), Cm(2.2), "qr")


def _seal(run: Run) -> None:
    """Draw a dashed red ring, centred 11 cm from the left margin, behind the agency's name."""
    ring = (
        f'<wp:inline {nsdecls("wp", "a")} xmlns:wps="{WPS}"><wp:extent cx="{_SEAL}" cy="{_SEAL}"/>'
        f'<wp:docPr id="{run.part.next_id}" name="seal"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{WPS}">'
        f'<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{_SEAL}" cy="{_SEAL}"/></a:xfrm>'
        '<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom><a:noFill/><a:ln w="12700"><a:solidFill>'
        '<a:srgbClr val="FF0000"/></a:solidFill><a:prstDash val="dash"/></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:inline>"
    )
    choice = parse_xml(
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps"><w:drawing {nsdecls("w")}>{ring}</w:drawing>'
        "</mc:Choice></mc:AlternateContent>"
    )
    run.element.append(choice)
    across, down = Cm(11) - _SEAL // 2, Cm(0.75) - _SEAL // 2
    _lay_behind(choice[0][0][0], ("margin", "posOffset", across), ("paragraph", "posOffset", down))


_DRAWINGS: dict[str, Callable[[Run], None]] = {"emblem": _emblem, "memo emblem": _memo_emblem, "seal": _seal, "qr": _qr}


def _picture(run: Run, image: str | BytesIO, side: Length, name: str) -> CT_Inline:
    """Add a picture with the name shown in Word's Selection Pane, by which letters replace it."""
    run.add_picture(image, side, side)
    inline: CT_Inline = run.element.drawing_lst[0][0]
    inline.docPr.set("name", name)
    part = run.part.related_parts[inline.graphic.graphicData.pic.blipFill.blip.embed]
    part.partname = PackURI(f"/word/media/{name}.png")
    return inline


def _lay_behind(inline: CT_Inline, across: tuple[str, str, object], down: tuple[str, str, object]) -> None:
    """Lay a drawing behind the text at a place: (reference, position kind, value) across and down."""
    horizontal, vertical = (
        f'<wp:position{axis} relativeFrom="{origin}"><wp:{how}>{distance}</wp:{how}></wp:position{axis}>'
        for axis, (origin, how, distance) in (("H", across), ("V", down))
    )
    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp")} distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" '
        'behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'{horizontal}{vertical}<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/></wp:anchor>'
    )
    extent, *others = inline
    anchor.insert(3, extent)
    anchor.extend(others)
    inline.getparent().replace(inline, anchor)
