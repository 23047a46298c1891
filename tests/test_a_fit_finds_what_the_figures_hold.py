"""A fit finds what the figures hold, no more and no less."""

import fitting
import numpy as np
import pandas as pd
import pytest

from calibration.fit import Budget, Figure, Prior, infer
from calibration.fit.figure import Observed, scaled, unscaled
from calibration.fit.likelihood import EVEN_PRECISION
from calibration.fit.recalibrate import stretch_of, stretched
from calibration.fit.surface import shrunk
from calibration.fit.words import how_good
from sim.streams import Streams

BUDGET = Budget(pilot=128, surface=80, compressed=80, recalibration=40, predictive=40)
PRIORS = [Prior(low=0.0, high=10.0), Prior(low=-1.0, high=1.0)]
SLOPES = np.array([[1.0, 0.0]] * 6 + [[0.5, 0.0]] * 6)


def figures(observed, **more):
    return [Figure(f"f{k}", "", v, v, **more) for k, v in enumerate(observed)]


@pytest.fixture(scope="module")
def toy():
    """One unknown that twelve figures tell of, and one that none does."""
    observed = fitting.straight(SLOPES)(np.array([[6.0, 0.0]]), 10**9 + 17)[0]
    found = infer(PRIORS, figures(observed), fitting.straight(SLOPES), budget=BUDGET)
    return observed, found


def test_the_posterior_of_straight_lines_is_the_exact_one(toy):
    observed, found = toy
    mean, sd = fitting.exact(SLOPES[:, 0], 1.0, observed, 0.0, 10.0)
    assert found.values[:, 0].mean() == pytest.approx(mean, abs=0.5 * sd)
    assert 0.75 * sd < found.values[:, 0].std() < 1.7 * sd


def test_a_posterior_nearly_as_wide_as_its_prior_is_the_exact_one_too():
    """Figures that tell little leave the middle where prior and figures together put it."""
    noise = 12.0
    simulate = fitting.straight(SLOPES[:, :1], noise)
    observed = np.full(12, 2.5) * SLOPES[:, 0]
    found = infer(PRIORS[:1], figures(observed), simulate, budget=BUDGET)
    mean, sd = fitting.exact(SLOPES[:, 0], noise, observed, 0.0, 10.0)
    assert 0.6 < sd / (10 / 12**0.5) < 0.95
    assert found.values[:, 0].mean() == pytest.approx(mean, abs=0.2 * sd)
    assert found.values[:, 0].std() == pytest.approx(sd, rel=0.2)


def test_a_posterior_is_stretched_by_how_far_errors_exceed_what_estimates_say():
    errors = Streams(1, 0).generator("errors").standard_normal((400, 3)) * [0.5, 1.0, 2.0]
    assert stretch_of(errors) == pytest.approx([1.0, 1.0, 2.0], abs=0.15)
    draws = np.array([[0.5, 0.1], [0.7, 0.2], [0.6, 0.6]])
    assert stretched(draws, np.array([2.0, 2.0])) == pytest.approx(
        np.array([[0.4, 0.1], [0.8, 0.1], [0.6, 0.9]])
    )


def test_an_unknown_that_no_figure_tells_of_keeps_its_prior(toy):
    _, found = toy
    assert 0.8 < found.points[:, 1].std() * EVEN_PRECISION**0.5 < 1.2


def test_figures_that_the_model_can_give_fit_and_others_do_not(toy):
    observed, found = toy
    assert found.goodness > 0.05
    odd = observed + np.array([8.0, -8.0] * 6)
    poor = infer(PRIORS, figures(odd), fitting.straight(SLOPES), budget=BUDGET)
    assert poor.goodness < 0.05


def test_more_unknowns_than_figures_are_allowed():
    slopes = np.array([[1.0, 1.0, 0.0]])
    priors = [Prior(low=0.0, high=1.0)] * 3
    few = infer(priors, figures([1.5]), fitting.straight(slopes, 0.05), budget=BUDGET)
    assert np.corrcoef(few.points[:, :2].T)[0, 1] < -0.7
    assert few.values[:, :2].sum(axis=1).mean() == pytest.approx(1.5, abs=0.05)


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(toy):
    observed, found = toy
    again = infer(PRIORS, figures(observed), fitting.straight(SLOPES), budget=BUDGET)
    assert again.values.tobytes() == found.values.tobytes()


def test_a_hidden_cell_is_an_interval_and_a_shared_error_is_shared():
    cells = [Figure("hidden", "", 1.0, 4.0), Figure("exact", "", 2.5, 2.5)]
    noise = Observed(cells).noise
    assert noise[0, 0] == pytest.approx(3.0**2 / 12, rel=0.01)
    assert noise[1, 1] == 0.0
    shared = [Figure(n, "", 100.0, 100.0, shared=0.05, series="one") for n in "ab"]
    assert Observed(shared).noise == pytest.approx(np.full((2, 2), 25.0))
    drawn = Observed(shared).drawn(3, Streams(1, 0), "x")
    assert drawn[:, 0] == pytest.approx(drawn[:, 1])


def test_tolerance_is_a_share_of_the_figure_on_every_scale():
    for scale in ("plain", "root", "log", "share"):
        observed = Observed([Figure("x", "", 0.4, 0.4, tolerance=0.1, scale=scale)])
        middle = observed.middle
        away = observed.plain(middle + np.sqrt(np.diag(observed.noise)))[0] - 0.4
        assert away == pytest.approx(0.04, rel=0.15)


@pytest.mark.parametrize("scale", ["root", "log", "share"])
def test_a_count_or_share_far_below_its_scale_is_nought_and_not_less(scale):
    assert unscaled(np.array([-3.0, scaled(0.0, scale)]), scale).min() == 0.0


def test_a_covariance_of_more_figures_than_runs_can_be_inverted():
    left = Streams(1, 0).generator("x").standard_normal((20, 50)) * np.arange(1, 51)
    found = shrunk(left, 20)
    assert np.linalg.eigvalsh(found)[0] > 0
    assert np.sqrt(np.diag(found)) == pytest.approx(np.sqrt((left**2).sum(axis=0) / 20))


@pytest.mark.parametrize("prior", [
    Prior(low=1.0, high=3.0), Prior(shape="loguniform", low=0.1, high=10.0),
    Prior(shape="triangular", low=0.0, high=4.0, mode=1.0),
    Prior(shape="beta", low=0.0, high=1.0, mean=0.2, sd=0.1),
    Prior(shape="normal", low=0.0, high=10.0, mean=4.0, sd=2.0),
    Prior(shape="lognormal", low=0.1, high=10.0, median=1.0, ratio=2.0),
], ids=lambda prior: prior.shape)  # fmt: skip
def test_values_and_chances_of_a_prior_are_each_others_inverse(prior):
    chances = np.linspace(0.01, 0.99, 9)
    assert prior.chances(prior.values(chances)) == pytest.approx(chances)
    assert prior.values([0.0, 1.0]) == pytest.approx([prior.low, prior.high])


@pytest.mark.parametrize(("chance", "told"), [
    (0.01, "Furthest off is list (May)"), (0.5, "could have come"), (1.0, "is no proof"),
])  # fmt: skip
def test_a_fit_that_is_too_good_is_told_as_one_that_is_poor_is(chance, told):
    row = {"below": 1.0, "label": "list", "when": "May", "place": "above the model"}
    words = how_good(chance, pd.DataFrame([row]))
    assert told in words
    assert ("is no proof" in words) == (chance > 0.95)
