"""A saved run is scored against what came: like with like, and plainly said where nothing meets."""

import pandas as pd
import pytest

from calibration.observed.table import checked, filled
from scenarios.accuracy.score import places_of, promises, scored, sentences
from sim.measures.table import DEFAULTS, DIMENSIONS
from sim.runs.folder import Run
from sim.settings import BadInput


class Saved(Run):
    """A run folder that holds two months of a list."""

    def summary(self):
        rows = [
            {"option": "baseline", "measure": measure, "period": month, "mean": mean,
             "range_p10": mean - 10, "range_p90": mean + 10, "need": "camhs", "area": "all"}
            for measure, month, mean in (
                ("list_size", "2024-01", 100.0), ("list_size", "2024-02", 120.0),
                ("referrals_received", "2024-01", 50.0),
            )
        ]  # fmt: skip
        words = [name for name in DIMENSIONS if name not in rows[0]]
        totals = {name: DEFAULTS.get(name, "all") for name in words}
        return pd.DataFrame(rows).assign(**totals)

    def scenario(self):
        return {"areas": {"board": {"label": "NHS Here"}}, "pathways": {"p": {"need": "camhs"}}}


@pytest.fixture
def run(tmp_path):
    return Saved(tmp_path / "saved", {"options": ["baseline"], "about": {}})


def came(*lists, first="2024-01", area="NHS Here"):
    """Observed lists of months in a row."""
    months = pd.period_range(first, periods=len(lists), freq="M")
    rows = [
        {"period_start": month.start_time.date(), "period_end": month.end_time.date(),
         "area": area, "need": "camhs", "population": "still waiting", "statistic": "waiting",
         "clock": "none", "unit": "count", "unit_counted": "patients", "value": float(value),
         "source": "invented"}
        for month, value in zip(months, lists, strict=True)
    ]  # fmt: skip
    return checked(filled(pd.DataFrame(rows)))


def test_error_and_range_are_those_worked_by_hand(run):
    table = came(95, 150)
    rows = scored(run, table, "baseline", places_of(run, table, "", "", "all"))
    assert rows["error"].tolist() == [5.0, -30.0]
    assert rows["inside"].tolist() == [True, False]
    assert "within the range in 1 of 2" in sentences(rows)[0]


def test_one_month_is_told_as_one_month(run):
    table = came(95)
    (told,) = sentences(scored(run, table, "baseline", places_of(run, table, "", "", "all")))
    assert told.startswith("Children waiting: 1 month, off by 5%, too high; inside the range")


def test_months_before_the_run_are_said_to_be_so(run):
    table = came(95, 96, first="2023-05")
    with pytest.raises(BadInput, match="before the run's first"):
        scored(run, table, "baseline", places_of(run, table, "", "", "all"))


def test_months_after_the_run_are_said_to_be_so(run):
    table = came(95, first="2025-05")
    with pytest.raises(BadInput, match="no observed month lies within"):
        scored(run, table, "baseline", places_of(run, table, "", "", "all"))


def test_names_that_differ_are_listed(run):
    table = pd.concat([came(95), came(95, area="NHS There")])
    with pytest.raises(BadInput, match="NHS There"):
        places_of(run, table, "", "", "all")
    with pytest.raises(BadInput, match="NHS There"):
        places_of(run, table, "NHS Elsewhere", "", "all")
    with pytest.raises(BadInput, match="is no area of the run"):
        places_of(run, table, "NHS Here", "", "nowhere")
    assert places_of(run, table, "NHS Here", "", "").run == "board"


def test_an_option_that_was_not_run_is_refused(run):
    table = came(95)
    with pytest.raises(BadInput, match="there is no option more"):
        scored(run, table, "more", places_of(run, table, "", "", "all"))


def test_a_promise_is_kept_late_or_not_known():
    def milestone(**more):
        return {"owner": "provider", "due": "2024-02-01", **more}

    about = {"milestones": {
        "kept": milestone(done="2024-01-30"), "late": milestone(done="2024-02-11"),
        "silent": milestone(), "later": milestone(due="2024-09-01"),
    }}  # fmt: skip
    found = promises(about, pd.Period("2024-03", "M")).set_index("milestone")["kept"]
    assert found.to_dict() == {
        "kept": "yes", "late": "no, 10 days late", "silent": "no word that it happened",
        "later": "not due yet",
    }  # fmt: skip
