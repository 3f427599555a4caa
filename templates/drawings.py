"""The drawings of a letter: the emblem, the place of the seal, the QR code. Lengths are EMU."""

CENTIMETRE = 360_000


def _picture(name: str, number: int, side: int) -> str:
    return (
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    )


def _anchor(name: str, number: int, side: int, places: str, graphic: str) -> str:
    return (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="1" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'{places}<wp:extent cx="{side}" cy="{side}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="{name}"/><wp:cNvGraphicFramePr/>{graphic}</wp:anchor>'
    )


def _emblem(side: int, across: str) -> str:
    places = (
        f'{across}<wp:positionV relativeFrom="page"><wp:posOffset>{CENTIMETRE * 3 // 2}</wp:posOffset></wp:positionV>'
    )
    return f"<w:drawing>{_anchor('emblem', 1, side, places, _picture('emblem', 1, side))}</w:drawing>"


def _seal() -> str:
    """A dashed red ring, 4.5 cm (ข้อ 72), centred 11 cm from the left margin behind the agency's name."""
    side = CENTIMETRE * 9 // 2
    places = (
        f'<wp:positionH relativeFrom="margin"><wp:posOffset>{11 * CENTIMETRE - side // 2}</wp:posOffset>'
        '</wp:positionH><wp:positionV relativeFrom="paragraph">'
        f"<wp:posOffset>{CENTIMETRE * 3 // 4 - side // 2}</wp:posOffset></wp:positionV>"
    )
    ring = (
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>'
        '<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom><a:noFill/><a:ln w="12700"><a:solidFill>'
        '<a:srgbClr val="FF0000"/></a:solidFill><a:prstDash val="dash"/></a:ln></wps:spPr><wps:bodyPr/>'
        "</wps:wsp></a:graphicData></a:graphic>"
    )
    shape = f"<w:drawing>{_anchor('seal', 2, side, places, ring)}</w:drawing>"
    return f'<mc:AlternateContent><mc:Choice Requires="wps">{shape}</mc:Choice></mc:AlternateContent>'


def _qr() -> str:
    side = CENTIMETRE * 11 // 5
    return (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{side}" cy="{side}"/>'
        f'<wp:docPr id="3" name="qr"/>{_picture("qr", 3, side)}</wp:inline></w:drawing>'
    )


DRAWINGS = {
    "emblem": _emblem(3 * CENTIMETRE, '<wp:positionH relativeFrom="page"><wp:align>center</wp:align></wp:positionH>'),
    # A memo's stands at the left margin, half as high (ข้อ 76).
    "memo emblem": _emblem(
        CENTIMETRE * 3 // 2, '<wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>'
    ),
    "seal": _seal(),
    "qr": _qr(),
}
