"""What explains a result, in sentences and for readers' tables."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from scenarios.explain.causes import BUSY, IDLE, Causes
from scenarios.explain.drivers import Drivers
from scenarios.explain.ranges import reasons
from scenarios.explain.waterfall import Waterfall
from scenarios.labels import CAUSES, opened
from sim.measures.table import ALL

NEGLIGIBLE = 0.005
"""A difference below this share of today's value is too little to matter."""
STAGES_TOLD = 8


def sentences(found: Drivers) -> Iterator[str]:
    """Say what matters most, what is too little to matter, and what was left out."""
    yield f"Explained: {found.outcome.words()}; {found.today:,.4g} with today's settings."
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
    screened = found.screened
    if len(screened):
        yield (
            f"The {len(screened)} from rank {screened['rank'].min()} on were only screened, with "
            f"{screened['replications'].max()} futures: their order is rough and their "
            "intervals are wide; --top runs more of them in full."
        )


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


def change_sentences(found: Waterfall) -> Iterator[str]:
    """Say how the result changed and how the steps are to be read."""
    before, after = found.names
    yield (
        f"Explained: {found.outcome.words()}; {found.before:,.4g} in {before}, {found.after:,.4g} "
        f"in {after} ({found.after - found.before:+,.4g})."
    )
    number = int(found.table["replications"].min())
    yield (
        f"One change after the other, the strongest alone first, {number} futures of the same "
        "children with the same luck; another order would divide the same total differently."
    )


def change_table(found: Waterfall) -> pd.DataFrame:
    """Return the steps as commands print them."""
    rows = [
        (opened(row["step"]), f"{row['difference']:+,.4g} ({row['low']:+,.4g} to "
         f"{row['high']:+,.4g})", f"{row['total']:,.4g}", row["settings"])
        for row in found.table.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Step", "Difference (95%)", "Then", "Settings"])


def cause_sentences(found: Causes) -> Iterator[str]:
    """Say why children waited, over all and at the stages where they waited most."""
    by_cause = [f"{share:.0%} {CAUSES[str(cause)]}" for cause, share in found.shares().items()
                if share >= NEGLIGIBLE]  # fmt: skip
    yield (
        f"{found.total:,.0f} days waited over the run, average of the futures: "
        f"{', '.join(by_cause)}."
    )
    for row in found.table.head(STAGES_TOLD).to_dict("records"):
        yield _stage_sentence(row, found)


def _stage_sentence(row: Mapping[Any, Any], found: Causes) -> str:
    main = max(CAUSES, key=lambda cause: float(row[cause]))
    place = opened(found.labels.of("stage", row["stage"]))
    need = "" if row["need"] == ALL else f" ({found.labels.of('need', row['need'])})"
    said = [
        f"{place}{need}: {row['share']:.0%} of all days waited, {row[main]:.0%} of them "
        f"{CAUSES[main]}"
    ]
    if main in ("no_slot", "no_right_role") and row["minutes_used"] == row["minutes_used"]:
        said.append(_why_no_slot(row["minutes_used"]))
    if main == "no_right_role" and row["tightest"]:
        said.append(f"the tightest is {row['tightest']}")
    if row["slots_lost"] >= 0.01:
        said.append(f"{row['slots_lost']:.0%} of slots are lost to missed or cancelled "
                    "appointments")  # fmt: skip
    if row["kept"]:
        said.append(f"time is kept ({row['kept']})")
    return "; ".join(said) + "."


def _why_no_slot(used: float) -> str:
    if used >= BUSY:
        return f"those who work there used {used:.0%} of their minutes, so it is capacity"
    if used <= IDLE:
        return (
            f"those who work there used only {used:.0%} of their minutes: there was time, but on "
            "other days, for other priorities or stages, or in pieces too short"
        )
    return f"those who work there used {used:.0%} of their minutes"


def cause_table(found: Causes) -> pd.DataFrame:
    """Return the stages as commands print them."""
    table = found.table
    columns: dict[str, object] = {
        "Stage": [opened(found.labels.of("stage", key)) for key in table["stage"]],
        "Days waited": table["days_waited"].round(), "Of all": _percent(table["share"]),
    }  # fmt: skip
    columns |= {opened(cause.replace("_", " ")): _percent(table[cause]) for cause in CAUSES}
    columns |= {"Minutes used": _percent(table["minutes_used"]),
                "Slots lost": _percent(table["slots_lost"]), "Kept": table["kept"]}  # fmt: skip
    return pd.DataFrame(columns)


def _percent(shares: pd.Series) -> list[str]:
    return ["" if share != share else f"{share:.0%}" for share in shares]
