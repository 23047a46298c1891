"""The same scenario, seed and replication give the same bytes, however they are computed.

Compiled or not, whatever the order of Python's hashes, with or without a trace. Where they
differ, suspect a sum done in another order, a set that is walked through, or a rule that
looks at the trace.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny import change, run, whole_service

HERE = Path(__file__).parent
PROGRAM = "from test_the_same_run_gives_the_same_bytes import digest; print(digest())"


def short() -> dict:
    """A little of everything, for seventeen weeks; a check of the list falls within them."""
    from tiny import MONDAY, dt

    check = "waiting.camhs.validations.check.date"
    return change(whole_service(), {"calendar.horizon_days": 119, check: MONDAY + dt.timedelta(60)})


def parts(history) -> dict:
    """Everything a run writes down, as bytes."""
    state = history.state
    return {
        "register": history.register.tobytes(),
        "stays": history.stays.tobytes(),
        "milestones": history.milestones.tobytes(),
        "counts": state.contacts.tobytes() + state.spent.tobytes() + state.offered.tobytes(),
        "causes": state.cause.tobytes() + state.lateness.tobytes(),
    }


def digest() -> str:
    """One line that stands for a whole run."""
    found = parts(run(short(), seed=5))
    return " ".join(hashlib.sha256(found[name]).hexdigest()[:16] for name in sorted(found))


def elsewhere(**settings) -> str:
    """The same line, from another process."""
    path = os.pathsep.join([str(HERE), str(HERE.parent)])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=os.environ | {"PYTHONPATH": path} | settings,
        capture_output=True, text=True, check=True, cwd=HERE.parent,
    )  # fmt: skip
    return done.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def here() -> str:
    return digest()


def test_compiled_and_uncompiled_give_the_same_bytes(here):
    other = "0" if os.environ.get("NUMBA_DISABLE_JIT") == "1" else "1"
    assert elsewhere(NUMBA_DISABLE_JIT=other) == here


@pytest.mark.parametrize("hashes", ["1", "4242"])
def test_the_order_of_hashes_does_not_matter(here, hashes):
    assert elsewhere(PYTHONHASHSEED=hashes) == here


def test_a_trace_changes_nothing():
    plain, traced = run(short(), seed=5), run(short(), seed=5, trace=True)
    assert len(traced.trace) > 1000 and len(plain.trace) == 0
    assert parts(plain) == parts(traced)


def test_the_same_question_asked_twice_has_one_answer(here):
    assert digest() == here


def test_another_seed_or_replication_is_another_run():
    """Otherwise the bytes would be the same whatever the engine did."""
    base = run(short(), seed=5)
    for seed, replication in ((6, 0), (5, 1)):
        other = run(short(), seed=seed, replication=replication)
        assert not np.array_equal(base.cohort.time, other.cohort.time)
        assert parts(base)["stays"] != parts(other)["stays"]
