"""What is wrong with a fit file is said at once, in the reader's words, with exit code 2."""

from pathlib import Path

import fitting
import pandas as pd
import pytest

from calibration.fit import Case, check_figures, from_observed, read_fit, space_of
from calibration.fit.from_observed import Adjustment, Rows
from calibration.observed import observed, write_observed
from scenarios.cli import main
from scenarios.commands.fit import fit_file, fit_name
from scenarios.template import template
from sim.settings import BadInput

SLOTS = """
[unknowns.slots]
settings = ["teams.clinic.roles.clinician.wte"]
prior = { shape = "uniform", low = 0.6, high = 2.0 }
reason = "not published"
source = "assumption"
"""
LIST = """
[figures.waiting]
rows = { statistic = "waiting", population = "still waiting" }
where = { need = "camhs" }
clock = "first_contact"
tolerance_reason = "assumption"
"""
HEAD = 'scenario = "single_clinic"\nobserved = "observed.csv"\n'


def table(**more):
    row = {
        "period_start": pd.Timestamp("2026-06-01"), "period_end": pd.Timestamp("2026-06-30"),
        "need": "camhs", "population": "still waiting", "statistic": "waiting", "value": 80.0,
        "clock": "referral_to_first_contact", "source": "invented", "suppressed": False,
    }  # fmt: skip
    return observed(pd.DataFrame([row | more]))


def said(tmp_path, text, **more):
    """The problems of a fit file beside an observed table."""
    write_observed(table(**more), tmp_path / "observed.csv")
    (tmp_path / "fit.toml").write_text(text)
    with pytest.raises(BadInput) as refused:
        read_fit(tmp_path / "fit.toml")
    return str(refused.value)


def test_a_good_file_is_read(tmp_path):
    write_observed(table(), tmp_path / "observed.csv")
    (tmp_path / "fit.toml").write_text(HEAD + SLOTS + LIST)
    asked, case = read_fit(tmp_path / "fit.toml")
    assert (len(case.space), len(case.figures), asked.seed) == (1, 1, 1)


@pytest.mark.parametrize(("change", "words"), [
    (('"teams.clinic.roles.clinician.wte"', '"teams.clinic.roles.nurse.wte"'), "no such setting"),
    (('"teams.clinic.roles.clinician.wte"', '"stages.choice.events"'), "is not a number"),
    (("low = 0.6", "low = 3.0"), "high must be above low"),
    (("low = 0.6", "low = -inf"), "finite"),
    (('"uniform"', '"loguniform", mode = 1.0'), "has no mode"),
    (('"uniform"', '"triangular"'), "needs mode"),
    (('"uniform", low = 0.6', '"loguniform", low = 0.0'), "above 0"),
    (('"uniform", low = 0.6, high = 2.0', '"beta", low = 0.0, high = 1.0, mean = 0.5, sd = 0.6'),
     "sd is too large"),
    (("high = 2.0", "high = 20000.0"), "the scenario is refused"),
    (('reason = "not published"', ""), "unknowns.slots.reason: is missing"),
    (('need = "camhs"', 'need = "cahms"'), "Did you mean camhs?"),
    (('clock = "first_contact"', 'clock = "first_contct"'), "Did you mean first_contact?"),
    (('clock = "first_contact"\n', ""), "Write clock = one of: "),
    (('"still waiting"', '"still wating"'), "no row of the table is like this"),
    (("rows = {", 'rows = { wat = "x", '), "wat is not a column"),
    (('"observed.csv"', '"gone.csv"'), "there is no such file"),
    (('observed = "observed.csv"', ""), "figures need the table"),
    (('"single_clinic"', '"single_clinics"'), "single_clinic"),
    (("[figures.waiting]", "targets = []\n[figures.waiting]"), "targets"),
])  # fmt: skip
def test_each_mistake_is_named(tmp_path, change, words):
    text = HEAD + SLOTS + LIST
    assert change[0] in text
    assert words in said(tmp_path, text.replace(*change, 1))


def test_every_mistake_is_told_at_once(tmp_path):
    text = (HEAD + SLOTS + LIST).replace("clinician.wte", "nurse.wte")
    found = said(tmp_path, text.replace('need = "camhs"', 'need = "cahms"'))
    assert "no such setting" in found
    assert "no need cahms" in found


def test_a_mistake_of_many_months_is_told_once():
    scenario = fitting.loaded().scenario
    rows = Rows(rows={"statistic": "waiting"}, where={"need": "camhs"}, clock="first_contct",
                tolerance_reason="x")  # fmt: skip
    months = [table(period_end=pd.Timestamp(day)) for day in ("2026-06-29", "2026-06-30")]
    figures = from_observed(pd.concat(months), {"list": rows}, scenario)
    assert len(figures) == 2
    with pytest.raises(BadInput) as refused:
        check_figures(figures, scenario)
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize(("row", "words"), [
    ({"unit_counted": "patients"}, "patients, not referrals"),
    ({"age_from": 0.0, "age_to": 16.0}, "not those of children under 18"),
    ({"series_break": True}, "series breaks"),
    ({"period_start": pd.Timestamp("2020-06-01"), "period_end": pd.Timestamp("2020-06-30")},
     "no period of these rows lies within the run"),
])  # fmt: skip
def test_unlike_things_are_not_compared_in_silence(tmp_path, row, words):
    assert words in said(tmp_path, HEAD + SLOTS + LIST, **row)


def test_an_adjustment_with_a_reason_allows_it():
    scenario = fitting.loaded().scenario
    rows = Rows(
        rows={"statistic": "waiting"},
        where={"need": "camhs"},
        clock="first_contact",
        tolerance_reason="x",
        adjustment=Adjustment(times=0.75, reason="ages 0 to 25"),
    )
    [figure] = from_observed(table(unit_counted="patients"), {"list": rows}, scenario)
    assert (figure.low, figure.high) == (60.0, 60.0)


def test_a_hidden_cell_is_read_as_an_interval_and_a_rounded_one_too():
    scenario = fitting.loaded().scenario
    rows = Rows(rows={"statistic": "waiting"}, where={"need": "camhs"}, clock="first_contact",
                tolerance_reason="x")  # fmt: skip
    [hidden] = from_observed(table(value=float("nan"), suppressed=True), {"l": rows}, scenario)
    [rounded] = from_observed(table(rounding=5.0), {"l": rows}, scenario)
    assert (hidden.low, hidden.high) == (1.0, 4.0)
    assert (rounded.low, rounded.high) == (77.5, 82.5)


def test_nothing_to_fit_and_nothing_unknown_are_refused():
    scenario = fitting.loaded()
    with pytest.raises(BadInput, match="none to fit to"):
        check_figures([], scenario.scenario)
    with pytest.raises(BadInput, match="there are none"):
        space_of(scenario, {})
    with pytest.raises(BadInput, match="is moved by"):
        space_of(scenario, {"one": fitting.minutes(), "two": fitting.minutes()})


def test_figures_outside_the_run_are_refused():
    case = fitting.case_of()
    figure = case.figures[0]
    shorter = fitting.clinic() | {"calendar": {"start_date": fitting.START, "horizon_days": 20}}
    with pytest.raises(BadInput, match="outside the run"):
        Case(fitting.loaded(shorter), case.space, (figure,))


def test_the_command_says_it_with_exit_code_2(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fit.toml").write_text('scenario = "single_clinic"\nunknown = 1\n')
    with pytest.raises(SystemExit) as left:
        main(["fit", "fit.toml"])
    assert left.value.code == 2
    assert "unknown: is not a setting. Did you mean unknowns?" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [tmp_path / "fit.toml"]


def test_a_folder_that_holds_something_else_is_never_written_over(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "keep").mkdir()
    (tmp_path / "keep" / "letter.txt").write_text("dear")
    with pytest.raises(SystemExit) as left:
        main(["fit", "suffolk", "--out", "keep"])
    assert left.value.code == 2
    assert "holds something else" in capsys.readouterr().err


def test_the_starting_file_fits_the_starting_scenario_and_list(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind, name in (("scenario", "mine.toml"), ("fit", "fit.toml"), ("bands", "list.csv")):
        (tmp_path / name).write_text(template(kind))
    past = [line[4:] for line in template("fit").splitlines() if line.startswith("#   ")]
    past = past[past.index('extends = "mine.toml"') :]
    (tmp_path / "past.toml").write_text("\n".join(past))
    with pytest.raises(SystemExit) as left:
        main(["import", "bands", "list.csv", "--out", "observed.parquet"])
    assert left.value.code == 0
    _, case = read_fit(tmp_path / "fit.toml")
    assert len(case.figures) == 15
    assert len(case.space) == 2


def test_a_fit_is_kept_under_the_name_that_the_starting_file_says():
    assert f"fits/{fit_name(Path('fit.toml'))}/accepted.parquet" in template("fit")
    assert fit_name(Path("somewhere/board.toml")) == "board"
    assert fit_name(fit_file("suffolk")) == "suffolk"
