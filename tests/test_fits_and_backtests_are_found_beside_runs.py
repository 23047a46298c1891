"""Fits and backtests are found among and beside runs, and told in their own words."""

import json

from scenarios.report.fits import TITLES, outcomes

PAGE = """# Backtest

- Boards: all

## What was found

- Closer by 9%.

## Errors

- No sentence of what was found.
"""


def put(folder, name, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_a_fit_says_what_it_says_and_shows_its_tables(tmp_path):
    fit = tmp_path / "fits" / "suffolk"
    put(fit, "fit.json", json.dumps({"title": "Suffolk", "says": ["It fits."], "runs": 120}))
    put(fit, "unknowns.csv", "unknown,low\nwte,2\n")
    put(fit, "accepted.csv", "wte\n2\n")
    (found,) = outcomes(tmp_path / "runs")
    assert (found.title, found.sentences) == ("Fit: Suffolk", ("It fits.",))
    assert list(found.tables()) == [TITLES["unknowns"]]
    assert found.facts()["What"].tolist() == ["Runs"]


def test_a_backtest_among_the_runs_is_shown_with_its_report(tmp_path):
    put(tmp_path / "runs" / "backtest", "backtest.html", "<p>Errors</p>")
    put(tmp_path / "runs" / "backtest", "errors.csv", "method,median_error\npersistence,\n")
    put(tmp_path / "runs" / "backtest", "backtest.md", PAGE)
    (found,) = outcomes(tmp_path / "runs")
    assert found.title == "Backtest: backtest"
    assert [page.name for page in found.pages()] == ["backtest.html"]
    assert found.sentences == ("Closer by 9%.",)
    assert found.tables()[TITLES["errors"]].to_dict("records") == [
        {"Method": "persistence", "Median error": ""}
    ]


def test_a_damaged_fit_is_left_out_and_no_folder_is_no_error(tmp_path):
    put(tmp_path / "fits" / "broken", "fit.json", "{")
    put(tmp_path / "fits" / "odd", "fit.json", "[1]")
    assert outcomes(tmp_path / "runs") == []
    assert outcomes(tmp_path / "nowhere" / "runs") == []
