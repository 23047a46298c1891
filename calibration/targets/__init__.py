"""Published figures a scenario is held against, and how a run stands beside them."""

from calibration.targets.held_against import held_against, verdict
from calibration.targets.target import FILE, Measured, Target, read_targets, scenarios_with_targets

__all__ = ["FILE", "Measured", "Target", "held_against", "read_targets", "scenarios_with_targets",
           "verdict"]  # fmt: skip
