"""The Word package around a letter's body: the least that Word takes without repairing it.

A theme is part of that least, though nothing refers to it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from templates.ooxml import NAMESPACES, Block, Line, body, page_number, paragraph
from templates.styles import FONT, MEMO_TOP, TOP, styles_xml
from workflow.docx.package import CORE, XML, core_properties, packed

_MADE = datetime(2026, 1, 1, tzinfo=UTC)  # any fixed moment: a template made again is the same file
_VERSION = "1"  # for people: a letter keeps it together with the sha256 of its template
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SECRECY = "{{ secrecy }}"
_PARTS = {  # relationship id: (part, type)
    "styles": ("styles.xml", "styles"),
    "settings": ("settings.xml", "settings"),
    "fonts": ("fontTable.xml", "fontTable"),
    "theme": ("theme/theme1.xml", "theme"),
    "header": ("header1.xml", "header"),
    "headerFirst": ("header2.xml", "header"),
    "footer": ("footer1.xml", "footer"),
    "footerFirst": ("footer2.xml", "footer"),
}


def letter_package(
    blocks: Sequence[Block], pictures: Mapping[str, bytes], *, secrecy: bool = True, memo: bool = False
) -> bytes:
    """Return a .docx with these blocks. `pictures` are PNGs named as the drawings are; without compression."""
    files = {f"word/media/{name}.png": data for name, data in pictures.items()}
    marks = _SECRECY if secrecy else ""
    text = body(blocks, MEMO_TOP if memo else TOP)
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _PACKAGE_RELATIONS,
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{text}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(pictures),
        "word/styles.xml": styles_xml(NAMESPACES),
        "word/settings.xml": _SETTINGS,
        "word/fontTable.xml": _FONTS,
        "word/theme/theme1.xml": _THEME,
        "word/header1.xml": _head(marks, page_number()),
        # A memo begins too high for a second line above it.
        "word/header2.xml": _head(marks, "" if memo else paragraph(Line("Wian Page Number", ""))),
        "word/footer1.xml": _foot(marks),
        "word/footer2.xml": _foot(marks),
        "docProps/app.xml": _APPLICATION,
    }
    texts = {name: (XML + text).encode() for name, text in parts.items()}
    return packed({**texts, CORE: core_properties(_MADE, _VERSION), **files}, compress=False)


def _head(secrecy: str, number: str) -> str:
    return f"<w:hdr {NAMESPACES}>{paragraph(Line('Wian Secrecy', secrecy))}{number}</w:hdr>"


def _foot(secrecy: str) -> str:
    return f"<w:ftr {NAMESPACES}>{paragraph(Line('Wian Secrecy', secrecy))}</w:ftr>"


def _content_types() -> str:
    kinds = {"styles": "styles", "settings": "settings", "fonts": "fontTable"}
    kinds |= dict.fromkeys(("header", "headerFirst"), "header")
    kinds |= dict.fromkeys(("footer", "footerFirst"), "footer")
    overrides = [("/word/document.xml", f"{_WORD}.document.main+xml")]
    overrides += [(f"/word/{_PARTS[name][0]}", f"{_WORD}.{kind}+xml") for name, kind in kinds.items()]
    overrides += [
        ("/word/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    ]
    entries = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides)
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{entries}</Types>"
    )


def _relationships(entries: Sequence[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in entries)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def _relations(pictures: Mapping[str, bytes]) -> str:
    fixed = [(name, f"{_OFFICE}/{kind}", part) for name, (part, kind) in _PARTS.items()]
    return _relationships([*fixed, *((name, f"{_OFFICE}/image", f"media/{name}.png") for name in pictures)])


_PACKAGE_RELATIONS = _relationships(
    [
        ("document", f"{_OFFICE}/officeDocument", "word/document.xml"),
        (
            "core",
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
            CORE,
        ),
        ("application", f"{_OFFICE}/extended-properties", "docProps/app.xml"),
    ]
)
_SETTINGS = (
    f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:bidi="th-TH"/></w:settings>'
)
_FONTS = (
    f'<w:fonts {NAMESPACES}><w:font w:name="{FONT}"><w:altName w:val="TH Sarabun New"/>'
    '<w:charset w:val="DE"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)
_APPLICATION = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Wian</Application></Properties>"
)


def _theme() -> str:
    colours = {
        "dk1": "000000", "lt1": "FFFFFF", "dk2": "333333", "lt2": "EEEEEE", "accent1": "4472A4",
        "accent2": "C0504D", "accent3": "70A050", "accent4": "8064A2", "accent5": "4BACC6",
        "accent6": "F79646", "hlink": "0000FF", "folHlink": "800080",
    }  # fmt: skip
    scheme = "".join(f'<a:{name}><a:srgbClr val="{rgb}"/></a:{name}>' for name, rgb in colours.items())
    faces = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface="{FONT}"/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Wian"><a:themeElements>'
        f'<a:clrScheme name="Wian">{scheme}</a:clrScheme><a:fontScheme name="Wian"><a:majorFont>{faces}'
        f'</a:majorFont><a:minorFont>{faces}</a:minorFont></a:fontScheme><a:fmtScheme name="Wian">'
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


_THEME = _theme()
