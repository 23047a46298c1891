"""Which settings are levers, of which family, and between what values it makes sense to move them.

Every setting of a scenario is here or in `left_out`, and a test sees to it: a new setting has to
be called one or the other on the day it is written.
"""

from scenarios.levers.capacity_rules import CAPACITY
from scenarios.levers.journey_rules import JOURNEYS
from scenarios.levers.rule import Rule

RULES: tuple[Rule, ...] = (*CAPACITY, *JOURNEYS)
