"""WordprocessingML beyond python-docx."""

from collections.abc import Iterable
from copy import deepcopy

from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.styles.style import BaseStyle
from docx.styles.styles import Styles
from docx.table import Table, _Row
from docx.text.font import Font
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run


def set_for_all_scripts(font: Font, name: str) -> None:
    """Repeat font and size in the attributes for Thai (cs, szCs), which Word otherwise lacks."""
    properties = font.element.get_or_add_rPr()
    for slot in ("eastAsia", "cs"):
        properties.rFonts.set(qn(f"w:{slot}"), name)
    properties.sz.addnext(_element("szCs", val=properties.sz.get(qn("w:val"))))
    properties.append(_element("lang", val="en-US", eastAsia="en-US", bidi="th-TH"))


def close_up(paragraphs: ParagraphFormat) -> None:
    """Leave no space between neighbours of the same style."""
    paragraphs.element.get_or_add_pPr().insert_element_before(_element("contextualSpacing"), "w:jc")


def make_default(style: BaseStyle) -> None:
    """Make a style the default of paragraphs and of other styles."""
    style.element.set(qn("w:default"), "1")
    defaults = _element("docDefaults")
    for name in ("rPr", "pPr"):
        place = _element(f"{name}Default")
        place.append(deepcopy(style.element.find(qn(f"w:{name}"))))
        defaults.append(place)
    style.element.addprevious(defaults)


def add_table_styles(styles: Styles, bordered: str) -> None:
    """Add the default table style, with 1.5 mm at the sides of cells, and a style with borders."""
    normal = (
        f'<w:style {nsdecls("w")} w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    lines = (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{bordered.replace(" ", "")}">'
        f'<w:name w:val="{bordered}"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style>"
    )
    styles.element.extend([parse_xml(normal), parse_xml(lines)])


def set_width(table: Table, width: int) -> None:
    """Set a table's width in twips."""
    properties = table._tbl.tblPr
    properties.remove_all("w:tblW", "w:tblLook")
    properties.insert_element_before(_element("tblW", w=str(width), type="dxa"), "w:tblLayout")


def remove_cell_margins(table: Table) -> None:
    """Remove the margins of cells."""
    margins = _element("tblCellMar")
    margins.extend([_element(side, w="0", type="dxa") for side in ("left", "right")])
    table._tbl.tblPr.append(margins)


def keep_whole(row: _Row) -> None:
    """Never divide a row between pages."""
    row._tr.get_or_add_trPr().append(_element("cantSplit"))


def repeat_on_each_page(row: _Row) -> None:
    """Repeat a table's heading row on every page."""
    row._tr.get_or_add_trPr().append(_element("tblHeader"))


def remove_grid(section: Section) -> None:
    """Remove the columns and the line grid that python-docx's blank file has."""
    section._sectPr.attrib.clear()
    section._sectPr.remove_all("w:cols", "w:docGrid")


def number_pages_in_thai(section: Section) -> None:
    """Count the section's pages from 1 in Thai digits.

    LibreOffice 7 takes the field's switch ThaiArabic for Thai letters, and prints Arabic digits without the section's
    number format.
    """
    numbering = _element("pgNumType", fmt="thaiNumbers", start="1")
    section._sectPr.insert_element_before(numbering, "w:titlePg")


def show_page_number(run: Run) -> None:
    """Add a page number field to a run; its text is shown until Word counts the pages."""
    field = _element("fldSimple", instr=" PAGE ")
    run.element.addprevious(field)
    field.append(run.element)


def repeat_heads_and_feet(sections: Iterable[Section]) -> None:
    """Use the first section's heads and feet in all sections, because a letter without its list keeps the last only."""
    first, *others = (section._sectPr for section in sections)
    for section in others:
        for place, reference in enumerate(first.iter(qn("w:headerReference"), qn("w:footerReference"))):
            section.insert(place, deepcopy(reference))


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    return OxmlElement(f"w:{name}", {qn(f"w:{key}"): value for key, value in attributes.items()})
