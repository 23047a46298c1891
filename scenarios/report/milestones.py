"""Milestones of a run's options: the day planned, the day it happened, and the day now expected."""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd

from scenarios.compare.variants import AS_FUNDED
from scenarios.labels import opened, spaced

COLUMNS = ("Option", "Milestone", "Owner", "Planned", "Happened", "Now expected", "Standing")
NOT_YET = "not yet"


def milestones(manifest: dict[str, Any], options: Collection[str] = ()) -> pd.DataFrame:
    """Return the milestones of some options, or of every one; columns are ``COLUMNS``."""
    return pd.DataFrame(list(_rows(manifest, options)), columns=list(COLUMNS))


def _rows(manifest: dict[str, Any], options: Collection[str]) -> Iterator[tuple[str, ...]]:
    for option, about in manifest.get("about", {}).items():
        twin = option.endswith(AS_FUNDED)  # its steps are those of the option itself
        if twin or (options and option not in options):
            continue
        for name, one in about["milestones"].items():
            due = dt.date.fromisoformat(one["due"])
            planned = dt.date.fromisoformat(one.get("planned") or one["due"])
            done = bool(one.get("done"))
            yield (
                about["title"], one["label"] or opened(spaced(name)), one["owner"], _day(planned),
                _day(due) if done else NOT_YET, "" if done else _day(due),
                _standing((due - planned).days),
            )  # fmt: skip


def _day(date: dt.date) -> str:
    return f"{date.day} {date:%B %Y}"


def _standing(days: int) -> str:
    """Return how far a day lies from the plan, in words."""
    if days == 0:
        return "as planned"
    return f"{abs(days)} {'day' if abs(days) == 1 else 'days'} {'late' if days > 0 else 'early'}"


def milestone_sentences(table: pd.DataFrame) -> tuple[str, ...]:
    """Say whether the dates that the options depend on have held."""
    if not len(table):
        return ("No option of this run depends on a date that somebody has to keep.",)
    happened = int((table["Happened"] != NOT_YET).sum())
    late = table[table["Standing"].str.endswith("late")]
    first = (
        f"{happened} of {len(table)} steps that the options depend on have happened. "
        f"{len(late) or 'None'} {'is' if len(late) == 1 else 'are'} late."
    )
    said = (
        f"{row.Milestone}: {row.Standing} (owner: {row.Owner})."
        for row in late.itertuples(index=False)
    )
    return first, *said
