"""The same seed gives the same bytes: compiled or not, traced or not, whatever the hash seed.

A run is reduced to one digest of everything it wrote down. A second interpreter runs the
same scenario; suspects are sets that decide an order, kernels that mean something else as
plain Python (integer overflow, rounding), and anything read from the environment.
"""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny import MONDAY, change, run, whole_service

HERE = Path(__file__).parent
SMALL = {
    "calendar.horizon_days": 150,
    "waiting.camhs.validations.check.date": MONDAY + dt.timedelta(60),  # within the run
}
KEPT = ("register", "milestones", "stays")
COUNTED = ("contacts", "spent", "offered", "cause", "lateness", "waiting", "caseload", "visits")


def digest(history) -> str:
    """One short text for all that a run wrote down."""
    found = hashlib.sha256()
    for name in KEPT:
        found.update(np.ascontiguousarray(getattr(history, name)).tobytes())
    for name in COUNTED:
        found.update(np.ascontiguousarray(getattr(history.state, name)).tobytes())
    return found.hexdigest()


def elsewhere(**environment: str) -> str:
    """The same digest from another interpreter."""
    command = "import test_same_seed_same_bytes as t; print(t.digest(t.small()))"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=HERE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE)])}
        | environment,
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    return done.stdout.strip()


def small():
    """A short run of the whole service."""
    return run(change(whole_service(), SMALL), seed=3)


@pytest.fixture(scope="module")
def here() -> str:
    return digest(small())


def test_again_in_the_same_process(here):
    assert digest(small()) == here


def test_uncompiled(here):
    assert elsewhere(NUMBA_DISABLE_JIT="1") == here, "compiled and plain kernels disagree"


def test_under_another_hash_seed(here):
    assert elsewhere(PYTHONHASHSEED="271828") == here


def test_with_a_trace(here):
    traced = run(change(whole_service(), SMALL), seed=3, trace=True)
    assert len(traced.trace) > 500
    assert digest(traced) == here, "asking for a trace changed a result"


def test_after_other_runs(here):
    """Nothing is left over from one run to the next."""
    run(whole_service(), seed=99, replication=4)
    assert digest(small()) == here


def test_another_seed_or_replication_gives_other_bytes(here):
    """The digest sees a change."""
    for seed, replication in ((4, 0), (3, 1)):
        other = run(change(whole_service(), SMALL), seed=seed, replication=replication)
        assert digest(other) != here
