"""A search reads every answer once, however often it looks at a value."""

import datetime as dt

from scenarios.seek import Wish, bench_of
from scenarios.seek.bench import BATCH
from sim.runs.store import Store

POSTS = "teams.clinic.roles.clinician.wte"
PLENTY = 5.0
SURE = 0.82
"""A little more than twelve of twelve tell, so that a value that always does is looked at twice."""


def test_each_answer_is_read_once(tmp_path, monkeypatch):
    wish = Wish("four_weeks", dt.date(2026, 10, 1), 0.5)
    bench = bench_of("single_clinic", [POSTS], wish, sure=SURE, most=3 * BATCH, store=tmp_path)
    read: list[str] = []
    plain = Store.read
    monkeypatch.setattr(Store, "read", lambda self, key: read.append(key) or plain(self, key))
    trials = [bench.trial([value]) for value in (*bench.today, PLENTY)]
    assert trials[1].replications == 2 * BATCH
    assert len(read) == len(set(read)) == sum(trial.replications for trial in trials)
