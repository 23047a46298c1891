"""The table after a run is read by people who know no keys: sections by need, plain words,
promises by their label; and it fits the terminal."""

import numpy as np
import pandas as pd
import tiny

from scenarios.cells import spoken_period
from scenarios.key_table import COLUMNS, key_table
from scenarios.sheet import sheet
from sim.runs.summary import COLUMNS as SUMMARY
from sim.settings import from_values

MONTHS = [f"{year}-{month:02d}" for year in (2026, 2027, 2028) for month in range(1, 13)]
LABEL = "Seen within four weeks of the referral, as the board has promised"


class Run:
    """A run of two options with numbers that can be told apart."""

    manifest = {"options": ["baseline", "more"]}

    def summary(self) -> pd.DataFrame:
        rows = []
        lines = (("list_size", "none", "none", "children", 1000.0),
                 ("open_waits", "first", "none", "children", 600.0),
                 ("wait_completed_p50", "first", "none", "days", 300.0),
                 ("wait_completed_p90", "first", "none", "days", 30.0),
                 ("share_within_completed", "first", "weeks", "share", 0.25))  # fmt: skip
        for option in ("baseline", "more"):
            for measure, clock, standard, unit, mean in lines:
                for month in MONTHS:
                    row = dict.fromkeys(SUMMARY, "all") | {"replications": 20, "n": 10.0}
                    row |= {"option": option, "period": month, "need": "camhs", "unit": unit,
                            "measure": measure, "clock": clock, "standard": standard}  # fmt: skip
                    numbers = {"mean": 1.0, "range_p10": 0.9, "range_p90": 1.2,
                               "mean_low": 0.95, "mean_high": 1.05}  # fmt: skip
                    rows.append(row | {name: mean * by for name, by in numbers.items()})
        return pd.DataFrame(rows)


def table(*options: str) -> pd.DataFrame:
    scenario = from_values(tiny.scenario(
        pathways__camhs__label="Mental health",
        clocks={"first": {"stop": [["first_contact"]]}},
        standards={"weeks": {"clock": "first", "limit": 28.0, "share": 0.8, "label": LABEL}},
    ))  # fmt: skip
    found = key_table(Run(), scenario)
    return found[found["option"].isin(options or ["baseline"])]


def test_the_table_holds_every_number_of_the_periods_shown():
    found = table("baseline", "more")
    assert list(found.columns) == list(COLUMNS)
    assert set(found["period"]) == {"2026-01", "2026-12", "2027-12", "2028-12"}
    assert len(found) == 2 * 5 * 4
    numbers = found[["mean", "mean_low", "mean_high", "range_p10", "range_p90"]].to_numpy(float)
    assert np.isfinite(numbers).all()


def test_a_list_stands_beside_those_of_it_who_have_had_nothing_yet():
    lines = sheet(table(), 120).splitlines()
    place = next(row for row, line in enumerate(lines) if "Children waiting" in line)
    assert "1,000 (900-1,200)" in lines[place]
    assert "Still waiting for first contact" in lines[place + 1]
    assert "600 (540-720)" in lines[place + 1]


def test_a_list_on_which_all_have_had_nothing_yet_is_told_once():
    class OneStep(Run):
        def summary(self) -> pd.DataFrame:
            rows = super().summary()
            return rows.assign(mean=rows["mean"].where(rows["measure"] != "open_waits", 1000.0))

    scenario = from_values(tiny.scenario(clocks={"first": {"stop": [["first_contact"]]}}))
    assert "open_waits" in set(key_table(Run(), scenario)["measure"])
    assert "open_waits" not in set(key_table(OneStep(), scenario)["measure"])


def test_promises_are_named_by_their_words_with_the_share_asked():
    text = " ".join(sheet(table(), 120).split())
    assert "Kept within the limit" in text
    assert "four weeks of the referral," in text
    assert "80% asked" in text
    assert "25% (22-30)" in text


def test_long_waits_are_told_in_weeks_and_short_ones_in_days():
    text = sheet(table(), 120)
    assert "Median wait to first contact, weeks" in text.replace("\n    ", " ")
    assert "43 (39-51)" in text
    assert "9 in 10 had it within, days" in text
    assert "30 (27-36)" in text


def test_dates_and_headings_are_words():
    first = sheet(table(), 120).splitlines()[0]
    assert first.split("  ")[0] == "Mental health"
    assert first.split()[-8:] == ["Jan", "2026", "Dec", "2026", "Dec", "2027", "Dec", "2028"]


def test_the_sheet_fits_the_terminal_by_leaving_out_the_middle_years():
    for width in (80, 100, 120, 200):
        lines = sheet(table("baseline", "more"), width).splitlines()
        assert max(map(len, lines)) <= width
        assert "Jan 2026" in lines[0] and "Dec 2028" in lines[0]
    assert "Dec 2026" not in sheet(table(), 80)


def test_a_week_is_told_as_people_say_it_in_a_sentence():
    assert f"in {spoken_period('2026-04-06')}" == "in the week of 6 April 2026"
    assert f"in {spoken_period('2026-04')}" == "in April 2026"


def test_each_option_has_a_line_under_each_measure():
    lines = sheet(table("baseline", "more"), 120).splitlines()
    place = lines.index("  Children waiting")
    assert [line.split()[0] for line in lines[place + 1 : place + 3]] == ["baseline", "more"]


def test_a_promise_of_hours_is_told_in_and_out_of_hours_and_one_of_days_is_not():
    hours = {"clock": "first", "limit": 4.0, "unit": "hours", "label": "Seen within 4 hours"}
    days = hours | {"limit": 3.0, "unit": "days", "label": "Seen within 3 days"}
    scenario = from_values(tiny.scenario(
        clocks={"first": {"stop": [["first_contact"]]}}, standards={"hours": hours, "days": days},
    ))  # fmt: skip

    class ByHour:
        manifest = {"options": ["baseline"]}

        def summary(self) -> pd.DataFrame:
            return pd.concat([
                Run().summary().query("standard == 'weeks'").assign(standard=name, band=band)
                for name in ("hours", "days") for band in ("all", "in hours", "out of hours")
            ]).query("option == 'baseline'")  # fmt: skip

    found = key_table(ByHour(), scenario)
    assert list(dict.fromkeys(found["says"])) == [
        "Seen within 4 hours", "Seen within 4 hours, begun in hours",
        "Seen within 4 hours, begun out of hours", "Seen within 3 days",
    ]  # fmt: skip
    assert (found.groupby("says")["band"].nunique() == 1).all()
