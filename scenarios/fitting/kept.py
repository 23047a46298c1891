"""A fit that was kept, read again: its charts and tables, from what its folder holds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from scenarios.charts import Chart
from scenarios.charts.fit import before_and_after, beside_figures

TIED = 0.3
"""Correlations nearer to 0 are not told."""


def charts_of(folder: Path) -> tuple[Chart, ...]:
    """Return the charts of a fit's folder; none of a table that is not there or not a fit's."""
    return tuple(_charts(folder))


def table_of(path: Path) -> pd.DataFrame | None:
    """Return a table of a fit's folder as readers see it; None where it is another."""
    told = TOLD.get(path.stem)
    try:
        return None if told is None else told(path)
    except KeyError:  # of another version
        return None


def _charts(folder: Path) -> Iterator[Chart]:
    try:
        yield beside_figures(pd.read_csv(folder / "figures.csv"))
        yield before_and_after(pd.read_csv(folder / "unknowns.csv"))
    except (OSError, KeyError):  # not there, or of another version
        return


def _unknowns(path: Path) -> pd.DataFrame:
    """Return each unknown before and after, with what was believed of it and why."""
    table = pd.read_csv(path, keep_default_na=False)
    return pd.DataFrame({
        "Unknown": table["label"], "Believed before": _between(table, "prior"),
        "Known now": _between(table, "posterior"), "Unit": table["unit"],
        "Verdict": table["verdict"], "Why it was believed": table["reason"],
        "Source": table["source"],
    })  # fmt: skip


def _figures(path: Path) -> pd.DataFrame:
    """Return each figure as published and as the accepted sets give it."""
    table = pd.read_csv(path, keep_default_na=False)
    published = [_number(low) if low == high else f"{_number(low)} to {_number(high)}"
                 for low, high in table[["observed_low", "observed_high"]].to_numpy()]  # fmt: skip
    fitted = [f"{_number(middle)} ({ends})" for middle, ends in
              zip(table["model_p50"], _between(table, "model"), strict=True)]  # fmt: skip
    return pd.DataFrame({
        "Figure": table["label"], "Period": table["when"], "Published": published,
        "Fitted": fitted, "Unit": table["unit"],
        "Tolerance": [f"{share:.0%}" for share in table["tolerance"]],
        "Published lies": table["place"], "Source": table["source"],
    })  # fmt: skip


def _together(path: Path) -> pd.DataFrame:
    """Return which unknowns go together in the accepted sets, the closest first."""
    matrix = pd.read_csv(path, index_col=0)
    labels = _labels(path.with_name("unknowns.csv"))
    names, ties = [labels.get(str(one), str(one)) for one in matrix], matrix.to_numpy(float)
    rows = [(one, other, float(ties[k, j])) for k, one in enumerate(names)
            for j, other in enumerate(names) if j > k and abs(ties[k, j]) >= TIED]  # fmt: skip
    rows.sort(key=lambda row: -abs(row[2]))
    return pd.DataFrame([(one, other, f"{tie:+.2f}") for one, other, tie in rows],
                        columns=["One", "Other", "Correlation"])  # fmt: skip


def _labels(path: Path) -> dict[str, str]:
    table = pd.read_csv(path) if path.is_file() else pd.DataFrame({"unknown": [], "label": []})
    return dict(zip(table["unknown"], table["label"], strict=True))


def _between(table: pd.DataFrame, which: str) -> list[str]:
    return [f"{_number(low)} to {_number(high)}"
            for low, high in table[[f"{which}_p05", f"{which}_p95"]].to_numpy()]  # fmt: skip


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"


TOLD: dict[str, Callable[[Path], pd.DataFrame]] = {
    "unknowns": _unknowns, "figures": _figures, "correlations": _together,
}  # fmt: skip
"""Name of a table to what readers see of it."""
