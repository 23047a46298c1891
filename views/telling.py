"""What is wrong, as a page tells it: whoever reads it need not know where the server keeps it."""

import re
from dataclasses import replace
from pathlib import Path

from sim.settings import Problem

PATH = re.compile(r"(?<![\w/:.])(?:[A-Za-z]:)?(?:[\\/][^\s\\/:,;'\"()]+)+[\\/](?=[^\s\\/])")
"""The folders of a path: what stands before the name of a file."""


def without_place(problem: Problem) -> Problem:
    """Return a problem that names files and folders, and not where on the server they are."""
    file = Path(problem.file).name if Path(problem.file).is_absolute() else problem.file
    said = (PATH.sub("", words) for words in (problem.problem, problem.remedy))
    return replace(problem, file=file, problem=next(said), remedy=next(said))
