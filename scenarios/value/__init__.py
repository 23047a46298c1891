"""What does an option cost, and what is had for it?

:func:`value` sets the extra spending of each option against children helped, children seen
within each standard and weeks of waiting avoided, with intervals, and says when there is no
meaningful ratio.
"""

from scenarios.value.cost import cost_table
from scenarios.value.ratio import Ratio, ratio_of_means
from scenarios.value.value import Value, value

__all__ = ["Ratio", "Value", "cost_table", "ratio_of_means", "value"]
