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


def test_rows_can_be_chosen(history):
    stays = history.finished().stays
    chosen = stays["kind"] == stays["kind"][0]
    assert 0 < chosen.sum() < len(stays)
    np.testing.assert_array_equal(stays[chosen], history.stays[chosen])


@pytest.mark.skipif(DISABLE_JIT, reason="nothing is compiled")
def test_kernels_do_not_carry_the_whole_description_of_the_state_in_their_names(history):
    kind = packed(history.state).kind
    assert len(kind.name) < 40
    assert kind == packed(history.state).kind
