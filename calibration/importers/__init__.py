"""Importers: published or local files in, observed waits and a data-quality report out."""

from calibration.importers.kinds import KINDS
from calibration.importers.registry import Imported, import_files
from calibration.importers.request import Request

__all__ = ["KINDS", "Imported", "Request", "import_files"]
