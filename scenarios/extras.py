"""Packages that only charts as pictures and some forms of a report need."""

import importlib
from types import ModuleType

from sim.settings import BadInput, Problem


def needed(module: str, package: str) -> ModuleType:
    """Return a module of the extra ``report``, or say plainly how to get it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        problem = Problem("report", "", f"this needs the package {package}",
                          "Install camhs-pathways[report].")  # fmt: skip
        raise BadInput([problem]) from error
