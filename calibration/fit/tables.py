"""A fit as tables: each unknown before and after, each figure beside the fitted model."""

import numpy as np
import pandas as pd

from calibration.fit.case import Fit
from calibration.fit.identify import learned

QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


def unknowns_table(fit: Fit) -> pd.DataFrame:
    """Return a row for each unknown: prior, posterior, how much narrower, and the verdict."""
    found = learned(fit)
    rows = []
    for k, (name, unknown) in enumerate(fit.case.space.unknowns.items()):
        before = unknown.prior.values(list(QUANTILES.values()))
        after = np.quantile(fit.values[name], list(QUANTILES.values()))
        row: dict[str, object] = {"unknown": name, "label": found.labels[k], "unit": unknown.unit}
        row |= {f"prior_{q}": v for q, v in zip(QUANTILES, before, strict=True)}
        row |= {f"posterior_{q}": v for q, v in zip(QUANTILES, after, strict=True)}
        row |= {"width": found.width[k], "verdict": found.verdicts[k]}
        row |= {"stretched": fit.inference.stretch[k], "how": unknown.how}
        row |= {"settings": ", ".join(unknown.settings), "prior": unknown.prior.words}
        rows.append(row | {"reason": unknown.reason, "source": unknown.source})
    return pd.DataFrame(rows)


def figures_table(fit: Fit) -> pd.DataFrame:
    """Return a row for each observed figure: what was observed, and what accepted sets give.

    ``below`` is the share of simulated figures below the observed one; ``place`` says whether it
    lies among the middle nine tenths of them.
    """
    inference = fit.inference
    simulated = inference.predictive
    low, middle, high = np.quantile(simulated, list(QUANTILES.values()), axis=0)
    rows = []
    for k, figure in enumerate(inference.observed.figures):
        inside = figure.low <= high[k] and figure.high >= low[k]
        side = "above the model" if figure.middle > high[k] else "below the model"
        rows.append({
            "figure": figure.name, "label": figure.label, "when": figure.when, "day": figure.day,
            "unit": figure.unit,
            "observed_low": figure.low, "observed_high": figure.high, "tolerance": figure.tolerance,
            "model_p05": low[k], "model_p50": middle[k], "model_p95": high[k],
            "below": float((simulated[:, k] < figure.middle).mean()),
            "place": "inside" if inside else side,
            "series": figure.series, "source": figure.source,
        })  # fmt: skip
    return pd.DataFrame(rows)
