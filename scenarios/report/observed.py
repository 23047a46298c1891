"""Observed months beside a projection: which figure of an observed table belongs to which measure.

Only figures of the same need, place and meaning are set side by side; a figure split by age or
priority, or of people the model does not count, is left out and never added up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from calibration.observed import read_observed
from scenarios.charts import Chart
from scenarios.charts.control import control
from scenarios.report.projection import Projection
from sim.measures.table import ALL
from sim.runs import Run

FILES = ("observed.parquet", "observed.csv")
"""Where a run folder keeps the observed waits that somebody put beside it."""
FEWEST = 8
"""Fewer observed months than this make no control chart."""


@dataclass(frozen=True)
class Figure:
    """A published figure, and the measure of the model that means the same."""

    population: str
    statistic: str
    clock: str
    measure: str
    model_clock: str
    words: str
    divisor: float = 1.0


FIGURES = (
    Figure("still waiting", "waiting", "", "open_waits", "first_contact",
           "children waiting for a first contact"),
    Figure("received", "received", "none", "referrals_received", "none", "referrals received"),
    Figure("seen", "median", "referral_to_first_contact", "wait_completed_p50", "first_contact",
           "median wait to first contact, weeks", 7.0),
    Figure("seen", "percentile_90", "referral_to_first_contact", "wait_completed_p90",
           "first_contact", "wait that 9 in 10 stayed under, weeks", 7.0),
)  # fmt: skip


def observed_of(run: Run) -> pd.DataFrame | None:
    """Return the observed waits beside a run, or None when nobody put any there.

    Raises:
    BadInput
        When the file is there and is no table of observed waits.
    """
    paths = (run.folder / name for name in FILES)
    found: Path | None = next((path for path in paths if path.is_file()), None)
    return None if found is None else read_observed(found)


def control_charts(observed: pd.DataFrame, projection: Projection) -> Iterator[Chart]:
    """Draw each figure that has enough observed months, joined to its projection."""
    whole = observed[
        (observed["area"] == ALL) & (observed["priority"] == ALL)
        & observed["age_from"].isna() & observed["age_to"].isna() & ~observed["suppressed"]
    ]  # fmt: skip
    for need in projection.needs:
        for figure in FIGURES:
            months = _months(whole[whole["need"] == need], figure)
            projected = projection.cell(figure.measure, need=need, clock=figure.model_clock)
            if len(months) >= FEWEST and len(projected):
                yield _chart(months, projected, figure, need, projection)


def _months(rows: pd.DataFrame, figure: Figure) -> pd.DataFrame:
    """Return the observed months of a figure; nothing where a month has more than one."""
    chosen = rows[(rows["population"] == figure.population)
                  & (rows["statistic"] == figure.statistic)]  # fmt: skip
    if figure.clock:
        chosen = chosen[chosen["clock"] == figure.clock]
    days = (chosen["period_end"] - chosen["period_start"]).dt.days
    chosen = chosen[(days < 31) & chosen["value"].notna()]
    months = pd.DataFrame({
        "period": chosen["period_start"].dt.strftime("%Y-%m"),
        "value": chosen["value"] / figure.divisor,
    })  # fmt: skip
    return months if not months["period"].duplicated().any() else months.iloc[:0]


def _chart(
    months: pd.DataFrame, projected: pd.DataFrame, figure: Figure, need: str, projection: Projection
) -> Chart:
    scaled = projected.assign(
        **{name: projected[name] / figure.divisor for name in ("mean", "range_p10", "range_p90")}
    )
    what = f"{figure.words}, {projection.labels.of('need', need)}"
    return control(months, scaled, name=f"observed-{figure.measure}-{need}", what=what)
