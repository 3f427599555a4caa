"""Text boxes at fixed places, with or without an edge. Lengths are twips."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from workflow.docx.parts import W
from workflow.letters.pagination.block_reader import EMU, WP

_NAMES = {
    "w": W[1:-1],
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": WP[1:-1],
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _NAMES.items())
_SHAPE = (
    '<w:r {names}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" '
    'distR="0" simplePos="0" relativeHeight="{number}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
    '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="{origin}"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
    '<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
    '<wp:docPr id="{number}" name="{name}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{wps}"><wps:wsp>'
    '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>{edge}</wps:spPr>'
    "<wps:txbx><w:txbxContent/></wps:txbx>"
    '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0"><a:noAutofit/></wps:bodyPr>'
    "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
)


_NO_EDGE = "<a:ln><a:noFill/></a:ln>"
_EDGE = '<a:ln w="19050"><a:solidFill><a:srgbClr val="{}"/></a:solidFill></a:ln>'


@dataclass(frozen=True)
class Box:
    """The place and size of a box: from the paper's left and upper edges, or, if `below`, from its paragraph.

    `edge` is the colour of the edge in six hexadecimal digits, empty for none.
    """

    left: float
    top: float
    width: float
    height: float
    below: bool = False
    edge: str = ""


def last_number(element: etree._Element) -> int:
    """The highest number of a drawing in the part of an element."""
    return max((int(drawing.get("id", "0")) for drawing in element.getroottree().iter(f"{WP}docPr")), default=0)


def put_box(paragraph: etree._Element, name: str, box: Box, content: Sequence[etree._Element], used: int = 0) -> None:
    """Anchor a box with this content to a paragraph of the same page. `used`: the highest number in other parts."""
    sizes = {side: round(getattr(box, side) * EMU) for side in ("left", "top", "width", "height")}
    xml = _SHAPE.format(
        names=_DECLARED,
        wps=_NAMES["wps"],
        name=name,
        number=max(used, last_number(paragraph)) + 1,
        origin="paragraph" if box.below else "page",
        edge=_EDGE.format(box.edge) if box.edge else _NO_EDGE,
        **sizes,
    )
    run = etree.fromstring(xml)
    next(run.iter(f"{W}txbxContent")).extend(content)
    properties = paragraph.find(f"{W}pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)
