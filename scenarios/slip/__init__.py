"""What each month of delay costs: an option on time beside the same option late."""

from scenarios.slip.slip import Slipped, slip

__all__ = ["Slipped", "slip"]
