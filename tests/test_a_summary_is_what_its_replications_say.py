"""A summary says of every row what its replications say, whatever order their words come in."""

import numpy as np
import pandas as pd
import pytest
from hand_runs import row, table_of
from scipy import stats

from sim.runs import summary as summaries
from sim.runs.summary import COLUMNS, Summary, SummarySheet, keep_summary, kept_summary

MONTHS = ("2026-04", "2026-05")


def replication(number: int) -> list[tuple]:
    """Waits that are missing in some replications, and counts that are 0 in some."""
    luck = np.random.default_rng(number)
    rows = [row("list_size", float(luck.integers(1, 90)), month) for month in MONTHS]
    if number == 11:
        rows.append(row("exits_refused", 1.0, MONTHS[0]))
    rows.append(row("exits_refused", 1.0, MONTHS[1]))
    if number % 3:
        rows.insert(0, row("exits_helped", float(number), MONTHS[0]))
        rows.append(row("wait_completed_p50", 7.0 * number, MONTHS[1], 5.0, need="asd"))
    return rows


@pytest.fixture(scope="module")
def summary() -> pd.DataFrame:
    found = Summary()
    for option in ("baseline", "more"):
        for number in range(12):
            found.add(table_of(option, number, replication(number)))
    return found.frame()


def test_there_is_a_row_for_each_option_and_row_of_measures(summary):
    assert list(summary.columns) == list(COLUMNS)
    assert summary["option"].value_counts().to_dict() == {"baseline": 6, "more": 6}
    assert not summary.duplicated(["option", "measure", "period", "need"]).any()


def test_a_month_met_late_stands_in_its_place(summary):
    refused = summary[(summary["measure"] == "exits_refused") & (summary["option"] == "more")]
    assert refused["period"].tolist() == list(MONTHS)
    assert refused["mean"].tolist() == pytest.approx([1 / 12, 1.0])


def of(summary: pd.DataFrame, measure: str) -> pd.Series:
    chosen = (summary["option"] == "more") & (summary["measure"] == measure)
    return summary[chosen].iloc[0]


def test_counts_that_are_not_stored_are_zeros(summary):
    values = [float(k) if k % 3 else 0.0 for k in range(12)]
    said = of(summary, "exits_helped")
    assert said["replications"] == 12
    assert said["mean"] == pytest.approx(np.mean(values))
    assert said["range_p10"] == pytest.approx(np.quantile(values, 0.1))
    assert said["range_p90"] == pytest.approx(np.quantile(values, 0.9))
    half = stats.t.ppf(0.975, 11) * np.std(values, ddof=1) / np.sqrt(12)
    assert said["mean_high"] - said["mean"] == pytest.approx(half)


def test_waits_of_nobody_are_left_out(summary):
    values = [7.0 * k for k in range(12) if k % 3]
    said = of(summary, "wait_completed_p50")
    assert (said["replications"], said["n"]) == (8, 5)
    assert said["mean"] == pytest.approx(np.mean(values))
    assert said["range_p90"] == pytest.approx(np.quantile(values, 0.9))


def test_a_written_summary_reads_as_pandas_would_have_written_it(summary, tmp_path):
    named = summary.assign(group='provider: One, "the first" of two')
    named.loc[0, ["mean_low", "mean_high"]] = np.nan
    with (tmp_path / "ours.csv").open("w", newline="\n") as file:
        SummarySheet(file).add("baseline", named)
    named.to_csv(tmp_path / "theirs.csv", index=False, float_format="%.6g", lineterminator="\n")
    assert (tmp_path / "ours.csv").read_bytes() == (tmp_path / "theirs.csv").read_bytes()


def test_a_kept_summary_reads_as_it_was_measure_after_measure(summary, tmp_path):
    named = summary.astype({"replications": float})
    named.loc[0, ["mean_low", "mean_high"]] = np.nan
    keep_summary(named, tmp_path / "kept.parquet")
    by_measure = [rows for _, rows in named.groupby("measure", sort=False)]
    whole = pd.concat(by_measure, ignore_index=True)
    more = whole[(whole["option"] == "more") & (whole["measure"] == "list_size")]
    several = {"options": ["more"], "measures": ["list_size"]}
    one = {"options": "more", "measures": "list_size"}
    for asked, expected in (({}, whole), (several, more), (one, more)):
        found = kept_summary(tmp_path / "kept.parquet", **asked)
        pd.testing.assert_frame_equal(found, expected.reset_index(drop=True), check_dtype=False)


def test_a_sheet_holds_whole_options_while_a_spreadsheet_has_room(tmp_path, monkeypatch):
    monkeypatch.setattr(summaries, "WORKSHEET_ROWS", 6)
    rows = pd.DataFrame(
        {name: ["a"] for name in summaries.KEYS} | dict.fromkeys(summaries.NUMBERS, 1.0)
    )
    with (tmp_path / "summary.csv").open("w", newline="\n") as file:
        sheet = SummarySheet(file)
        for option, number in (("first", 3), ("too long", 3), ("last", 2)):
            sheet.add(option, pd.concat([rows.assign(option=option)] * number))
    assert sheet.options == ["first", "last"]
    written = pd.read_csv(tmp_path / "summary.csv")
    assert written["option"].tolist() == ["first"] * 3 + ["last"] * 2
