"""Fit: which values of unknown settings agree with what was observed, and how sure that is.

What is not published anywhere (how many slots a team really offers, how fast children leave a
list) is inferred by simulation: runs of the engine at many values, compared with the figures
that are. The answer is never one value but a set of accepted ones, which a projection then goes
through, so that what is not known stays in its interval.

The nouns, in the order in which they meet:

- :class:`Prior`, :class:`Unknown`: what is not known, what was believed of it, and why.
- :class:`Figure`: an observed number or interval, with the noise of having been observed.
  :func:`from_targets` and :func:`from_observed` make them.
- :class:`Case`: a scenario, its unknowns (:func:`space_of`) and its figures.
- :class:`Simulator`: turns values into figures. :func:`engine_of` gives the engine; anything
  with the same call will do: ``simulate(values, first) -> figures``, where ``values`` has shape
  (runs, unknowns), the answer (runs, figures), and run ``first + k`` has luck of its own.
- :func:`fitted`: case, simulator and budget in, :class:`Fit` out. ``fit.accepted`` is a table
  with one column for each setting path, a row for each accepted set, as ``pathways run
  --accepted`` reads; ``fit.values`` has one column for each unknown; ``fit.inference`` holds
  what the fit is judged by.

In Python, with figures from an observed table and two unknowns::

    loaded = load("board.toml")
    space = space_of(loaded, {"minutes": Unknown(...), "leaving": Unknown(...)})
    figures = from_observed(read_observed(Path("observed.parquet")), {"list": Rows(...)},
                            loaded.scenario)
    case = Case(loaded, space, tuple(figures))
    with kept_executor(None) as workers:
        fit = fitted(case, engine_of(case, Path("runs/.store"), executor=workers))
    fit.accepted.to_csv("accepted.csv", index=False)

:func:`infer` is the method alone: priors, figures, a simulator; no scenario, no files.
"""

from calibration.fit.budget import Budget, times
from calibration.fit.case import Case, Fit, check_figures, engine_of, fitted
from calibration.fit.figure import Figure
from calibration.fit.file import FitFile, read_fit
from calibration.fit.from_observed import Adjustment, Rows, from_observed
from calibration.fit.from_targets import from_targets
from calibration.fit.infer import Inference, infer
from calibration.fit.prior import Prior
from calibration.fit.simulator import Simulator
from calibration.fit.space import Space, space_of
from calibration.fit.statistic import Counted, Statistic, of_target
from calibration.fit.unknown import Unknown

__all__ = [
    "Adjustment",
    "Budget",
    "Case",
    "Counted",
    "Figure",
    "Fit",
    "FitFile",
    "Inference",
    "Prior",
    "Rows",
    "Simulator",
    "Space",
    "Statistic",
    "Unknown",
    "check_figures",
    "engine_of",
    "fitted",
    "from_observed",
    "from_targets",
    "infer",
    "of_target",
    "read_fit",
    "space_of",
    "times",
]
