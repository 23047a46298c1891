"""The monthly routine: new figures in, last forecast scored, next forecast made and explained."""

from scenarios.refresh.project_file import ProjectFile, read_project_file
from scenarios.refresh.routine import Refreshed, refresh

__all__ = ["ProjectFile", "Refreshed", "read_project_file", "refresh"]
