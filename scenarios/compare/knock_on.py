"""Knock-on effects: what became worse elsewhere, the gravest first.

Fixing one step of a pathway often lengthens the wait for the next. Many places are looked at,
so a worsening is listed only when it stands out after allowing for their number (Benjamini and
Hochberg: of what is listed, at most 1 in 20 is expected to be chance).
"""

import numpy as np
import pandas as pd

from scenarios.compare.verdict import BETTER, WORSE
from sim.measures.table import ALL

FALSE_SHARE = 0.05
WATCHED = (
    "list_size", "stage_wait_mean", "wait_open_mean", "wait_completed_mean", "over_52_weeks",
    "share_within_completed", "breaches_open", "re_graded_while_waiting",
)  # fmt: skip
PLACE = ["stage", "clock", "standard", "need", "measure"]
LONGEST_SEEN = "longer because more of the longest waiters were seen: the list there is shorter"


def knock_on(differences: pd.DataFrame, most: int = 10) -> pd.DataFrame:
    """Return the largest worsenings of one option, ranked; columns as the table of differences.

    ``times_smallest`` says how many times the smallest difference that matters each one is,
    which is what they are ranked by; ``note`` explains where there is something to explain.
    At one place (stage, or clock and need) the gravest area and measure is kept.
    """
    from scipy.stats import false_discovery_control  # half a second, and not always needed

    watched = differences[differences["measure"].isin(WATCHED) & differences["p_value"].notna()]
    if not len(watched):
        return watched.assign(times_smallest=[], note=[])
    kept = false_discovery_control(watched["p_value"].to_numpy(float)) <= FALSE_SHARE
    worse = watched[kept & (watched["verdict"] == WORSE)]
    times = (worse["difference"].abs() / worse["smallest"].clip(lower=1e-9)).astype(float)
    worse = worse.assign(times_smallest=times, note=_notes(worse, differences))
    worse = worse.sort_values("times_smallest", ascending=False, kind="stable")
    place = np.where(worse["stage"] != ALL, worse["stage"], worse["need"] + " " + worse["clock"])
    return worse[~pd.Series(place, worse.index).duplicated()].head(most).reset_index(drop=True)


def _notes(worse: pd.DataFrame, differences: pd.DataFrame) -> list[str]:
    """Say of a longer completed wait when it is longer because long waiters were seen."""
    shorter = differences[
        (differences["measure"] == "list_size") & (differences["verdict"] == BETTER)
    ]
    lists = set(shorter[["area", "need", "priority", "stage"]].itertuples(index=False, name=None))
    completed = worse["measure"].isin(("stage_wait_mean", "wait_completed_mean"))
    places = worse[["area", "need", "priority", "stage"]].itertuples(index=False, name=None)
    return [
        LONGEST_SEEN if ended and place in lists else ""
        for ended, place in zip(completed, places, strict=True)
    ]
