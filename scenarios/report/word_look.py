"""How a Word document looks: the page's letters and colours, quiet tables, numbered pages."""

from collections.abc import Sequence
from typing import Any

from scenarios.charts.look import FAINT, GRID, INK, LIGHT
from scenarios.report.office import FONT, WASH

TITLE_POINTS, BODY_POINTS, TABLE_POINTS = 18, 9.5, 8
HEADING_POINTS = {1: 13, 2: 11.5}
PAGE_CM, MARGIN_CM = (21.0, 29.7), 1.8
LINE_CM = PAGE_CM[0] - 2 * MARGIN_CM
"""Room for words and tables from margin to margin."""
WARN, WARN_LINE = "FFF4D6", "801650"
"""Behind and beside what must be read first; as the page."""
AFTER_BORDERS = ("shd", "tblLayout", "tblCellMar", "tblLook")
"""Parts of a table's properties that Word wants behind its borders."""
CAVEAT, FACTS, GAP = "Caveat", "Facts", "Gap"
"""Styles that Word does not bring."""


def set_up(document: Any, title: str) -> None:
    """Set language, paper and styles."""
    from docx.shared import Cm

    properties = document.core_properties
    properties.title, properties.author, properties.language = title, "", "en-GB"
    for section in document.sections:
        section.page_width, section.page_height = (Cm(side) for side in PAGE_CM)
        section.left_margin = section.right_margin = Cm(MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    _body(document)
    _headings(document)
    _own(document)


def _body(document: Any) -> None:
    styles = document.styles
    _letters(styles["Normal"], BODY_POINTS, INK)
    _spaced(styles["Normal"], 0, 3)
    _letters(styles["Subtitle"], 11, INK, italic=False)
    _spaced(styles["Subtitle"], 0, 4)
    _letters(styles["Caption"], TABLE_POINTS, FAINT, bold=False)
    _spaced(styles["Caption"], 5, 2)
    styles["Caption"].paragraph_format.keep_with_next = True
    for language in styles.element.xpath("//w:lang"):
        language.set(_name("w:val"), "en-GB")


def _headings(document: Any) -> None:
    title = document.styles["Title"]
    _letters(title, TITLE_POINTS, LIGHT[0], bold=True)
    _spaced(title, 0, 4)
    for line in title.element.xpath(".//w:pBdr"):
        line.getparent().remove(line)
    for level, points in HEADING_POINTS.items():
        style = document.styles[f"Heading {level}"]
        _letters(style, points, LIGHT[0] if level == 1 else INK, bold=True)
        _spaced(style, 10, 3)


def _own(document: Any) -> None:
    """Add the styles that Word does not bring."""
    from docx.enum.style import WD_STYLE_TYPE

    caveat, facts, gap = (
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) for name in (CAVEAT, FACTS, GAP)
    )
    for style in (caveat, facts, gap):
        style.base_style = document.styles["Normal"]
    properties = caveat.element.get_or_add_pPr()
    properties.append(_made("w:pBdr", _made("w:left", val="single", sz="24", color=WARN_LINE,
                                            space="6")))  # fmt: skip
    properties.append(_made("w:shd", val="clear", color="auto", fill=WARN))
    _letters(facts, TABLE_POINTS, FAINT)
    _letters(gap, 4, INK)


def _letters(style: Any, points: float, colour: str, **marks: bool) -> None:
    from docx.shared import Pt, RGBColor

    font = style.font
    font.name, font.size, font.color.rgb = FONT, Pt(points), RGBColor.from_string(colour[1:])
    for name, value in marks.items():
        setattr(font, name, value)
    for apart in style.element.xpath("./w:rPr/w:spacing"):
        apart.getparent().remove(apart)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(_name(f"w:{kind}"), None)


def _spaced(style: Any, before: float, after: float) -> None:
    from docx.shared import Pt

    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)


def dressed(table: Any, columns: Sequence[float]) -> None:
    """Give a table its widths (cm), lines and letters; its heading repeats, no row is broken."""
    from docx.shared import Cm

    table.autofit = False
    for column, width in zip(table.columns, columns, strict=True):
        column.width = Cm(width)
    _lined(table._tbl.tblPr)
    across = len(columns)
    for place, cell in enumerate(table._cells):
        cell.width = Cm(columns[place % across])
        _cell(cell, heading=place < across)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_made("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(_made("w:tblHeader"))


def _lined(properties: Any) -> None:
    """Draw thin lines between rows; the parts of a table's properties have a set order."""
    sides = ("bottom", "insideH")
    borders = _made("w:tblBorders", *(
        _made(f"w:{side}", val="single", sz="4", color=GRID[1:]) for side in sides
    ))  # fmt: skip
    later = [_name(f"w:{name}") for name in AFTER_BORDERS]
    following = next((part for part in properties if part.tag in later), None)
    if following is None:
        properties.append(borders)
    else:
        following.addprevious(borders)


def _cell(cell: Any, *, heading: bool) -> None:
    from docx.shared import Pt

    if heading:
        cell._tc.get_or_add_tcPr().append(_made("w:shd", val="clear", color="auto", fill=WASH[1:]))
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_after = Pt(1)
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(TABLE_POINTS), heading


def foot(document: Any, words: str) -> None:
    """Number the pages, with words before the number."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles[FACTS]
    paragraph.add_run(f"{words}   Page ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    """Add a number that Word works out itself; until then it reads 1."""
    shown = paragraph.add_run("1")._r
    paragraph._p.append(_made("w:fldSimple", shown, instr=code))


def _made(name: str, *inner: Any, **values: str) -> Any:
    """Return an element of Word's own language."""
    from docx.oxml import OxmlElement

    element = OxmlElement(name)
    for key, value in values.items():
        element.set(_name(f"w:{key}"), value)
    element.extend(inner)
    return element


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))
