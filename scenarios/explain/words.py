"""What drives a result, in sentences and for readers' tables."""

from collections.abc import Iterator

import pandas as pd

from scenarios.explain.drivers import Drivers, Outcome
from scenarios.explain.ranges import reasons
from scenarios.labels import NEEDS, spaced

NEGLIGIBLE = 0.005
"""A difference below this share of today's value is too little to matter."""


def what(outcome: Outcome) -> str:
    """Return the outcome in words."""
    need = "all needs" if outcome.need == "all" else NEEDS.get(outcome.need, outcome.need)
    when = "at the end" if outcome.by is None else f"in {outcome.by:%B %Y}"
    return f"{spaced(outcome.measure)}, {need}, {when}"


def sentences(found: Drivers) -> Iterator[str]:
    """Say what matters most, what is too little to matter, and what was left out."""
    yield f"Explained: {what(found.outcome)}; {found.today:,.4g} with today's settings."
    reach = found.table[["at_low", "at_high"]].abs().max(axis=1)
    real = reach >= NEGLIGIBLE * abs(found.today)
    named = [
        f"{row.words} ({row.low:g} to {row.high:g}: {row.at_low:+,.0f} to {row.at_high:+,.0f})"
        for row in found.table[real & (reach > 0)].head(3).itertuples()
    ]
    yield f"Matter most: {'; '.join(named)}." if named else "None makes a difference that matters."
    still = found.table[~real]
    if len(still):
        yield (
            f"Too little to matter (less than {NEGLIGIBLE:.1%} of today's value at either end): "
            f"{'; '.join(still['words'])}."
        )
    yield from reasons(found.left_out)
    few = int(found.table["replications"].min())
    yield f"Those with {few} replications were only screened; their intervals are wide."


def shown(found: Drivers) -> pd.DataFrame:
    """Return the table as commands print it."""
    table = found.table
    both = {
        f"At {end} (95%)": [
            f"{mean:+,.4g} ({low:+,.4g} to {high:+,.4g})"
            for mean, low, high in table[[f"at_{end}", f"at_{end}_from", f"at_{end}_to"]].to_numpy()
        ]
        for end in ("low", "high")
    }
    columns = {"Rank": table["rank"], "What": table["words"], "Low": table["low"]}
    return pd.DataFrame(columns | {"High": table["high"], **both, "Runs": table["replications"]})
