"""Why the forecast changed since last time, in words."""

from collections.abc import Mapping

import pandas as pd

WORDS = {
    "waiting": ("children waiting at the start", "{:,.0f}"),
    "accepted": ("accepted referrals a month", "{:,.0f}"),
    "seen": ("children seen a month", "{:,.0f}"),
    "leaving": ("share leaving unseen each month", "{:.1%}"),
    "missed_share": ("first appointments missed", "{:.1%}"),
    "accepted_share": ("accepted of those received", "{:.1%}"),
    "usual_list": ("the list it usually has", "{:,.0f}"),
}
NOTABLE = 0.03
"""Changes under this share of the number before are not told."""


def month_words(month: object) -> str:
    """Return a month such as 2024-01 as readers say it: January 2024."""
    return f"{pd.Period(str(month), 'M'):%B %Y}"


def changes(before: Mapping[str, float], after: Mapping[str, float]) -> list[str]:
    """Return a sentence for each measured number that changed notably, the largest first."""
    moved = []
    for name, (words, form) in WORDS.items():
        old, new = before[name], after[name]
        share = abs(new - old) / max(abs(old), 1e-9)
        if share >= NOTABLE:
            way = "rose" if new > old else "fell"
            text = f"{words.capitalize()} {way} from {form.format(old)} to {form.format(new)}."
            moved.append((share, text))
    return [text for _, text in sorted(moved, reverse=True)] or [
        "No measured number changed by as much as 3 per cent."
    ]


def forecast_change(
    month: str, before: tuple[float, float, float], after: tuple[float, float, float]
) -> str:
    """Return how the forecast of one month changed: mean, low and high, before and after."""
    was, now = (f"{mean:,.0f} ({low:,.0f} to {high:,.0f})" for mean, low, high in (before, after))
    inside = before[1] <= after[0] <= before[2]
    within = "within" if inside else "outside"
    return (f"The list forecast for {month_words(month)} was {was} and is now {now}: {within} the "
            "earlier range.")  # fmt: skip
