"""What runs say, read once for each run and shared by every session.

Everything is kept by the name of the run and the time it was written, so that a run made anew
is read anew. What is given out is shared: never change it.
"""

from collections.abc import Hashable, Sequence

import pandas as pd
import streamlit as st

from scenarios.compare.contender import settings_of
from scenarios.compare.variants import AS_FUNDED
from scenarios.evidence.traced import traced
from scenarios.families import Leaflet
from scenarios.families import leaflet_of as read_leaflet
from scenarios.project import TODAY
from scenarios.report.beside import READS, Beside
from scenarios.report.options import Options
from scenarios.report.projection import Projection
from scenarios.report.screen import Screen
from scenarios.report.screens import SCREENS, Reading, screen
from sim.runs.folder import Run
from sim.settings import Scenario
from views.store.comparisons import Comparing
from views.store.runs import stamp

KEPT = 4
"""Runs kept in memory."""


def scenario_of(run: Run) -> Scenario:
    """Return the settings of a run's scenario."""
    return _scenario(run, _key(run))


def projection_of(run: Run, option: str) -> Projection:
    """Return what a run projects for one of its options."""
    return _projection(run, option, _key(run))


def beside(run: Run, options: Sequence[str]) -> Beside:
    """Return some options of a run beside each other, as likely recruited."""
    return _beside(run, tuple(options), _key(run))


def compared(run: Run) -> Options:
    """Return the comparison of a run's options with today's plan, and what they cost.

    Raises:
    BadInput
        When the run is damaged.
    """
    try:
        return comparing(run).result()
    except BaseException:
        _comparing.clear(run, _key(run))  # whoever asks again may find the run made anew
        raise


def comparing(run: Run) -> Comparing:
    """Return the comparison of a run's options as it is: on its way, or there."""
    return _comparing(run, _key(run))


def titles_of(run: Run) -> dict[str, str]:
    """Return what readers call each option, as likely recruited, today's plan first."""
    about, (first, *more) = run.manifest.get("about", {}), run.manifest["options"]
    return {first: TODAY} | {
        name: str(about.get(name, {}).get("title") or name)
        for name in more if not name.endswith(AS_FUNDED)
    }  # fmt: skip


def by_hand_of(run: Run) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the arithmetic of today's plan, and where the simulation disagrees with it."""
    names = ("arithmetic.csv", "disagreements.csv")
    found = [pd.read_csv(run.folder / name) for name in names if (run.folder / name).is_file()]
    return (*found, *[pd.DataFrame()] * 2)[:2]  # type: ignore[return-value]


def traced_of(run: Run) -> pd.DataFrame:
    """Return every number with evidence, its value and its source."""
    return _traced(run, _key(run))


def leaflet_of(run: Run) -> Leaflet:
    """Return what families are told of today's plan."""
    return _leaflet(run, _key(run))


def reading_of(run: Run) -> Reading:
    """Return a run as a board reads it."""
    return _reading(run, _key(run))


def screen_of(run: Run, name: str) -> Screen:
    """Return one screen of a board, made once until the run or what lies beside it changes."""
    return _screen(run, name, stamp(run.folder.name), _key(run))


def _key(run: Run) -> str:
    return f"{run.folder}@{run.manifest.get('created', '')}x{run.manifest['replications']}"


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _scenario(_run: Run, key: str) -> Scenario:
    return settings_of(_run)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _projection(_run: Run, option: str, key: str) -> Projection:
    return Projection.read(_run, _scenario(_run, key), option, titles_of(_run)[option])


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _beside(_run: Run, options: tuple[str, ...], key: str) -> Beside:
    known = titles_of(_run)
    titles = {name: known[name] for name in options}
    return Beside(_run.summary(options, READS), _scenario(_run, key), titles)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _traced(_run: Run, key: str) -> pd.DataFrame:
    return traced(_scenario(_run, key))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _leaflet(_run: Run, key: str) -> Leaflet:
    return read_leaflet(_run, _scenario(_run, key), _run.manifest["options"][0])


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _reading(_run: Run, key: str) -> Reading:
    today = _run.manifest["options"][0]
    return Reading(
        _run, _scenario(_run, key), _projection(_run, today, key), lambda: compared(_run)
    )


@st.cache_resource(max_entries=KEPT * len(SCREENS), show_spinner=False)
def _screen(_run: Run, name: str, written: Hashable, key: str) -> Screen:
    return screen(_reading(_run, key), name)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _comparing(_run: Run, key: str) -> Comparing:
    return Comparing(_run)
