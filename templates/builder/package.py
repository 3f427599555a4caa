"""The Word file of a letter: python-docx's blank file without needless parts, with reproducible bytes."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.package import OpcPackage
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import nsmap, qn
from lxml import etree

from templates.builder.drawings import MC, WPS
from workflow.docx.package import CORE, XML, core_properties, packed

_MADE = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed moment, so that a rebuilt template is the same file
_VERSION = "1"  # for people; letters record it with the sha256 of their template
_FIXED = Path(__file__).parent / "fixed_parts"
_KEPT = (RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES, RT.STYLES)
_SPACES = {**{prefix: nsmap[prefix] for prefix in ("w", "r", "wp", "a", "pic")}, "mc": MC, "wps": WPS}


def blank() -> Document:
    """An empty Word file with our fixed parts."""
    document = docx.Document()
    main = document.part
    for relations in (main.package.rels, main.rels):
        for key in [key for key, relation in relations.items() if relation.reltype not in _KEPT]:
            del relations[key]
    _add(main.package, "docProps/app.xml", CT.OFC_EXTENDED_PROPERTIES, RT.EXTENDED_PROPERTIES)
    _add(main, "word/settings.xml", CT.WML_SETTINGS, RT.SETTINGS)
    _add(main, "word/fontTable.xml", CT.WML_FONT_TABLE, RT.FONT_TABLE)
    # Word's checker requires a theme, though no letter uses it.
    _add(main, "word/theme/theme1.xml", CT.OFC_THEME, RT.THEME)
    return document


def saved(document: Document) -> bytes:
    """The file's bytes, with fixed dates, without unused name spaces, uncompressed."""
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            _tidy(part.element)
    file = BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed({**parts, CORE: core_properties(_MADE, _VERSION)}, compress=False)


def _add(owner: Part | OpcPackage, name: str, content_type: str, kind: str) -> None:
    tree = etree.parse(_FIXED / Path(name).name, etree.XMLParser(remove_blank_text=True))
    data = XML.encode() + etree.tostring(tree, encoding="UTF-8")
    owner.relate_to(Part(PackURI(f"/{name}"), content_type, data), kind)


def _tidy(root: etree._Element) -> None:
    root.attrib.pop(f"{{{MC}}}Ignorable", None)
    etree.cleanup_namespaces(root, top_nsmap=_SPACES)
    for text in root.iter(qn("w:t")):  # a tag's text may begin or end with a space
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
