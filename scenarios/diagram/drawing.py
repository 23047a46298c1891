"""Pathways as one picture that needs nothing else: no script, no font, no other file."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from scenarios.diagram.key import key, key_height
from scenarios.diagram.layout import laid_out
from scenarios.diagram.marks import BLUE, PAPER, STROKES, arrow, box, label, words_at
from scenarios.diagram.measure import LINE, TEXT, measured, wrapped
from scenarios.diagram.picture import Picture, picture_of
from scenarios.diagram.places import Layout
from sim.settings.scenario import Scenario

TITLE_ROOM = 62.0
LEAST_WIDTH = 760.0


def svg(scenario: Scenario, pathway: str | None = None) -> str:
    """Return a picture of one pathway, or of all, one below another.

    Self-contained SVG with a title and a description in words for those who cannot see it.
    """
    names = [pathway] if pathway is not None else list(scenario.pathways)
    pictures = [picture_of(scenario, name) for name in names]
    layouts = [laid_out(picture, measured(picture)) for picture in pictures]
    width = max(LEAST_WIDTH, *(layout.width for layout in layouts))
    notes = [wrapped(picture.note, width - 60, TEXT) for picture in pictures]
    sheet = "-".join(names)
    parts: list[str] = []
    y = 0.0
    for picture, layout, note in zip(pictures, layouts, notes, strict=True):
        parts += _panel(picture, layout, note, sheet, (width, y))
        y += TITLE_ROOM + LINE * len(note) + layout.height
    parts += key(pictures, y, sheet)
    size = (width, y + key_height(pictures))
    return "\n".join([*_opening(scenario, pictures, sheet, size), *parts, "</svg>", ""])


def _opening(
    scenario: Scenario, pictures: list[Picture], name: str, size: tuple[float, float]
) -> Iterator[str]:
    width, height = size
    title = f"{'; '.join(picture.title for picture in pictures)}: {scenario.title}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:.0f} '
        f'{height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'aria-labelledby="title-{name} words-{name}" font-family="Arial, sans-serif">'
    )
    yield f'<title id="title-{name}">{escape(title)}</title>'
    yield f'<desc id="words-{name}">{escape(" ".join(_in_words(pictures)))}</desc>'
    yield "<defs>"
    for kind, (colour, _) in STROKES.items():
        yield (
            f'<marker id="{kind}-{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
            f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>'
        )
    yield "</defs>"
    yield f'<rect width="{width:.0f}" height="{height:.0f}" fill="{PAPER}"/>'


def _in_words(pictures: list[Picture]) -> Iterator[str]:
    """Yield the whole picture as sentences."""
    for picture in pictures:
        titles = {box.key: box.title for box in picture.boxes}
        yield f"Pathway: {picture.title}."
        for step in picture.boxes:
            yield f"{step.title}: {'; '.join((*step.lines, *step.ends)) or 'a step'}."
            for way in picture.arrows:
                if way.start == step.key:
                    yield f"From there {way.label or 'all'} to {titles[way.end]}."


def _panel(
    picture: Picture, layout: Layout, note: list[str], sheet: str, place: tuple[float, float]
) -> Iterator[str]:
    """Yield one pathway; ``place`` is the width of the sheet and the height at which it begins."""
    width, y = place
    yield f'<g transform="translate(0 {y:.1f})">'
    yield words_at(24, 40, picture.title, 22, weight="bold", fill=BLUE)
    for k, words in enumerate(note):
        yield words_at(24, 62 + LINE * k, words, TEXT)
    x = max(0.0, (width - layout.width) / 2)
    yield f'<g transform="translate({x:.1f} {TITLE_ROOM + LINE * len(note):.1f})">'
    for line in layout.lines:
        yield arrow(line, sheet)
    for one in layout.boxes:
        yield from box(one, picture.name)
    for line in layout.lines:
        yield from label(line)
    yield "</g></g>"
