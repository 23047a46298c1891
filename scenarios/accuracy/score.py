"""A saved run's projection against what was observed since: error, interval, and promises."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scenarios.cells import cell
from sim.measures.table import ALL
from sim.runs.folder import Run
from sim.settings import BadInput, Problem

MEASURES = {
    ("waiting", "still waiting"): ("list_size", "children waiting"),
    ("received", "received"): ("referrals_received", "referrals received"),
    ("accepted", "received"): ("referrals_accepted", "referrals accepted"),
}
"""Statistic and population to the measure of a run that counts the same, and its words."""
MOST_DAYS = 31


@dataclass(frozen=True)
class Places:
    """Whom to compare: an observed place, and an area of the run."""

    observed: str
    run: str
    need: str


def scored(run: Run, observed: pd.DataFrame, option: str, places: Places) -> pd.DataFrame:
    """Return one row for each month and figure that both the run and the observed table hold.

    ``low`` and ``high`` are the run's range of futures (1 in 10 below, 1 in 10 above).

    Raises:
    BadInput
        When the option, the places or the months do not meet.
    """
    _check_option(run, option)
    came = _came(observed, places)
    said = _said(run, option, places)
    rows = came.merge(said, on=["period", "measure"])
    if rows.empty:
        raise BadInput([_apart(run, came, said)])
    rows["error"] = rows["forecast"] - rows["observed"]
    rows["error_share"] = rows["error"] / rows["observed"].clip(lower=1.0)
    rows["inside"] = rows["observed"].between(rows["low"], rows["high"])
    words = dict(MEASURES.values())
    rows["figure"] = rows["measure"].map(words)
    columns = ["figure", "period", "observed", "forecast", "low", "high", "inside", "error",
               "error_share"]  # fmt: skip
    return rows.sort_values(["measure", "period"])[columns].reset_index(drop=True)


def places_of(run: Run, observed: pd.DataFrame, area: str, need: str, within: str) -> Places:
    """Return whom to compare; what is left out is taken where there is only one.

    Raises:
    BadInput
        When there are several, or none of that name.
    """
    known = sorted(observed.loc[observed["statistic"].eq("waiting"), "area"].unique())
    areas = {name: one.get("label") or name for name, one in run.scenario()["areas"].items()}
    labels = {label: name for name, label in areas.items()}
    place = _one("--area", area, known, "places of the observed table")
    inside = within or labels.get(place) or (next(iter(areas)) if len(areas) == 1 else "")
    if inside not in {ALL, *areas}:
        text = f"{inside or place} is no area of the run"
        remedy = f"Give --run-area: {', '.join([ALL, *areas])}."
        raise BadInput([Problem(run.folder.name, "--run-area", text, remedy)])
    needs = sorted({one["need"] for one in run.scenario()["pathways"].values()})
    return Places(place, inside, _one("--need", need, needs, "needs of the run"))


def _one(option: str, asked: str, known: list[str], what: str) -> str:
    if asked in known:
        return asked
    if not asked and len(known) == 1:
        return known[0]
    text = f"{asked} is not among the {what}" if asked else f"there are several {what}"
    raise BadInput([Problem(option, "", text, f"Give one: {', '.join(known)}.")])


def _check_option(run: Run, option: str) -> None:
    known = run.manifest["options"]
    if option not in known:
        text, remedy = f"there is no option {option}", f"It holds: {', '.join(known)}."
        raise BadInput([Problem(run.folder.name, "--option", text, remedy)])


def _came(observed: pd.DataFrame, places: Places) -> pd.DataFrame:
    days = (observed["period_end"] - observed["period_start"]).dt.days
    own = observed[
        observed["area"].eq(places.observed) & observed["need"].eq(places.need)
        & observed["priority"].eq(ALL) & ~observed["suppressed"] & (days < MOST_DAYS)
    ]  # fmt: skip
    keys = zip(own["statistic"], own["population"], strict=True)
    own = own.assign(measure=[MEASURES.get(key, ("", ""))[0] for key in keys])
    own = own[(own["measure"] != "") & own["value"].notna()]
    months = pd.to_datetime(own["period_start"]).dt.strftime("%Y-%m")
    return pd.DataFrame({"period": months, "measure": own["measure"], "observed": own["value"]})


def _said(run: Run, option: str, places: Places) -> pd.DataFrame:
    summary = run.summary()
    own = summary[summary["option"].eq(option) & (summary["period"] != ALL)]
    whole = pd.concat(
        [cell(own, name, area=places.run, need=places.need) for name in dict(MEASURES.values())]
    )
    return pd.DataFrame(
        {"period": whole["period"].astype(str), "measure": whole["measure"],
         "forecast": whole["mean"], "low": whole["range_p10"], "high": whole["range_p90"]}
    )  # fmt: skip


def _apart(run: Run, came: pd.DataFrame, said: pd.DataFrame) -> Problem:
    name = run.folder.name
    if came.empty:
        text = "the observed table has no monthly list or referrals of that place and need"
        return Problem(name, "", text, "Import the months that have passed since the run.")
    if said.empty:
        text = "the run has no list or referrals of that area and need"
        return Problem(name, "", text, "Give --run-area or --need.")
    first, last = said["period"].min(), said["period"].max()
    latest = came["period"].max()
    if latest < first:
        text = f"the observed months end in {latest}, before the run's first, {first}"
    else:
        text = f"no observed month lies within the run's, {first} to {last}"
    return Problem(name, "", text, "Import the months that have passed since the run.")


def sentences(rows: pd.DataFrame) -> list[str]:
    """Return a sentence for each figure: how far off, which way, and whether within the range."""
    said = []
    for figure, some in rows.groupby("figure", sort=False):
        mean = some["error_share"].abs().mean()
        way = "too high" if some["error"].sum() > 0 else "too low"
        held = int(some["inside"].sum())
        if len(some) == 1:
            off, inside = f"1 month, off by {mean:.0%}, {way}", "inside" if held else "outside"
            within = f"{inside} the range (8 in 10 are to be expected inside)"
        else:
            off = f"{len(some)} months, off by {mean:.0%} on average, mostly {way}"
            within = f"within the range in {held} of {len(some)} (8 in 10 are to be expected)"
        said.append(f"{str(figure).capitalize()}: {off}; {within}.")
    return said


def promises(about: Mapping[str, Any], until: pd.Period) -> pd.DataFrame:
    """Return each milestone of an option and whether it was kept, by the end of a month."""
    rows = []
    for name, one in dict(about.get("milestones", {})).items():
        due = one.get("planned") or one["due"]
        rows.append(
            {"milestone": one.get("label") or name, "owner": one["owner"], "planned": due,
             "happened": one.get("done") or "", "kept": _kept(due, one.get("done"), until)}
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["milestone", "owner", "planned", "happened", "kept"])


def _kept(due: str, done: str | None, until: pd.Period) -> str:
    planned = pd.Timestamp(due)
    if done:
        late = (pd.Timestamp(done) - planned).days
        return "yes" if late <= 0 else f"no, {late} days late"
    if planned > until.end_time:
        return "not due yet"
    return "no word that it happened"
