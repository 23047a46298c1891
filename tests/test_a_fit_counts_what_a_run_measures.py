"""The few numbers that a fit counts are those that a run measures."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import tiny

from calibration.fit.counting import counted
from calibration.fit.statistic import Counted, Statistic, of_target, words_of
from calibration.targets import held_against, read_targets
from calibration.targets.target import Measured, Target
from sim.pathway.blueprint import blueprint_of
from sim.pathway.simulate import simulate
from sim.settings import from_values
from tests.hand_runs import keep_turned

BAND = ("under 4 weeks", "4 to 12 weeks")
SHARED = {"clock": "first_contact", "need": "camhs"}
ASKED = {
    "received": ("referrals_received", {"need": "camhs", "area": "here"}, "total"),
    "received_urgent": ("referrals_received", {"need": "camhs", "priority": "urgent"}, "average"),
    "received_young": ("referrals_received", {"need": "camhs", "age_group": "5 to 10"}, "total"),
    "accepted": ("referrals_accepted", {"need": "camhs"}, "total"),
    "helped": ("exits_helped", {"area": ("here", "there")}, "total"),
    "listed": ("list_size", {"need": "camhs", "area": "there"}, "average"),
    "listed_by_priority": ("list_size", {"need": "camhs", "priority": "urgent"}, "last"),
    "listed_at_stage": ("list_size", {"stage": "choice"}, "first"),
    "screened_list": ("list_size", {"stage": "spa", "area": "here"}, "average"),
    "in_care": ("in_care", {"stage": "treatment"}, "average"),
    "regraded": ("re_graded_while_waiting", {"need": "camhs"}, "total"),
    "mean": ("wait_completed_mean", SHARED | {"area": "here"}, "average"),
    "median": ("wait_completed_p50", SHARED | {"area": ("here", "there")}, "average"),
    "ninetieth": ("wait_completed_p90", SHARED | {"priority": "routine"}, "average"),
    "how_many": ("wait_completed_mean", {"clock": "second_contact", "need": "camhs"}, "number"),
    "open": ("open_waits", SHARED, "average"),
    "open_in_bands": ("open_waits", SHARED | {"band": BAND}, "total"),
    "open_mean": ("wait_open_mean", SHARED, "average"),
    "open_median": ("wait_open_p50", SHARED | {"area": "there"}, "average"),
    "open_ninetieth": ("wait_open_p90", SHARED, "last"),
    "within": ("share_within_completed", SHARED | {"standard": "soon"}, "average"),
    "within_by_night": (
        "share_within_completed",
        SHARED | {"standard": "hours", "band": "out of hours"},
        "average",
    ),
    "within_open": ("share_within_open", SHARED | {"standard": "soon"}, "average"),
    "stage_wait": ("stage_wait_mean", {"stage": "choice", "area": "here"}, "average"),
    "stage_wait_p90": ("stage_wait_p90", {"stage": "choice"}, "average"),
    "seen": ("seen", {"stage": "choice", "team": "far"}, "total"),
}  # fmt: skip


def whole_service():
    standard = {"clock": "first_contact", "limit": 42.0, "unit": "working_days", "share": 0.5,
                "needs": ["camhs"], "status": "local ambition"}  # fmt: skip
    clock = {"stop": [["first_contact"]]}
    return from_values(
        tiny.whole_service(
            standards__soon=standard,
            standards__hours=standard | {"limit": 600.0, "unit": "hours"},
            clocks__first_contact=clock,
            teams__team__roles__nurse__wte=1.2,
        )
    )


def measured(measure, where, take, first="2026-02", last="2026-11"):
    return Measured(measure=measure, where=where, from_month=first, to_month=last, take=take)


def target(model, below=None, **more):
    return Target(label="x", published=1.0, unit="days", period="x", population="x", source="x",
                  use="test", tolerance=0.1, model=model, divided_by=below, **more)  # fmt: skip


@pytest.fixture(scope="module")
def both():
    """What a run says of every target, replication by replication, and what a fit counts."""
    scenario = whole_service()
    targets = {name: target(measured(*asked)) for name, asked in ASKED.items()}
    targets["share"] = target(
        measured(*ASKED["open_in_bands"]), measured(*ASKED["open"][:2], "total")
    )
    of_list = ASKED["listed"][:2]
    last, first = measured(*of_list, "last"), measured(*of_list, "first")
    targets["growth"] = target(last, first, less=1.0, times=2.0)
    history = simulate(blueprint_of(scenario), 1, 0)
    found = counted(history, [of_target(one) for one in targets.values()])
    return dict(zip(targets, found, strict=True)), held(history, targets)


def held(history, targets):
    from sim.measures.measure import measured as measures

    with TemporaryDirectory() as folder:
        table = held_against(keep_turned(Path(folder), [measures(history)]), targets)
    return dict(zip(table["target"], table["mean"], strict=True))


@pytest.mark.parametrize("name", [*ASKED, "share", "growth"])
def test_each_number_equals_the_ordinary_measure(both, name):
    of_fit, of_run = both
    assert np.isfinite(of_run[name])
    assert of_run[name] != 0
    assert of_fit[name] == pytest.approx(of_run[name], rel=1e-6)


def test_every_target_shipped_is_counted_as_the_command_targets_counts_it(tmp_path):
    from sim.runs.answer import history_of
    from sim.runs.question import Question
    from sim.settings import load

    scenario = load("suffolk").scenario
    history = history_of(Question("baseline", scenario, 1, scenario), 0)
    targets = {k: one for k, one in read_targets("suffolk").items() if one.model is not None}
    found = counted(history, [of_target(one) for one in targets.values()])
    assert list(found) == pytest.approx(list(held(history, targets).values()), rel=1e-6)


def test_a_band_may_have_any_bounds_and_a_window_any_dates():
    history = simulate(blueprint_of(whole_service()), 1, 0)
    start = history.blueprint.scenario.calendar.start_date
    windows = ((start, start + np.timedelta64(99, "D").astype(object)),)

    def number(waited, measure="open_waits"):
        where = words_of(SHARED)
        return counted(history, [Statistic(Counted(measure, where, windows, "total", waited))])[0]

    for measure in ("open_waits", "completed"):
        parts = [number(band, measure) for band in ((0, 3), (4, 8), (9, 9999))]
        assert min(parts) > 0
        assert sum(parts) == number(None, measure)
