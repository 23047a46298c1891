"""Milestones of a run's options: the day planned, the day it happened, and the day now expected.

Whether a step is overdue is asked of the day that the settings describe (``as_at``): what they
say is known up to then. Same settings, same words; no clock is read.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pandas as pd

from scenarios.cells import spoken_day
from scenarios.compare.variants import AS_FUNDED
from scenarios.labels import opened, spaced

COLUMNS = ("Option", "Milestone", "Owner", "Planned", "Happened", "Now expected", "Standing")
NOT_YET = "not yet"
NOT_DUE, AS_PLANNED = "not yet due", "as planned"
OWNERS = {"gp": "GP"}
"""Owners whose key is not what readers call them."""


def milestones(
    manifest: dict[str, Any],
    options: Collection[str] = (),
    told: Callable[[dt.date], Any] = spoken_day,
) -> pd.DataFrame:
    """Return the milestones of some options, or of every one; columns are ``COLUMNS``.

    ``told`` is how a date is told.
    """
    known = known_until(manifest)
    rows = [
        (title, one["label"] or opened(spaced(name)), OWNERS.get(one["owner"], one["owner"]),
         told(_planned(one)), told(_due(one)) if one.get("done") else NOT_YET,
         "" if one.get("done") else told(_due(one)), _standing(one, known))
        for title, name, one in _steps(manifest, options)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def known_until(manifest: dict[str, Any]) -> dt.date:
    """Return the day that the settings of a run describe; the day it was made if they say none."""
    return dt.date.fromisoformat(str(manifest.get("as_at") or manifest["created"])[:10])


Steps = Iterator[tuple[str, str, dict[str, Any]]]


def _steps(manifest: dict[str, Any], options: Collection[str]) -> Steps:
    """Yield title of the option, name and record of each step."""
    for option, about in manifest.get("about", {}).items():
        twin = option.endswith(AS_FUNDED)  # its steps are those of the option itself
        if twin or (options and option not in options):
            continue
        for name, one in about["milestones"].items():
            yield about["title"], name, one


def _due(one: dict[str, Any]) -> dt.date:
    return dt.date.fromisoformat(one["due"])


def _planned(one: dict[str, Any]) -> dt.date:
    return dt.date.fromisoformat(one.get("planned") or one["due"])


def _standing(one: dict[str, Any], known: dt.date) -> str:
    """Return how a step stands against its plan, in words."""
    late = (_due(one) - _planned(one)).days
    if not one.get("done") and _due(one) < known:
        return f"overdue by {_days((known - _planned(one)).days)}"
    if late:
        return f"{_days(abs(late))} {'late' if late > 0 else 'early'}"
    return AS_PLANNED if one.get("done") else NOT_DUE


def _days(number: int) -> str:
    return f"{number:,} {'day' if number == 1 else 'days'}"


def milestone_sentences(manifest: dict[str, Any], options: Collection[str] = ()) -> tuple[str, ...]:
    """Say whether the dates that the options depend on have held, and what nobody has noted."""
    table = milestones(manifest, options)
    if not len(table):
        return ("No option of this run depends on a date that somebody has to keep.",)
    happened = int((table["Happened"] != NOT_YET).sum())
    behind = table[table["Standing"].str.contains("late|overdue")]
    first = (
        f"As at {spoken_day(known_until(manifest))}, {happened} of {len(table)} steps that the "
        f"options depend on have happened. {len(behind) or 'None'} "
        f"{'is' if len(behind) == 1 else 'are'} late or overdue."
    )
    said = (
        f"{row.Milestone}: {row.Standing} (owner: {row.Owner})."
        for row in behind.itertuples(index=False)
    )
    return (first, *said, *_unnoted(manifest, options))


def _unnoted(manifest: dict[str, Any], options: Collection[str]) -> Iterator[str]:
    """Say how many steps fell due after the settings' day and before the run was made."""
    known, made = known_until(manifest), dt.date.fromisoformat(manifest["created"][:10])
    unnoted = sum(
        not one.get("done") and known <= _due(one) < made for _, _, one in _steps(manifest, options)
    )
    if unnoted:
        yield (
            f"{unnoted} fell due between then and {spoken_day(made)}, when this was run; "
            "nobody has noted whether they happened."
        )
