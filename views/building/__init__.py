"""Ways of making an option on the page: pick one, move levers, plan staff, open a file."""

from views.building.draft import choose, chosen_options, chosen_plan
from views.building.file import from_a_file
from views.building.moves import from_levers, levers_of, story
from views.building.staffing import from_staffing

__all__ = [
    "choose",
    "chosen_options",
    "chosen_plan",
    "from_a_file",
    "from_levers",
    "from_staffing",
    "levers_of",
    "story",
]
