"""The fit that is shipped is that of the shipped sets, and is shown to the runs it is true of."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from calibration.fit import from_targets, read_fit
from calibration.targets import read_targets
from scenarios.accepted import read_accepted
from scenarios.report.fits import outcome_in
from scenarios.report.shipped import FOLDER, backtest, fit_of
from sim.runs.folder import Run
from sim.settings import load
from sim.settings.files import library
from sim.settings.tables import expanded
from tests.test_figures_on_the_pages_are_the_program_s_own import table

SUFFOLK = library() / "suffolk"
KEPT = SUFFOLK / FOLDER


def figures(name: str) -> pd.DataFrame:
    return pd.read_csv(KEPT / f"{name}.csv", keep_default_na=False)


def manifest() -> dict:
    return json.loads((KEPT / "fit.json").read_text("utf-8"))


def test_what_is_known_now_is_what_the_shipped_sets_hold():
    """Quantiles of each unknown, worked out from the sets that every run goes through."""
    loaded = load("suffolk")
    sets = pd.DataFrame(read_accepted(SUFFOLK / "accepted.csv").rows)
    for row in figures("unknowns").to_dict("records"):
        first = row["settings"].split(", ")[0]
        [path, *_] = expanded(loaded.values, tuple(first.split(".")))
        column = ".".join(path)
        now = sets[column]
        if row["how"] == "multiply":
            at = loaded.values
            for word in path:
                at = at[word]
            now = now / at
        found = np.quantile(now, [0.05, 0.5, 0.95])
        kept = [row[f"posterior_{name}"] for name in ("p05", "p50", "p95")]
        assert kept == pytest.approx(found, rel=2e-4), row["unknown"]


def test_it_was_fitted_as_the_fit_file_says_to_what_is_published():
    asked, _ = read_fit(SUFFOLK / "fit.toml")
    made = manifest()
    assert (made["scenario"], made["seed"]) == ("suffolk", asked.seed)
    assert made["budget"] == asked.budget.model_dump()
    assert list(made["unknowns"]) == list(asked.unknowns)
    published = from_targets(read_targets("suffolk"), asked.targets, "fit.toml")
    kept = figures("figures").set_index("figure")
    assert set(kept.index) == {one.name for one in published}
    for one in published:
        row = kept.loc[one.name]
        assert (row["observed_low"], row["observed_high"]) == (one.low, one.high), one.name
        assert row["tolerance"] == one.tolerance, one.name


def ran(tmp_path, change=None, **more) -> Run:
    """A run of Suffolk with its sets, as its folder tells it; ``change`` spoils its settings."""
    settings = load("suffolk").scenario.model_dump(mode="json")
    if change:
        change(settings)
    (tmp_path / "scenario.json").write_text(json.dumps(settings), encoding="utf-8")
    sets = read_accepted(SUFFOLK / "accepted.csv").hash
    return Run(tmp_path, {"scenario": "suffolk", "accepted_file": sets, **more})


def test_a_run_of_the_shipped_scenario_has_its_fit(tmp_path):
    found, words = fit_of(ran(tmp_path))
    assert found.folder == KEPT
    assert "pathways fit suffolk" in words
    assert len(found.charts()) == 2
    assert len(found.tables()) == 3
    assert "8 unknowns were fitted to 13 figures" in found.sentences[0]


def test_a_run_that_looks_further_ahead_has_it_too(tmp_path):
    found, _ = fit_of(ran(tmp_path, lambda one: one["calendar"].update(horizon_days=2000)))
    assert found is not None


def test_a_changed_scenario_is_told_what_differs_and_shown_nothing(tmp_path):
    def more_children(settings):
        settings["demand"].popitem()
        settings["waiting"].popitem()

    found, words = fit_of(ran(tmp_path, more_children))
    assert found is None
    assert "version of the program: demand, waiting." in words
    assert "pathways fit" in words


@pytest.mark.parametrize(("sets", "words"), [("", "rests on no fit"), ("0" * 32, "not shipped")])
def test_a_run_without_these_sets_is_told_so_and_how_to_fit(tmp_path, sets, words):
    found, said = fit_of(ran(tmp_path, accepted_file=sets))
    assert found is None
    assert words in said
    assert "pathways template fit" in said


def test_the_shipped_backtest_is_the_one_the_manual_prints():
    found = backtest()
    rows = pd.read_csv(found.folder / "errors.csv")
    assert any("17.7% of the list" in one for one in found.sentences)
    assert "Forecasts" in set(found.facts()["What"])
    for given in ("nothing", "referrals and contacts"):
        heading = f"**{given.capitalize()} given**\n"
        own = rows[(rows["given"] == given) & (rows["method"] == "simulation")].set_index("ahead")
        for line in table("backtesting.md", heading)[:3]:
            row = own.loc["-".join(re.findall(r"\d+", line["months ahead"]))]
            assert line["simulation"] == f"{row['error']:.1%}"
            assert line["80 % interval held"] == f"{row['covered']:.0%}"
            assert line["of all forecasts"] == f"{row['covered_of_all']:.0%}"


def test_a_damaged_fit_is_shown_as_none(tmp_path):
    (tmp_path / "fit.json").write_text("{", encoding="utf-8")
    assert outcome_in(tmp_path) is None
    assert outcome_in(tmp_path / "nowhere") is None
