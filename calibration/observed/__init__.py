"""Observed waits: one tidy table for every published or local figure, whatever its file."""

from calibration.observed.files import read_observed, write_observed
from calibration.observed.table import SCHEMA, checked, observed

__all__ = ["SCHEMA", "checked", "observed", "read_observed", "write_observed"]
