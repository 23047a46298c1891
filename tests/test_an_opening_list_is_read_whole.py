"""Every column of an opening list decides something: needs, clocks' dates, who is one child."""

import numpy as np
import pytest
from tiny import change, scenario, stage, team

from sim.pathway.blueprint import blueprint_of
from sim.pathway.codes import STATES
from sim.pathway.simulate import simulate
from sim.pathway.state import FIRST_NEED, SECOND_FOLLOWS
from sim.settings import BadInput, from_values

FIRST = "id,area,needs,stage,referral_date,first_contact_date,re_graded_date\n"


@pytest.fixture
def read(tmp_path):
    """Run a file of rows on a service that sees two needs at a stage each, and return it."""

    def of(rows: str, head: str = FIRST, **changes):
        (tmp_path / "list.csv").write_text(head + rows, encoding="utf-8")
        values = change(scenario(teams__team=team({"see": 0.5, "assess": 0.5}, [120.0] * 5)), {
            "stages.assess": stage(60.0),
            "pathways.asd": {"need": "asd", "stages": ["assess"], "entry": {"routine": "assess"}},
            "opening": {"source": "file", "file": "list.csv"},
            "clocks.first": {"start": "referral", "stop": [["first_contact"]],
                             "restarts_on": ["re_graded"]},
        })  # fmt: skip
        found = from_values(change(values, changes))
        found._folder = str(tmp_path)
        return simulate(blueprint_of(found), 1, 0, trace=True)

    return of


def test_a_second_need_on_the_same_row_begins_when_the_first_is_done(read):
    history = read("7,here,camhs+asd,see,2025-12-01,,\n")
    r = history.register
    assert r["need"].tolist() == [0, 1] and r["child"].tolist() == [0, 0]
    assert r["partner"].tolist() == [1, 0] and r["second"].tolist() == [FIRST_NEED, SECOND_FOLLOWS]
    first, second = history.stays[history.stays["how"] == 0]["end"][:2]
    assert int(first) == 0 and int(second) == 1
    assert np.all(r["exit"] >= 0)


def test_two_rows_of_one_child_referred_on_a_day_are_one_referral(read):
    history = read("7,here,camhs,see,2025-12-01,,\n7,here,asd,assess,2025-12-01,,\n"
                   "8,here,camhs,see,2025-12-01,,\n")  # fmt: skip
    r = history.register
    assert r["child"].tolist() == [0, 0, 2] and r["partner"].tolist() == [1, 0, -1]
    assert STATES.index("held") not in r["state"]


def test_dates_of_events_so_far_are_where_clocks_stand(read):
    history = read(
        "1,here,camhs,see,2025-12-01,,2025-12-20\n2,here,camhs,see,2025-12-01,2025-12-24,\n"
    )
    found = dict(zip(history.blueprint.columns, history.milestones.T, strict=True))
    assert np.floor(found["re_graded"][0]) == -16 and np.isnan(found["re_graded"][1])
    assert np.floor(found["first_contact"][1]) == -12


@pytest.mark.parametrize(("head", "row", "told"), [
    (FIRST, "1,here,camhs+camhs,see,2025-12-01,,\n", "two unlike"),
    (FIRST, "1,here,camhs,see,2025-12-01,2025-11-01,\n", "before the referral"),
    ("area,need,needs,stage,referral_date\n", "here,camhs,camhs,see,2025-12-01\n",
     "one of the two"),
    ("area,stage,referral_date\n", "here,see,2025-12-01\n", "missing"),
])  # fmt: skip
def test_what_cannot_be_is_said(read, head, row, told):
    with pytest.raises(BadInput, match=told):
        read(row, head)
