"""What does each option change, by how much, how sure are we, and what does it break?

Options are compared replication by replication, because the same replication is the same
children with the same luck: :func:`compare`. What must not become worse is watched by guard
rails (:mod:`scenarios.compare.rails`), and every shorter list is split into where its children
went (:mod:`scenarios.compare.account`).
"""

from scenarios.compare.comparison import Compared, Comparison, compare
from scenarios.compare.contender import Contender, contenders_of
from scenarios.compare.rails import RailVerdict, check_rails, watched_cells
from scenarios.compare.reader import Reader
from scenarios.compare.readings import Readings
from scenarios.compare.window import Window, so_far, window_of, years_of

__all__ = [
    "Compared",
    "Comparison",
    "Contender",
    "RailVerdict",
    "Reader",
    "Readings",
    "Window",
    "check_rails",
    "compare",
    "contenders_of",
    "so_far",
    "watched_cells",
    "window_of",
    "years_of",
]
