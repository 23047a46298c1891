"""A chart carries its message, its words and every number it draws, and exports with its text."""

import datetime as dt
import json
import re

import pandas as pd
import pytest

from scenarios.charts import png, svg
from scenarios.charts.bands import BANDS, bands
from scenarios.charts.bars import shares
from scenarios.charts.differences import differences
from scenarios.charts.fan import COUNT, DAYS, WEEKS, Line, fan, of_waits
from scenarios.charts.fit import over_time as of_a_fit
from scenarios.charts.heat import heat
from scenarios.charts.look import INK, LINE_HEIGHT, TINTS, beside_rows
from scenarios.charts.picture import NARROW_HEIGHT, _narrowed
from views.look.key import as_markup, key_of
from views.look.paint import NIGHT, painted

MONTHS = ["2026-01", "2026-02", "2026-03"]


def summary(means, low, high, option="baseline", **words):
    return pd.DataFrame({
        "option": option, "period": MONTHS, "mean": means, "range_p10": low, "range_p90": high,
        **words,
    })  # fmt: skip


def a_fan(rows=None, **changes):
    if rows is None:
        rows = summary([70.0, 140.0, 210.0], [60.0, 120.0, 190.0], [80.0, 160.0, 230.0])
    return fan(
        rows, **{"name": "f", "what": "median wait", "scale": WEEKS, "options": {"baseline": "Now"}}
        | changes
    )  # fmt: skip


def a_heat():
    data = pd.DataFrame({"row": ["North", "South"], "column": ["CAMHS"] * 2, "value": [3.0, None]})
    return heat(data, name="h", what="median wait", unit="weeks")


def some_differences():
    data = pd.DataFrame({
        "option": ["More posts", "Fewer posts", "New paint"], "difference": [-3.0, 2.0, 0.1],
        "low": [-4.0, 1.0, -0.5], "high": [-2.0, 3.0, 0.7],
        "verdict": ["better", "worse", "no real difference"],
    })  # fmt: skip
    return differences(data, name="d", what="median wait", unit="weeks", over="2027")


def test_differences_that_are_not_clear_are_never_called_none():
    data = pd.DataFrame({
        "option": ["More posts", "New paint"], "difference": [-3.0, 0.1], "low": [-9.0, -0.5],
        "high": [3.0, 0.7], "verdict": ["not clear", "no real difference"],
    })  # fmt: skip
    chart = differences(data, name="d", what="median wait", unit="weeks", over="June 2028")
    assert chart.title == "Median wait: not clear yet for 1 of 2 options"
    sure = differences(data.iloc[1:], name="d", what="median wait", unit="weeks", over="2027")
    assert sure.title == "No option makes a difference that matters to median wait"


def few_bands():
    return pd.DataFrame([
        {"option": "baseline", "period": month, "band": band, "mean": mean * (k + 1)}
        for k, month in enumerate(MONTHS)
        for band, mean in zip(BANDS, (50, 30, 9, 2, 0, 0), strict=True)
    ])  # fmt: skip


def some_bands():
    rows = pd.DataFrame([
        {"option": "baseline", "period": month, "band": band, "mean": mean}
        for month, scale in zip(MONTHS, (1, 2, 3), strict=True)
        for band, mean in zip(BANDS, (40, 30, 20, 10, 5 * scale, 2 * scale), strict=True)
    ])  # fmt: skip
    return bands(rows, name="b", what="children not yet seen")


def some_shares():
    data = pd.DataFrame({
        "row": ["Choice", "Choice", "Test"], "part": ["no slot", "re-booking", "no slot"],
        "value": [30.0, 10.0, 0.0],
    })  # fmt: skip
    return shares(data, name="s", what="why children waited", whole="days waited")


EVERY_CHART = [a_fan, a_heat, some_differences, some_bands, some_shares]


@pytest.mark.parametrize("made", EVERY_CHART)
def test_an_exported_chart_holds_its_title_as_text(made):
    chart = made()
    text = " ".join(re.findall(r">([^<]+)<", svg(chart)))
    assert chart.title.split(":")[0] in text


@pytest.mark.parametrize("made", EVERY_CHART)
def test_every_chart_has_words_and_a_table_with_named_columns(made):
    chart = made()
    assert len(chart.words) > len(chart.title)
    assert len(chart.table)
    assert all(isinstance(name, str) for name in chart.table.columns)


def test_a_chart_becomes_a_png_picture():
    assert png(a_fan()).startswith(b"\x89PNG")


def two_options():
    rows = pd.concat([summary([70.0] * 3, [60.0] * 3, [80.0] * 3, option) for option in "ab"])
    return a_fan(rows=rows, options={"a": "Now", "b": "A wide door & a wait"})


KEYS = {
    two_options: [("Now", "line"), ("A wide door & a wait", "line")],
    some_differences: [("better", "triangle-up"), ("none, too little or not clear", "circle"),
                       ("worse", "triangle-down")],
    some_bands: [(band, "square") for band in BANDS],
    some_shares: [("no slot", "square"), ("re-booking", "square")],
}  # fmt: skip


@pytest.mark.parametrize("made", KEYS)
def test_on_the_page_the_key_of_a_chart_is_words_and_not_drawn_twice(made):
    spec = made().spec
    key = key_of(spec)
    assert [(one.words, one.shape) for one in key.entries] == KEYS[made]
    assert all(one.colour in json.dumps(spec) for one in key.entries)
    drawn = painted(spec, dark=False)
    assert '"legend": {' not in json.dumps(drawn)
    assert drawn["datasets"] == spec["datasets"]
    assert '"legend": {' in json.dumps(spec), "a paper keeps its key in the drawing"


def test_options_differ_in_dash_in_the_key_as_in_the_drawing():
    first, second = key_of(two_options().spec).entries
    assert (first.dash, second.dash) == ((), (6, 3))
    assert first.colour != second.colour
    words = as_markup(key_of(two_options().spec), str)
    assert "A wide door &amp; a wait" in words
    assert "currentColor 0px 6px,transparent 6px 9px" in words


@pytest.mark.parametrize("made", [a_fan, a_heat])
def test_a_chart_that_needs_no_key_has_none(made):
    assert key_of(made().spec) is None


def test_a_fan_says_where_it_ends_in_the_unit_of_its_axis():
    assert a_fan().title == "Median wait: up to 30 weeks by March 2026 (27 to 33)"


def test_a_fan_of_several_options_says_which_it_tells():
    rows = pd.concat([summary([70.0] * 3, [60.0] * 3, [80.0] * 3),
                      summary([40.0] * 3, [30.0] * 3, [50.0] * 3, option="more")])  # fmt: skip
    chart = fan(rows, name="f", what="median wait", scale=WEEKS,
                options={"baseline": "Today's plan", "more": "More posts"})  # fmt: skip
    assert chart.title == "Today's plan: median wait, still near 10 weeks by March 2026 (9 to 11)"


def test_a_fan_that_ends_within_its_range_of_the_start_is_still_near():
    rows = summary([100.0, 120.0, 110.0], [90.0, 95.0, 95.0], [110.0, 130.0, 120.0])
    chart = fan(
        rows, name="f", what="children waiting", scale=COUNT, options={"baseline": "Now"}
    )  # fmt: skip
    assert chart.title == "Children waiting: still near 110 by March 2026 (95 to 120)"


def test_the_table_of_a_fan_holds_every_point_of_every_option_in_order():
    first = summary([70.0, 140.0, 210.0], [60.0] * 3, [80.0] * 3)
    second = summary([35.0, 70.0, 105.0], [30.0] * 3, [40.0] * 3, option="more")
    chart = fan(
        pd.concat([second, first]), name="f", what="median wait", scale=WEEKS,
        options={"baseline": "Now", "more": "More posts"},
    )  # fmt: skip
    assert chart.table["Option"].tolist() == ["Now"] * 3 + ["More posts"] * 3
    assert chart.table["Average"].tolist() == [10.0, 20.0, 30.0, 5.0, 10.0, 15.0]


def test_the_line_of_a_standard_is_drawn_and_told():
    chart = a_fan(line=Line(18, "18 weeks: the limit"))
    assert "18 weeks: the limit" in svg(chart)
    assert "18 weeks: the limit" in chart.words


def test_the_words_of_a_standard_stand_above_the_plot_where_no_line_can_run():
    for value in (0.0, 18.0, 500.0):
        spec = a_fan(line=Line(value, "the limit")).spec
        (words,) = (layer for layer in spec["layer"] if layer["mark"]["type"] == "text")
        assert words["encoding"]["y"]["value"] < 0


def test_waits_of_days_are_drawn_in_days_and_counts_never_repeat_a_number_on_their_axis():
    assert (of_waits(13.9), of_waits(14.0)) == (DAYS, WEEKS)
    assert (
        a_fan(scale=of_waits(5.0)).title == "Median wait: up to 210 days by March 2026 (190 to 230)"
    )
    (axis,) = (layer["encoding"]["y"]["axis"] for layer in a_fan().spec["layer"]
               if "axis" in layer["encoding"]["y"])  # fmt: skip
    assert axis["tickMinStep"] == 1


def test_a_difference_is_read_aloud_in_numbers_that_people_say():
    data = pd.DataFrame({"option": ["More posts"], "difference": [-13275.4], "low": [-15412.0],
                         "high": [-1.25], "verdict": ["better"]})  # fmt: skip
    words = differences(data, name="d", what="weeks waited", unit="child-weeks", over="2027").words
    assert "More posts: -13,275, from -15,412 to -1.2, better." in words


def test_a_cell_where_nobody_was_is_a_dash_and_not_a_zero():
    assert a_heat().table["CAMHS"].tolist() == ["3", "-"]


def a_grid(values: dict[str, list[float]]):
    rows = [(row, column, value) for row, found in values.items()
            for column, value in zip(("Now", "More posts"), found, strict=True)]  # fmt: skip
    data = pd.DataFrame(rows, columns=["row", "column", "value"])
    return heat(data, name="g", what="median wait", unit="weeks")


def test_a_row_that_is_highest_throughout_is_named_without_a_column():
    assert a_grid({"North": [8.2, 8.3], "South": [1, 2]}).title == (
        "Median wait: highest in North, 8 weeks"
    )


def test_of_values_that_read_the_same_the_first_is_called_highest():
    chart = a_grid({"North": [1.1, 0.2], "South": [0.3, 1.2]})
    assert chart.title == "Median wait: highest in North, Now, 1 week"


def test_words_beside_rows_are_raised_so_that_their_middle_is_level_with_the_row():
    words = ["Short", "Two lines of words, no more", "Three lines " * 4]
    raised = beside_rows(words, 20)["labelOffset"]["condition"]
    assert [one["value"] for one in raised] == [-LINE_HEIGHT / 2, -LINE_HEIGHT]
    assert "Two lines" in raised[0]["test"]
    assert "Short" not in str(raised)


def test_rows_with_long_names_are_as_high_beside_another_chart_as_alone():
    data = pd.DataFrame({
        "option": [f"{k}: three ADHD assessments a week bought from another company for two years"
                   for k in range(5)],
        "difference": 1.0, "low": 0.5, "high": 1.5, "verdict": "worse",
    })  # fmt: skip
    chart = differences(data, name="d", what="weeks waited", unit="child-weeks", over="2027")
    assert _narrowed(chart)["height"] == chart.spec["height"] > NARROW_HEIGHT


def in_columns(*columns):
    rows = pd.DataFrame({"row": "North", "column": columns, "value": range(len(columns))})
    return heat(rows, name="w", what="median wait", unit="weeks")


def test_a_table_in_colour_is_wide_when_the_words_above_it_have_no_room_on_a_phone():
    assert not in_columns("CAMHS", "Autism", "ADHD").wide
    assert in_columns("Today's plan", "Three more clinicians in West Suffolk").wide
    assert in_columns(*(f"Need {k}" for k in range(6))).wide


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [{}, NIGHT], ids=["light", "dark"])
def test_the_number_in_every_cell_of_a_table_in_colour_can_be_read(theme):
    words = theme.get(INK, INK)
    assert all(contrast(theme.get(cell, cell), words) >= 4.5 for cell in TINTS)


def test_differences_count_what_is_better_and_what_is_worse():
    assert some_differences().title == "Median wait: of 3 options 1 better and 1 worse"


def test_bands_say_how_many_have_waited_a_year():
    title = some_bands().title
    assert title == (
        "Children not yet seen: 21 waiting a year or more in March 2026, 7 in January 2026"
    )


def test_bands_of_short_waits_say_how_many_have_waited_the_longest_that_some_have():
    title = bands(few_bands(), name="b", what="children not yet seen").title
    assert title == (
        "Children not yet seen: 33 waiting 13 weeks or more in March 2026, 11 in January 2026"
    )


def test_headings_of_bands_beside_each_other_count_the_same_waits():
    short = few_bands()
    long = short.assign(option="other", mean=short["mean"] + 1)
    beside = pd.concat([short, long])
    title = bands(short, name="b", what="children not yet seen", beside=beside).title
    assert title.endswith("0 waiting a year or more in March 2026, 0 in January 2026")


def test_shares_of_nothing_are_left_out():
    table = some_shares().table
    assert table[""].tolist() == ["Choice"]
    assert table["no slot"].tolist() == [0.75]


def test_a_figure_of_a_month_is_drawn_at_that_month_s_tick():
    row = {"when": "Apr 2026", "day": dt.date(2026, 4, 30), "observed_low": 9.0, "unit": "count",
           "observed_high": 9.0, "model_p05": 7.0, "model_p50": 8.0, "model_p95": 9.0,
           "place": "inside"}  # fmt: skip
    drawn = of_a_fit(pd.DataFrame([row]), name="list", label="waiting").drawing.to_dict()
    (rows,) = drawn["datasets"].values()
    assert [one["date"][:10] for one in rows] == ["2026-04-01"]
