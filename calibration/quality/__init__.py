"""Data-quality reports: what was read, what was dropped and why, and what to be careful about."""

from calibration.quality.ledger import Ledger
from calibration.quality.report import Finding, QualityReport

__all__ = ["Finding", "Ledger", "QualityReport"]
