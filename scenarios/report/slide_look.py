"""How slides look: the letters and colours of the page, a title that says it, a numbered foot."""

from typing import Any

from scenarios.charts.look import FAINT, GRID, INK, LIGHT
from scenarios.report.office import FONT, WASH

WIDTH, HEIGHT, LEFT, TOP = 13.333, 7.5, 0.6, 1.5
"""Inches: of a slide, of its margin, and from its top to what stands below the title."""
WIDE = WIDTH - 2 * LEFT
TITLE_ONLY = 5
"""The layout with a title and nothing else."""
TITLE_POINTS, FOOT_POINTS = 24, 10


def begun(deck: Any, title: str) -> Any:
    """Return a deck of wide slides with its title, in British English."""
    from pptx.util import Inches

    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    properties = deck.core_properties
    properties.title, properties.author, properties.language = title, "", "en-GB"
    return deck


def framed(deck: Any, title: str) -> Any:
    """Return a new slide with its title and a line below it."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Inches

    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    box = slide.shapes.title
    box.left, box.top, box.width, box.height = (Inches(side) for side in (LEFT, 0.35, WIDE, 0.95))
    box.text = title
    frame = box.text_frame
    frame.margin_left, frame.vertical_anchor, frame.word_wrap = 0, MSO_ANCHOR.BOTTOM, True
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        lettered(paragraph, TITLE_POINTS, bold=True, colour=LIGHT[0])
    _line(slide)
    return slide


def _line(slide: Any) -> None:
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Inches

    place = (Inches(side) for side in (LEFT, 1.36, WIDE, 0.03))
    rule = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *place)
    rule.shadow.inherit = False
    rule.line.fill.background()
    rule.fill.solid()
    rule.fill.fore_color.rgb = colour_of(LIGHT[0])


def numbered(deck: Any, words: str) -> None:
    """Give every slide its number and what the paper is not."""
    for number, slide in enumerate(deck.slides, 1):
        said = f"{number} of {len(deck.slides)}   {words}"
        small(slide, said, top=HEIGHT - 0.45, points=FOOT_POINTS)


def small(slide: Any, words: str, *, top: float, points: float) -> None:
    """Write a line in small letters, so many inches from the top."""
    from pptx.util import Inches

    box = slide.shapes.add_textbox(Inches(LEFT), Inches(top), Inches(WIDE), Inches(0.3))
    box.text_frame.word_wrap, box.text_frame.margin_left = True, 0
    box.text_frame.text = words
    lettered(box.text_frame.paragraphs[0], points, faint=True)


def lettered(
    paragraph: Any, points: float, *, bold: bool = False, faint: bool = False, colour: str = INK
) -> None:
    """Set the letters of a paragraph."""
    from pptx.util import Pt

    font = paragraph.font
    font.name, font.size, font.bold = FONT, Pt(points), bold
    font.color.rgb = colour_of(FAINT if faint else colour)


def dressed(table: Any, points: float) -> None:
    """Give a table quiet colours: a washed heading, white rows."""
    from pptx.util import Inches

    table.horz_banding = False
    for place, row in enumerate(table.rows):
        for cell in row.cells:
            cell.fill.solid()
            cell.fill.fore_color.rgb = colour_of("#FFFFFF" if place else WASH)
            cell.margin_left = cell.margin_right = Inches(0.06)
            for paragraph in cell.text_frame.paragraphs:
                lettered(paragraph, points, bold=not place)
            _underlined(cell)


def _underlined(cell: Any) -> None:
    """Draw a thin line below a cell."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    line = parse_xml(
        f'<a:lnB {nsdecls("a")} w="6350"><a:solidFill><a:srgbClr val="{GRID[1:]}"/></a:solidFill>'
        "</a:lnB>"
    )
    cell._tc.get_or_add_tcPr().insert(0, line)  # lines come before the fill


def colour_of(words: str) -> Any:
    """Return a colour, as slides take it, from its words: #12436D."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(words[1:])
