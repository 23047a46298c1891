"""What an analyst says about the files that the files do not say themselves."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from calibration.importers.about import About
from calibration.importers.source import Given


@dataclass(frozen=True)
class Request:
    """Files to import, and what is known about them."""

    files: tuple[Path | Given, ...]
    """Paths, or files handed over in memory."""
    about: About = field(default_factory=About)
    published: dt.date | None = None
    """When this version of the files was published."""
