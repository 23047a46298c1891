"""The command, called in this process: seconds quicker than the start of another Python.

What only a process can show (signals, hashing, the installed entry point) starts one instead.
"""

import io
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

import pytest

from scenarios.cli import main


class Ended(NamedTuple):
    """How a command ended and what it printed, in the words of ``subprocess``."""

    returncode: int
    stdout: str
    stderr: str


def pathways(*arguments: object) -> Ended:
    """Call ``pathways`` with such arguments."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    return Ended(int(end.value.code or 0), out.getvalue(), err.getvalue())
