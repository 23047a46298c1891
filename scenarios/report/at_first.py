"""What a run says of its options before they are compared: read in a moment."""

from collections.abc import Mapping

import pandas as pd

from scenarios.cells import cell, spoken_period
from scenarios.compare.words import amount
from scenarios.report.paper import Sheet
from sim.runs.folder import Run

SHOWN = "list_size"


def at_first(run: Run, titles: Mapping[str, str]) -> Sheet:
    """Return how many children wait at the end under each option; ``titles`` gives their words."""
    rows = cell(run.summary(list(titles), [SHOWN]), SHOWN)
    last = rows["period"].max()
    rows = rows[rows["period"] == last].set_index("option")
    table = pd.DataFrame([
        {"Plan": titles[option], "On average": amount(row["mean"], "children"),
         "In 8 of 10 futures": " to ".join(
             amount(row[end], "children", beside=row["range_p90"])
             for end in ("range_p10", "range_p90"))}
        for option, row in rows.iterrows()
    ])  # fmt: skip
    return Sheet(f"Children waiting at the end of {spoken_period(last)}", table)
