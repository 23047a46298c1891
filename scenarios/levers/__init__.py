"""What a commissioner can change: the levers of a scenario, made from its own settings.

:func:`levers` lists them; each says its range, who owns it and what today's value rests on, and
makes an option from a value. The command, the page and goal seeking use these same objects.
"""

from scenarios.levers.catalogue import find_lever, levers, table
from scenarios.levers.families import FAMILIES
from scenarios.levers.lever import Lever, as_toml, said

__all__ = ["FAMILIES", "Lever", "as_toml", "find_lever", "levers", "said", "table"]
