"""Guard rails: broken, kept, or harm that cannot be ruled out; and knock-on effects elsewhere."""

import numpy as np
import pandas as pd
import pytest

from scenarios.compare import compare, contenders_of
from scenarios.compare.catalogue import compared_measures, guard_rails, smallest_differences
from scenarios.compare.knock_on import LONGEST_SEEN, knock_on
from scenarios.compare.rails import UNSURE, watched_clocks
from scenarios.compare.table import COLUMNS
from scenarios.compare.words import rail_sentences
from scenarios.labels import Labels
from sim.settings import load
from tests.hand_runs import hand_run, row

URGENT = {"clocks": {"soon": {"stop": [["urgent_assessment"]]}},
          "standards": {"day": {"clock": "soon", "limit": 1.0}}}  # fmt: skip


def share(value, area="all"):
    return row("share_within_completed", value, n=50, need="camhs", area=area, clock="soon",
               standard="day")  # fmt: skip


def waits(days, area):
    return row("wait_open_mean", days, n=20, need="camhs", area=area, clock="first_contact")


def listed(children):
    return [row("list_size", children), row("list_size", children, need="camhs")]


def rails(folder, baseline, option, scenario=None):
    run = hand_run(folder, {"baseline": baseline, "option": option}, scenario)
    found = compare(contenders_of([run]), over="whole_run")
    return found, {verdict.rail.name: verdict for verdict in found.options[0].rails}


def histories(values, make):
    return [[*listed(10.0), *make(value)] for value in values]


LUCK = [0.0, 0.002, -0.001, 0.001, -0.002, 0.0]


def test_a_rail_is_broken_by_a_worsening_that_is_sure_and_beyond_its_tolerance(tmp_path):
    before = histories([0.90] * 6, lambda v: [share(v)])
    after = histories([0.85 + luck for luck in LUCK], lambda v: [share(v)])
    found, by_name = rails(tmp_path / "run", before, after, URGENT)
    verdict = by_name["urgent_assessment"]
    assert verdict.status == "broken"
    assert verdict.worsening == pytest.approx(0.05)
    assert found.options[0].rails[0] is verdict  # told first
    assert "Every option breaks" not in found.best.sentence
    assert "guard rail breaks: option" in found.best.sentence


def test_a_rail_is_kept_when_the_interval_rules_harm_out(tmp_path):
    before = histories([0.90] * 6, lambda v: [share(v)])
    after = histories([0.899 + luck for luck in LUCK], lambda v: [share(v)])
    assert rails(tmp_path / "run", before, after, URGENT)[1]["urgent_assessment"].status == "kept"


def test_a_rail_is_kept_where_nothing_differs_however_few_the_futures(tmp_path):
    before = histories([0.90, 0.80], lambda v: [share(v)])
    _, by_name = rails(tmp_path / "run", before, before, URGENT)
    assert by_name["urgent_assessment"].status == "kept"
    _, moved = rails(tmp_path / "moved", before, before[::-1], URGENT)
    assert moved["urgent_assessment"].status == UNSURE


def test_harm_that_may_be_chance_is_neither_broken_nor_kept(tmp_path):
    before = histories([0.90] * 6, lambda v: [share(v)])
    after = histories([0.90, 0.95, 0.80, 0.99, 0.75, 0.85], lambda v: [share(v)])
    status = rails(tmp_path / "run", before, after, URGENT)[1]["urgent_assessment"].status
    assert status == "cannot be ruled out"


def test_a_gain_on_average_is_not_told_as_a_negative_harm(tmp_path):
    before = histories([0.80] * 6, lambda v: [share(v)])
    after = histories([0.90, 0.95, 0.75, 0.99, 0.75, 0.85], lambda v: [share(v)])
    found, _ = rails(tmp_path / "run", before, after, URGENT)
    (said,) = (line for line in rail_sentences(found.options[0], Labels(found.scenario))
               if line.startswith("Harm cannot be ruled out"))  # fmt: skip
    assert "80.0% to 86.5%; better by 6.5 on average, but perhaps worse by " in said
    assert "worse by -" not in said


def test_a_rail_breaks_in_one_area_though_the_total_gains(tmp_path):
    before = histories([0.5] * 6, lambda v: [share(v), share(v, "near"), share(v, "far")])
    after = histories(
        [0.5] * 6, lambda v: [share(v + 0.1), share(v + 0.3, "near"), share(v - 0.2, "far")]
    )
    verdict = rails(tmp_path / "run", before, after, URGENT)[1]["urgent_assessment"]
    assert (verdict.status, verdict.area) == ("broken", "far")


def test_the_worst_served_area_is_whichever_is_worst_off_in_each_replication(tmp_path):
    before = [[*listed(10.0), waits(50, "a"), waits(40, "b")] for _ in range(6)]
    after = [[*listed(10.0), waits(20, "a"), waits(60 + k / 10, "b")] for k in range(6)]
    verdict = rails(tmp_path / "run", before, after)[1]["worst_served_area"]
    assert verdict.status == "broken"
    assert verdict.worsening == pytest.approx(10.25)  # 60.25, b after, less 50, a before


def test_a_rail_without_its_clock_is_said_not_to_be_in_the_scenario(tmp_path):
    history = histories([0] * 6, lambda _: [])
    by_name = rails(tmp_path / "run", history, history)[1]
    assert by_name["crisis"].status == "not in this scenario"
    assert by_name["over_52_weeks"].status == "kept"  # nobody waits so long


def test_every_rail_watches_something_in_suffolk():
    clocks = load("suffolk").scenario.clocks
    assert [rail.name for rail in guard_rails() if not watched_clocks(rail, clocks)] == []


def test_everything_that_is_data_gives_its_reason_and_uses_known_measures():
    for rail in guard_rails():
        assert rail.reason
        assert set(rail.measures) <= set(compared_measures())
    for smallest in smallest_differences().values():
        assert smallest.reason


# -- knock-on ------------------------------------------------------------------------------


TOTAL = {"area": "all", "need": "all", "priority": "all", "stage": "all", "clock": "none",
         "standard": "none"}  # fmt: skip


def differences(*rows):
    return pd.DataFrame([{**dict.fromkeys(COLUMNS, np.nan), **TOTAL, **one} for one in rows])


def worse(stage, by, measure="list_size", p=1e-6):
    return {"measure": measure, "stage": stage, "difference": by, "smallest": 2.0, "p_value": p,
            "verdict": "worse"}  # fmt: skip


def test_the_gravest_worsening_elsewhere_comes_first_and_each_place_once():
    table = differences(worse("treatment", 10.0), worse("review", 40.0), worse("treatment", 30.0))
    found = knock_on(table)
    assert found["stage"].tolist() == ["review", "treatment"]
    assert found["times_smallest"].tolist() == [20.0, 15.0]


def test_worsenings_that_many_looks_would_find_by_chance_are_left_out():
    by_chance = [worse(f"s{k}", 10.0, p=0.03) for k in range(3)]
    nothing = [worse(f"t{k}", 0.0, p=0.9) | {"verdict": "no real difference"} for k in range(60)]
    found = knock_on(differences(worse("treatment", 5.0), *by_chance, *nothing))
    assert found["stage"].tolist() == ["treatment"]


def test_a_longer_completed_wait_is_explained_when_the_list_there_fell():
    shorter = worse("choice", -30.0) | {"verdict": "better"}
    found = knock_on(differences(worse("choice", 12.0, "stage_wait_mean"), shorter))
    assert found["note"].tolist() == [LONGEST_SEEN]
