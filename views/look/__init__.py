"""How everything is shown: the common frame, charts with their words and tables, states.

A view says what it shows; how it looks, and that nothing is shown by colour alone, is decided
here.
"""

from views.look.cards import figures
from views.look.chart import show_chart, show_sheet, show_svg
from views.look.fields import at_first, per_cent
from views.look.frame import caveat, heading, listed, markup, section
from views.look.notes import note_choice
from views.look.several import more_charts, show_charts
from views.look.states import empty, problems, way_on

__all__ = [
    "at_first",
    "caveat",
    "empty",
    "figures",
    "heading",
    "listed",
    "markup",
    "more_charts",
    "note_choice",
    "per_cent",
    "problems",
    "section",
    "show_chart",
    "show_charts",
    "show_sheet",
    "show_svg",
    "way_on",
]
