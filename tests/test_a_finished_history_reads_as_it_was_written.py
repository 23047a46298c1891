"""Whoever measures a history reads copies of its columns: the same values, sooner."""

import numpy as np
import pytest

from sim.pathway.packed import DISABLE_JIT, packed
from tests.tiny import run, whole_service


@pytest.fixture(scope="module")
def history():
    return run(whole_service())


def test_every_column_is_the_same(history):
    finished = history.finished()
    for rows, columns in (
        (history.register, finished.register),
        (history.stays, finished.stays),
    ):
        assert len(columns) == len(rows) > 0
        for name in rows.dtype.names:
            np.testing.assert_array_equal(columns[name], rows[name])
    np.testing.assert_array_equal(finished.milestones, history.milestones)


def test_rows_can_be_chosen_and_chosen_from(history):
    stays = history.finished().stays
    some = stays["kind"] == stays["kind"][0]
    assert 0 < some.sum() < len(stays)
    chosen, written = stays[some], history.stays[some]
    last = np.array([2, 0])
    for name in written.dtype.names:
        np.testing.assert_array_equal(chosen[name], written[name])
        np.testing.assert_array_equal(chosen[last][name], written[last][name])
    assert len(chosen) == len(written)
    assert len(chosen[last]) == 2


@pytest.mark.skipif(DISABLE_JIT, reason="nothing is compiled")
def test_kernels_do_not_carry_the_whole_description_of_the_state_in_their_names(history):
    kind = packed(history.state).kind
    assert len(kind.name) < 40
    assert kind == packed(history.state).kind
