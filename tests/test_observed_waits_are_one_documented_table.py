"""The observed table is what its documentation says, keeps its rules, and survives its files."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.observed import observed, read_observed, write_observed
from calibration.observed.reference import reference
from calibration.observed.table import FIELDS, SCHEMA, checked
from sim.settings import BadInput

ROOT = Path(__file__).resolve().parents[1]


def figures(**columns):
    rows = {
        "period_start": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"]),
        "period_end": pd.to_datetime(["2024-01-31", "2024-02-29", "2024-03-31"]),
        "population": "received",
        "statistic": "received",
        "value": [30.0, 31.0, np.nan],
        "suppressed": [False, False, True],
        "source": "made up",
    }
    return pd.DataFrame({**rows, **columns})


def complaints(table):
    with pytest.raises(BadInput) as caught:
        checked(table, "mine.csv")
    return [str(problem) for problem in caught.value.problems]


def test_the_documentation_lists_the_columns_and_words_of_the_schema():
    assert reference() in (ROOT / "docs" / "observed.md").read_text("utf-8")
    assert list(SCHEMA.columns) == list(FIELDS)
    for name, column in SCHEMA.columns.items():
        assert column.description == FIELDS[name].meaning


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_what_is_written_is_read_back_alike(tmp_path, ending):
    table = observed(figures(lower=[0.0, 0.0, 0.0], upper=[28.0, np.nan, 28.0]))
    write_observed(table, tmp_path / f"o.{ending}")
    pd.testing.assert_frame_equal(read_observed(tmp_path / f"o.{ending}"), table)


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("a.parquet", "b.parquet"):
        write_observed(observed(figures()), tmp_path / name)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


BROKEN = {
    "value is below zero": {"value": [-1.0, 31.0, np.nan]},
    "a suppressed figure has a value": {"value": [30.0, 31.0, 3.0]},
    "holds a word not in the list": {"statistic": ["received", "recieved", "received"]},
    "period_end is before period_start": {"period_end": pd.to_datetime(["2023-01-31"] * 3)},
    "upper is below lower": {"lower": [9.0, 0.0, 0.0], "upper": [2.0, 7.0, 7.0]},
    "numerator is above denominator": {"numerator": [5.0, 1, 1], "denominator": [4.0, 2, 2]},
    "age_to is not above age_from": {"age_from": [5.0, 5, 5], "age_to": [5.0, 18, 18]},
    "has no source": {"source": ["", "x", "x"]},
    "is empty": {"period_end": pd.to_datetime(["2024-01-31", None, "2024-03-31"])},
    "is not a number": {"value": ["many", "31", ""]},
    "a share lies outside 0 to 1": {
        "statistic": "missed_share", "value": [0.1, 1.2, np.nan], "unit": "share",
    },
    "a wait band has no lower bound": {"statistic": "in_band"},
}  # fmt: skip


@pytest.mark.parametrize("words", BROKEN)
def test_a_broken_rule_is_named_with_its_row(words):
    from calibration.observed.table import filled

    found = complaints(filled(figures(**BROKEN[words])))
    assert any(words in line and "row" in line for line in found), found


def test_every_broken_rule_is_listed_at_once():
    from calibration.observed.table import filled

    table = filled(figures(value=[-1.0, 2.0, np.nan], statistic=["received", "x", "received"]))
    found = complaints(pd.concat([table, table.iloc[[0]]], ignore_index=True).assign(mine=1))
    text = "\n".join(found)
    assert "mine: is not a column" in text
    text = "\n".join(complaints(pd.concat([table, table.iloc[[0]]], ignore_index=True)))
    assert "below zero" in text and "twice" in text and "not in the list" in text


def test_a_missing_file_and_a_file_of_another_kind_are_explained(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    (tmp_path / "x.parquet").write_text("no parquet")
    for name in ("none.csv", "x.csv", "x.parquet", "x.txt"):
        with pytest.raises(BadInput):
            read_observed(tmp_path / name)
