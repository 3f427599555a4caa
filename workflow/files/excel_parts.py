"""An Excel file of openpyxl in the form that Excel writes: texts shared, and fonts in the order of the schema."""

from collections.abc import Mapping

from lxml import etree

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_S = f"{{{_MAIN}}}"
_TEXTS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_TYPES, _RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_FONT = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color"),
    *("name", "family", "charset", "scheme"),
)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def as_excel_writes(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of an Excel file, with its texts in a part of their own and its fonts in order."""
    texts: dict[str, int] = {}
    changed = {name: _shared(data, texts) for name, data in parts.items() if name.startswith("xl/worksheets/sheet")}
    changed[_STYLES] = _with_fonts_in_order(parts[_STYLES])
    changed[_TEXTS] = _table(texts)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    changed[_TYPES] = _with_child(parts[_TYPES], "Override", PartName=f"/{_TEXTS}", ContentType=kind)
    changed[_RELATIONS] = _with_child(
        parts[_RELATIONS], "Relationship", Type=_KIND, Target="sharedStrings.xml", Id="sharedStrings"
    )
    return {**parts, **changed}


def _shared(sheet: bytes, texts: dict[str, int]) -> bytes:
    """The sheet with the numbers of its texts, which are added to `texts`."""
    tree = etree.fromstring(sheet)
    for cell in tree.iterfind(f".//{_S}c[@t='inlineStr']"):
        text = "".join(cell.itertext())
        for child in list(cell):
            cell.remove(child)
        cell.set("t", "s")
        etree.SubElement(cell, f"{_S}v").text = str(texts.setdefault(text, len(texts)))
    return _written(tree)


def _table(texts: Mapping[str, int]) -> bytes:
    table = etree.Element(f"{_S}sst", {"uniqueCount": str(len(texts))}, nsmap={None: _MAIN})
    for text in texts:
        etree.SubElement(etree.SubElement(table, f"{_S}si"), f"{_S}t", {_SPACE: "preserve"}).text = text
    return _written(table)


def _with_fonts_in_order(styles: bytes) -> bytes:
    tree = etree.fromstring(styles)
    for font in tree.iterfind(f"{_S}fonts/{_S}font"):
        font[:] = sorted(font, key=lambda child: _FONT.index(etree.QName(child).localname))
    return _written(tree)


def _with_child(part: bytes, name: str, **attributes: str) -> bytes:
    tree = etree.fromstring(part)
    etree.SubElement(tree, f"{{{etree.QName(tree).namespace}}}{name}", attributes)
    return _written(tree)


def _written(tree: etree._Element) -> bytes:
    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data
