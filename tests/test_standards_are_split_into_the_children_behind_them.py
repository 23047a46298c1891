"""A better share of a standard is told with the children behind it, by area, need and priority."""

from functools import partial

import pytest
from hand_runs import hand_run, row

from scenarios.compare import compare, contenders_of
from scenarios.compare.promised_words import standard_sentences
from scenarios.labels import Labels
from sim.settings import from_values
from tests import tiny

NEAR = partial(pytest.approx, abs=1e-4)
"""Stored shares have single precision."""
CLOCKED = {"clock": "first_contact", "standard": "soon"}
PLACES = (
    {"need": "camhs"}, {"need": "camhs", "area": "here"}, {"need": "camhs", "priority": "urgent"},
)  # fmt: skip


def waits(within, late, still, refused):
    """One replication: children seen in time, seen late, waiting too long, and refused."""
    rows = []
    for place in PLACES:
        where = place | CLOCKED
        number = within + late
        rows += [
            row("share_within_completed", within / number, n=number, **where),
            row("breaches_completed", late, **where),
            row("breaches_open", still, **where),
        ]
        if "priority" not in place:
            rows += [row("list_size", still, **place), row("exits_refused", refused, **place),
                     row("referrals_received", 100.0, **place)]  # fmt: skip
    everyone = {"list_size": still, "exits_refused": refused, "referrals_received": 100.0}
    return rows + [row(measure, value) for measure, value in everyone.items()]


def found(folder, baseline, option):
    runs = {"baseline": [baseline] * 5, "option": [option] * 5}
    return compare(contenders_of([hand_run(folder / "run", runs)]))


def parts(table, **place):
    rows = table.query(" and ".join(f"{name} == '{word}'" for name, word in place.items()))
    return rows.set_index("part")["difference"].to_dict()


def test_a_share_is_split_into_seen_in_time_seen_late_and_waiting_too_long(tmp_path):
    table = found(tmp_path, waits(40, 60, 50, 10), waits(60, 40, 30, 10)).standards()
    here = parts(table, area="here", need="camhs", priority="all")
    assert here["share seen within the limit"] == NEAR(0.2)
    assert here["children seen within the limit"] == NEAR(20)
    assert here["children seen after the limit"] == -20
    assert here["children still waiting beyond the limit"] == -20
    assert here["refused"] == 0


def test_a_share_that_rose_because_fewer_were_seen_shows_who_was_lost(tmp_path):
    table = found(tmp_path, waits(40, 60, 50, 10), waits(40, 20, 50, 50)).standards()
    whole = parts(table, area="all", need="camhs", priority="all")
    assert whole["share seen within the limit"] > 0.2
    assert whole["children seen within the limit"] == NEAR(0)
    assert whole["refused"] == 40


def test_priorities_are_split_too_and_children_lost_are_not_told_by_them(tmp_path):
    table = found(tmp_path, waits(40, 60, 50, 10), waits(60, 40, 30, 10)).standards()
    urgent = parts(table, area="all", need="camhs", priority="urgent")
    assert urgent["children seen within the limit"] == NEAR(20)
    assert "refused" not in urgent


def test_a_sentence_tells_share_and_children_and_nothing_where_nothing_moved(tmp_path):
    labels = Labels(from_values(tiny.scenario()))
    moved = found(tmp_path / "a", waits(40, 60, 50, 10), waits(60, 40, 30, 10)).options[0]
    (said,) = standard_sentences(moved.differences, labels)
    assert said == (
        "soon, CAMHS: +20.0 (20.0 to 20.0) points; 20 more seen within the limit, "
        "20 fewer seen after the limit, 20 fewer still waiting beyond the limit."
    )
    still = found(tmp_path / "b", waits(40, 60, 50, 10), waits(40, 60, 50, 10)).options[0]
    assert standard_sentences(still.differences, labels) == []
