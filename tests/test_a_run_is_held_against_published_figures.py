"""Published figures beside a run: months and cells are put together as a reader would by hand."""

import math
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pytest

from calibration.targets import (
    Target,
    held_against,
    read_targets,
    scenarios_with_targets,
    verdict,
)
from scenarios.cli import main
from scenarios.project import project
from sim.measures.table import DEFAULTS, DIMENSIONS, SCHEMA
from sim.runs.folder import read_run
from sim.settings import BadInput
from tests.hand_runs import keep_turned

REPLICATION = itemgetter("replication")
ABOUT = {"label": "x", "period": "2019", "population": "all", "source": "S1", "use": "test"}


def row(measure, value, month, n=math.nan, unit="share", replication=0, **words):
    """One row of the measures; a column left out is a total."""
    totals = {name: DEFAULTS.get(name, "all") for name in DIMENSIONS}
    kept = {"measure": measure, "period": month, "unit": unit, "value": value, "n": n}
    place = {"option": "baseline", "replication": replication, "accepted_set": -1}
    return {**place, **totals, **kept, **words}


@pytest.fixture
def run_of(tmp_path):
    def made(*rows):
        by_replication = groupby(sorted(rows, key=REPLICATION), key=REPLICATION)
        return keep_turned(tmp_path, (pa.Table.from_pylist(list(some), SCHEMA)
                                      for _, some in by_replication))  # fmt: skip

    return made


def measured(measure, take="average", first="2026-01", last="2026-02", **where):
    return {"measure": measure, "take": take, "from_month": first, "to_month": last, "where": where}


def target(model=None, published=0.5, unit="share", **more):
    return Target(**ABOUT, published=published, unit=unit, model=model, **more)


def mean_of(run, **settings):
    return held_against(run, {"one": target(**settings)})["mean"].iloc[0]


def test_a_share_over_months_weighs_each_by_its_children(run_of):
    run = run_of(row("kept", 0.2, "2026-01", n=30), row("kept", 0.6, "2026-02", n=10))
    assert mean_of(run, model=measured("kept")) == pytest.approx((0.2 * 30 + 0.6 * 10) / 40)
    assert mean_of(run, model=measured("kept", "number")) == 40


def test_a_month_without_a_count_is_a_month_of_none(run_of):
    run = run_of(row("came", 12.0, "2026-02", unit="children"))
    assert mean_of(run, model=measured("came")) == 6
    assert mean_of(run, model=measured("came", "first")) == 0
    assert mean_of(run, model=measured("came", "last")) == 12


def test_cells_named_together_are_added_and_others_left_alone(run_of):
    areas = {"west": 3.0, "east": 4.0, "north": 50.0}
    run = run_of(*[row("came", v, "2026-01", unit="children", area=a) for a, v in areas.items()])
    both = measured("came", "total", area=("west", "east"))
    assert mean_of(run, model=both) == 7
    # Nothing of the kind is stored: that is no result, and not a count of nobody.
    assert math.isnan(mean_of(run, model=measured("came", "total", area="west", need="asd")))


def test_nothing_is_read_but_the_measures_that_targets_name(tmp_path):
    """A county's run holds millions of rows: reading them all took the page half a minute."""
    project("single_clinic", replications=2, out=tmp_path / "run", workers=1)
    run = read_run(tmp_path / "run")
    came = measured("referrals_received", "total", "2026-05", "2026-06", need="camhs")
    before = mean_of(run, model=came)
    assert before > 0
    (tmp_path / "run" / "measures.parquet").unlink()
    assert mean_of(run, model=came) == before


def test_a_run_without_its_replications_side_by_side_is_to_be_run_again(tmp_path, run_of):
    run = run_of(row("came", 1.0, "2026-01", unit="children"))
    (tmp_path / "replications.parquet").unlink()
    with pytest.raises(BadInput, match="is missing") as found:
        mean_of(run, model=measured("came"))
    assert "Run the scenario again" in str(found.value)


def test_growth_is_a_ratio_less_one(run_of):
    run = run_of(
        row("list", 200.0, "2026-01", unit="children"),
        row("list", 250.0, "2026-02", unit="children"),
    )
    growth = {
        "model": measured("list", "last"),
        "divided_by": measured("list", "first"),
        "less": 1.0,
    }
    assert mean_of(run, **growth) == pytest.approx(0.25)


def test_the_range_is_over_replications(run_of):
    run = run_of(*[row("kept", k / 10, "2026-01", n=5, replication=k) for k in range(11)])
    found = held_against(run, {"one": target(model=measured("kept"))}).iloc[0]
    assert (found["range_p10"], found["mean"], found["range_p90"]) == pytest.approx((0.1, 0.5, 0.9))
    assert found["replications"] == 11


@pytest.mark.parametrize(
    ("mean", "words"),
    [(110, "met"), (110.1, "near, high"), (120, "near, high"), (79, "missed, low"),
     (math.nan, "no such result")],
)  # fmt: skip
def test_a_verdict_follows_the_tolerance(mean, words):
    one = target(model=measured("kept"), published=100, unit="days", tolerance=0.1)
    assert verdict(one, mean) == words


def test_what_cannot_be_judged_is_not_judged():
    assert verdict(target(model=measured("kept")), 0.5) == "for scale"
    assert verdict(target(), math.nan) == "not compared"


@pytest.mark.parametrize("name", scenarios_with_targets())
def test_shipped_targets_say_how_an_unjudged_figure_differs(name):
    for one in read_targets(name).values():
        assert one.tolerance or one.difference, one.label


def test_the_command_prints_target_beside_model_and_explains_a_bad_file(tmp_path, capsys):
    project("single_clinic", replications=2, out=tmp_path / "run", workers=1)
    where = 'where = { need = "camhs" }, from_month = "2026-05", to_month = "2026-06"'
    good = tmp_path / "good.toml"
    good.write_text(
        '[targets.a]\nlabel = "Referrals"\npublished = 43\nunit = "children a month"\n'
        'period = "2025"\npopulation = "town"\nsource = "S1"\nuse = "test"\ntolerance = 0.5\n'
        f'model = {{ measure = "referrals_received", {where} }}\n'
    )
    assert ended(["targets", str(tmp_path / "run"), "--against", str(good)]) == 0
    shown = capsys.readouterr().out
    assert "Referrals" in shown
    assert "met" in shown
    bad = tmp_path / "bad.toml"
    bad.write_text(
        good.read_text().replace("published = 43\n", "").replace("tolerance", "toleranc")
    )
    assert ended(["targets", str(tmp_path / "run"), "--against", str(bad)]) == 2
    said = capsys.readouterr().err
    assert "Did you mean tolerance?" in said
    assert ended(["targets", str(tmp_path / "run")]) == 2
    assert "has no targets" in capsys.readouterr().err


def ended(arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return end.value.code


@pytest.mark.parametrize("name", scenarios_with_targets())
def test_the_page_shows_every_shipped_target_as_published(name):
    page = (Path(__file__).resolve().parents[1] / "docs" / "suffolk.md").read_text("utf-8")
    table = page.split(f"### `{name}`\n")[1].split("\n### ")[0]
    for one in read_targets(name).values():
        assert f"| {one.label} | {one.as_published}" in table
        assert one.difference in table
