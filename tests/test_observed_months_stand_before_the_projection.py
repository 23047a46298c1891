"""Observed months reach the board paper: judged by their limits, continued by the projection."""

import io
import zipfile

import docx
import pandas as pd
import pptx
import pytest

from calibration.observed import observed, write_observed
from scenarios.cells import cell
from scenarios.observed_months import observed_months
from scenarios.project import project
from scenarios.report import FORMS, board_paper, write_report
from sim.settings import load
from tests.the_command import pathways

HEADING = "What was observed, and where it is heading"
LISTS = [20, 22, 19, 23, 21, 20, 24, 22, 21, 60]
MONTHS = pd.period_range("2025-07", periods=len(LISTS), freq="M")


def rows(values=LISTS, **words):
    """A monthly series of observed lists, as `pathways import` gives it."""
    table = pd.DataFrame({
        "period_start": [month.start_time for month in MONTHS[: len(values)]],
        "period_end": [month.end_time.normalize() for month in MONTHS[: len(values)]],
        "need": "camhs", "population": "still waiting", "statistic": "waiting",
        "value": [float(value) for value in values], "source": "our own list, July 2025 on",
    })  # fmt: skip
    return table.assign(**words)


def table(*parts):
    return observed(pd.concat(parts, ignore_index=True))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "clinic"
    return project("single_clinic", replications=3, out=folder, workers=1).run


@pytest.fixture(scope="module")
def paper(run):
    received = rows(statistic="received", population="received", unit_counted="patients")
    waits = rows(statistic="median", population="seen", clock="referral_to_first_contact",
                 unit="days", area="A town")  # fmt: skip
    return board_paper(run, table(rows(), received, waits))


def part_of(paper):
    return next(part for part in paper.body if part.heading == HEADING)


def test_a_series_is_drawn_with_its_months_and_then_the_projection(paper):
    chart = part_of(paper).charts[0]
    assert chart.name == "observed-list_size-camhs"
    assert chart.title == ("Children waiting, CAMHS: 60 in April 2026, a special cause (mean 25)")
    shown = chart.table["Observed or simulated"].tolist()
    assert shown == ["observed"] * 10 + ["simulated"] * 12
    assert chart.table["Value"].tolist()[:10] == LISTS
    assert chart.table["1 in 10 above"].notna().tolist() == [False] * 10 + [True] * 12


def test_the_projection_drawn_is_that_of_the_same_children(run, paper):
    summary = run.summary().query("measure == 'list_size' and need == 'camhs' and area == 'all'")
    last = summary[(summary["period"] == "2027-03") & (summary["stage"] == "all")]
    last = last[last["priority"] == "all"]["mean"].iloc[0]
    assert part_of(paper).charts[0].table["Value"].iloc[-1] == pytest.approx(last, abs=0.05)


def test_what_is_counted_otherwise_and_how_few_months_there_are_is_said(paper):
    said = " ".join(part_of(paper).sentences)
    assert "It counts patients, the projection referrals." in said
    assert "10 observed months, our own list, July 2025 on." in said
    assert "the limits are provisional" in said


def test_whether_real_months_follow_the_projection_is_said(run):
    summary = run.summary()
    of_list = cell(summary, "list_size", need="camhs").sort_values("period").head(6)
    values = ((of_list["range_p10"] + of_list["range_p90"]) / 2).tolist()
    values[-1] = 10_000.0
    seen = rows(values)
    first = pd.Period(of_list["period"].min(), "M")
    months = [first + k for k in range(len(values))]
    seen["period_start"] = [month.start_time for month in months]
    seen["period_end"] = [month.end_time.normalize() for month in months]
    scenario = load("single_clinic").scenario
    said = observed_months(table(seen), scenario).followed(summary, "baseline")
    assert said.startswith("Of 6 figures of months since the projection begins, 5 lie in its range")
    before = observed_months(table(rows(LISTS[:9])), scenario).followed(summary, "baseline")
    assert before == "No month has been observed since the projection begins."


def test_series_of_one_kind_are_told_in_one_line():
    """A county has dozens: a board was shown a line for each, and no answer."""
    scenario = load("single_clinic").scenario
    parts = rows(), rows(area="A town"), rows(statistic="received", population="received")
    (said,) = observed_months(table(*parts), scenario).sentences(scenario)
    assert said.startswith("3 series, of children waiting; referrals received: 10 observed months")


def test_a_third_series_stands_in_the_annex_by_its_area(paper):
    assert paper.annex[0].heading.startswith(HEADING)
    assert paper.annex[0].charts[0].name == "observed-wait_completed_p50-camhs-town"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"need": "asd"}, "the need asd is not in the scenario"),
        ({"area": "Elsewhere"}, "the area Elsewhere is not in the scenario (all, A town)"),
        ({"statistic": "diagnosed", "population": "seen"}, "no measure of the same thing"),
        ({"clock": "request_to_plan"}, "no measure of the same thing"),
        ({"provider": "another"}, "another series tells of the same children"),
    ],
)
def test_a_series_that_cannot_stand_beside_the_scenario_is_left_out_with_why(words, reason):
    found = observed_months(table(rows(), rows(**words)), load("single_clinic").scenario)
    assert len(found.series) == 1
    assert [reason in why for why in found.left_out] == [True]


def test_months_before_a_break_and_suppressed_months_are_no_part_of_a_series():
    broken = rows(series_break=[k == 2 for k in range(10)])
    broken.loc[9, ["value", "suppressed"]] = [float("nan"), True]
    broken["suppressed"] = broken["suppressed"].fillna(False).astype(bool)
    (series,) = observed_months(table(broken), load("single_clinic").scenario).series
    assert series.months["value"].tolist() == LISTS[2:9]


def test_fewer_than_six_months_are_not_judged():
    found = observed_months(table(rows(LISTS[:5])), load("single_clinic").scenario)
    assert not found.series
    assert list(found.left_out) == ["fewer than 6 whole months with a figure"]


def test_every_form_holds_the_observed_months(paper, tmp_path):
    files = {path.suffix: path for path in write_report(paper, tmp_path, list(FORMS))}
    assert HEADING in files[".html"].read_text(encoding="utf-8")
    document = docx.Document(str(files[".docx"]))
    assert HEADING in [paragraph.text for paragraph in document.paragraphs]
    deck = pptx.Presentation(io.BytesIO(files[".pptx"].read_bytes()))
    charts = {shape.name: shape.chart for slide in deck.slides for shape in slide.shapes
              if shape.has_chart}  # fmt: skip
    drawn = {series.name: list(series.values) for series in
             charts["observed-list_size-camhs"].plots[0].series}  # fmt: skip
    assert drawn["Observed"][:10] == LISTS
    assert drawn["Projected: average"][-1] is not None
    with zipfile.ZipFile(files[".xlsx"]) as book:
        words = book.read("xl/sharedStrings.xml").decode("utf-8")
    assert all(f">{word}<" in words for word in ("observed", "simulated", "Lower limit"))


def test_the_command_reads_what_import_writes_and_refuses_what_it_does_not(run, tmp_path):
    write_observed(table(rows()), tmp_path / "seen.csv")
    command = ["report", run.folder, "--out", tmp_path, "--to", "html"]
    done = pathways(*command, "--observed", tmp_path / "seen.csv")
    assert done.returncode == 0, done.stderr
    assert HEADING in (tmp_path / "report.html").read_text(encoding="utf-8")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = pathways(*command, "--observed", tmp_path / "other.csv")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
