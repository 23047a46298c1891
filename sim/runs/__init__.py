"""Replications of a scenario and its options: how sure we are, and what is kept on disk.

:func:`replicate` answers questions, asking the store first; :func:`write_run` leaves a run
folder that anyone can open again with :func:`read_run`.
"""

from sim.runs.folder import Run, read_run, write_run
from sim.runs.precision import Precision
from sim.runs.question import Question, UncertainQuestion
from sim.runs.replicate import Answers, replicate

__all__ = [
    "Answers",
    "Precision",
    "Question",
    "Run",
    "UncertainQuestion",
    "read_run",
    "replicate",
    "write_run",
]
