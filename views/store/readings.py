"""What runs say, read once for each run and shared by every session.

Everything is kept by the name of the run and the time it was written, so that a run made anew
is read anew. What is given out is shared: never change it.
"""

import streamlit as st

from scenarios.compare.contender import settings_of
from scenarios.project import TODAY
from scenarios.report.options import Options, options_of
from scenarios.report.projection import Projection
from sim.runs import Run
from sim.settings import Scenario

KEPT = 12
"""Runs kept in memory."""


def scenario_of(run: Run) -> Scenario:
    """Return the settings of a run's scenario."""
    return _scenario(run, _key(run))


def projection_of(run: Run, option: str) -> Projection:
    """Return what a run projects for one of its options."""
    return _projection(run, option, _key(run))


def compared(run: Run) -> Options:
    """Return the comparison of a run's options with today's plan, and what they cost."""
    return _compared(run, _key(run))


def _key(run: Run) -> str:
    return f"{run.folder}@{run.manifest.get('created', '')}x{run.manifest['replications']}"


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _scenario(_run: Run, key: str) -> Scenario:
    return settings_of(_run)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _projection(_run: Run, option: str, key: str) -> Projection:
    title = TODAY if option == _run.manifest["options"][0] else _title(_run, option)
    return Projection(_run.summary(), _scenario(_run, key), option, title)


@st.cache_resource(max_entries=KEPT, show_spinner="Comparing, child by child…")
def _compared(_run: Run, key: str) -> Options:
    return options_of(_run)


def _title(run: Run, option: str) -> str:
    return str(run.manifest.get("about", {}).get(option, {}).get("title") or option)
