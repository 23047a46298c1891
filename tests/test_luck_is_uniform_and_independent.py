"""Luck read from the pages is uniform, and independent between whatever it decides.

Every number is asked of the engine's own `luck`, as the pathway asks it. Seeds are fixed;
each limit is one that true chance would break less than once in ten thousand times. When a
test fails suspect the offsets (`luck_offsets`), the steps from visit to visit (`VISIT_1`,
`VISIT_2`), or a child's words that are not independent (`cohort.py`).
"""

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri
from tiny import MONDAY, change, run, scenario

from sim.pathway.codes import D_ATTENDANCE, D_CONTACTS, D_OUTCOME, D_RETURN, DECISIONS
from sim.pathway.durations import contacts_table, quantile_table
from sim.pathway.luck import WHOLE_REFERRAL, luck
from sim.pathway.packed import packed
from sim.pathway.simulate import simulate
from sim.settings.distribution import Contacts, Duration
from sim.streams import PAGE_SIZE, luck_offsets

UNLIKELY = 1e-4
CHILDREN = 20_000


@pytest.fixture(scope="module")
def history():
    per_year = {"demand.calls.referrals_per_year": {"here": 365.25 * CHILDREN / 400}}
    values = change(scenario(calendar__horizon_days=410), per_year)
    closed = {"start": MONDAY, "end": MONDAY.replace(year=2029)}
    values["teams"]["team"]["closures"] = [closed]
    return run(values)


def draws(history, decision: int, *, node: int = 0, visit: int = 1, occurrence: int = 0):
    """One number for each child."""
    history.state.visits[:] = visit
    state = packed(history.state)
    return np.array([luck(state, i, node, decision, occurrence) for i in range(CHILDREN)])


def evenness(draws, bins: int) -> float:
    """Chance of bins at least this uneven, were the draws uniform."""
    return stats.chisquare(np.bincount((draws * bins).astype(int), minlength=bins)).pvalue


def correlation(a, b) -> float:
    """Correlation in standard errors, were they independent."""
    return float(np.corrcoef(a, b)[0, 1] * np.sqrt(len(a)))


LIMIT = 4.0


@pytest.fixture(scope="module")
def by_decision(history):
    return np.array([draws(history, decision) for decision in range(len(DECISIONS))])


def test_every_decision_is_uniform(by_decision):
    """Sixty-four equal bins; all decisions together, and each alone."""
    p = [
        stats.chisquare(np.bincount((u * 64).astype(int), minlength=64)).pvalue for u in by_decision
    ]
    assert min(p) > UNLIKELY / len(p)
    every = np.bincount((by_decision.ravel() * 1024).astype(int), minlength=1024)
    assert stats.chisquare(every).pvalue > UNLIKELY


def test_every_draw_lies_strictly_between_0_and_1(by_decision):
    assert by_decision.min() > 0
    assert by_decision.max() < 1


def test_decisions_are_uncorrelated(by_decision):
    found = np.corrcoef(by_decision)[np.triu_indices(len(by_decision), 1)]
    z = found * np.sqrt(CHILDREN)
    assert np.abs(z).max() < -ndtri(UNLIKELY / len(z))
    assert stats.kstest(z, "norm").pvalue > UNLIKELY


PAIRS = {
    "two decisions": ({"decision": D_OUTCOME}, {"decision": D_CONTACTS}),
    "two visits": ({"decision": D_OUTCOME}, {"decision": D_OUTCOME, "visit": 2}),
    "visits far apart": ({"decision": D_OUTCOME}, {"decision": D_OUTCOME, "visit": 200}),
    "two occurrences": ({"decision": D_ATTENDANCE}, {"decision": D_ATTENDANCE, "occurrence": 1}),
    "occurrences far apart": (
        {"decision": D_ATTENDANCE}, {"decision": D_ATTENDANCE, "occurrence": 97},
    ),
    "a visit and an occurrence": (
        {"decision": D_ATTENDANCE, "visit": 2}, {"decision": D_ATTENDANCE, "occurrence": 97},
    ),
    "a stage and the whole referral": (
        {"decision": D_RETURN}, {"decision": D_RETURN, "node": WHOLE_REFERRAL},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), PAIRS.values(), ids=PAIRS.keys())
def test_pairs_of_draws_are_independent(history, one, other):
    """Sixteen by sixteen cells; no draw is the other's again."""
    u, v = draws(history, **one), draws(history, **other)
    cells = np.bincount((u * 16).astype(int) * 16 + (v * 16).astype(int), minlength=256)
    assert stats.chisquare(cells).pvalue > UNLIKELY
    assert abs(correlation(u, v)) < LIMIT
    assert np.mean(u == v) < 0.001


def test_a_child_s_draws_in_a_row_are_uniform_and_independent(history):
    """Ten contacts at each of ten visits of two hundred children: twenty thousand draws."""
    rows = []
    for visit in range(1, 11):
        history.state.visits[:] = visit
        state = packed(history.state)
        rows += [[luck(state, i, 0, D_ATTENDANCE, k) for k in range(10)] for i in range(200)]
    u = np.array(rows)
    assert (
        stats.chisquare(np.bincount((u.ravel() * 64).astype(int), minlength=64)).pvalue > UNLIKELY
    )
    for lag in (1, 2, 5):
        assert abs(correlation(u[:, :-lag].ravel(), u[:, lag:].ravel())) < LIMIT


def test_children_are_independent_of_each_other(by_decision):
    for lag in (1, 2, 17):
        for u in by_decision[:6]:
            assert abs(correlation(u[:-lag], u[lag:])) < LIMIT


def test_three_draws_together_fill_the_cube(by_decision):
    """Eight cells a side; exclusive or of two numbers must not show in a third."""
    for a, b, c in ((0, 1, 2), (2, 7, 9), (3, 4, 20)):
        u = (by_decision[[a, b, c]] * 8).astype(int)
        cells = np.bincount(u[0] * 64 + u[1] * 8 + u[2], minlength=512)
        assert stats.chisquare(cells).pvalue > UNLIKELY


def test_luck_does_not_follow_a_child_s_other_attributes(history, by_decision):
    r = history.register[:CHILDREN]
    for name in ("ref", "birth", "left_leave", "left_esc"):
        for u in by_decision:
            assert abs(correlation(u, r[name])) < 4.6


def test_replications_are_independent(history, by_decision):
    """The same place on another replication's pages."""
    other = simulate(history.blueprint, 1, 1)
    count = min(len(other.register), CHILDREN)
    other.state.visits[:] = 1
    state = packed(other.state)
    u = np.array([luck(state, i, 0, D_OUTCOME, 0) for i in range(count)])
    assert abs(correlation(u, by_decision[D_OUTCOME][:count])) < LIMIT


def test_offsets_are_fixed_by_the_name_alone():
    names = [f"stage {k}\x1f{what}" for k in range(200) for what in DECISIONS]
    offsets = luck_offsets(names)
    assert np.array_equal(luck_offsets(names[::-1])[::-1], offsets)
    assert len(np.unique(offsets, axis=0)) == len(names), "two decisions share both places"
    assert offsets.min() >= 0
    assert offsets.max() < PAGE_SIZE


SHAPES = {
    "uniform": Duration(shape="uniform", low=2.0, high=9.0),
    "exponential": Duration(shape="exponential", mean=30.0),
    "gamma, steady": Duration(shape="gamma", mean=30.0, sd=10.0),
    "gamma, wild": Duration(shape="gamma", mean=30.0, sd=45.0),
    "lognormal": Duration(shape="lognormal", mean=30.0, sd=30.0),
    "fixed": Duration(mean=4.0),
}
SPREADS = {"uniform": 7 / np.sqrt(12), "exponential": 30, "gamma, steady": 10,
           "gamma, wild": 45, "lognormal": 30, "fixed": 0}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_tabled_durations_have_the_stated_mean_and_spread(name):
    """Mean and variance of the straight lines between tabled points, worked out exactly."""
    table = quantile_table(SHAPES[name])
    low, high = table[:-1], table[1:]
    mean = ((low + high) / 2).mean()
    square = ((low**2 + low * high + high**2) / 3).mean()
    assert mean == pytest.approx(SHAPES[name].average, rel=1e-4)
    assert np.sqrt(max(0.0, square - mean**2)) == pytest.approx(SPREADS[name], rel=0.05, abs=1e-6)
    assert np.all(np.diff(table) >= 0)


@pytest.mark.parametrize(("mean", "sd", "minimum", "single"), [(6, 5, 1, 0.0), (12, 6, 2, 0.3)])
def test_numbers_of_contacts_follow_their_negative_binomial(mean, sd, minimum, single):
    contacts = Contacts(
        shape="negative_binomial", mean=mean, sd=sd, minimum=minimum, single_share=single
    )
    success = (mean - minimum) / sd**2
    size = (mean - minimum) * success / (1 - success)
    expected = (1 - single) * stats.nbinom.cdf(np.arange(1, 61) - minimum, size, success)
    expected += single
    assert contacts_table(contacts)[:-1] == pytest.approx(expected[:-1], abs=1e-9)
    assert contacts_table(contacts)[-1] == 1


def test_numbers_of_contacts_by_shares_and_fixed():
    shares = contacts_table(Contacts(shape="shares", shares={"1": 0.25, "4": 0.75}))
    assert shares[:5].tolist() == pytest.approx([0.25, 0.25, 0.25, 1, 1])
    fixed = contacts_table(Contacts(mean=3.0))
    assert fixed[:4].tolist() == [0, 0, 1, 1]
