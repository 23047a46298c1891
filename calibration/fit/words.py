"""What a fit says, in sentences that a commissioner can follow."""

from collections.abc import Iterator

import pandas as pd

from calibration.fit.case import Case, Fit
from calibration.fit.identify import PARTLY, Learned, learned
from calibration.fit.tables import figures_table

ODD = 0.05
"""Below this chance the fitted model is said not to explain the figures."""


def sentences(fit: Fit) -> Iterator[str]:
    """Say what was fitted to what, how well, and what is not known."""
    found, inference = learned(fit), fit.inference
    yield (
        f"{len(found.names)} unknowns were fitted to {found.figures} figures with "
        f"{found.runs:,} runs; {len(inference.values)} accepted sets were kept."
    )
    if not fit.budget.surface:
        yield (
            "Only the pilot was run: its answer is wider than these figures would allow, and safe."
        )
    yield from _warnings(fit.case, found)
    yield from goodness(fit)
    yield from of_unknowns(found)


def goodness(fit: Fit) -> Iterator[str]:
    """Say whether the fitted model could have given these figures."""
    table = figures_table(fit)
    inside = int((table["place"] == "inside").sum())
    yield (
        f"{inside} of {len(table)} figures lie within the middle nine tenths of what the "
        "accepted sets give."
    )
    yield how_good(fit.inference.goodness, table)
    if fit.inference.dropped:
        names = ", ".join(fit.inference.dropped[:5])
        more = (
            f" and {len(fit.inference.dropped) - 5} more" if len(fit.inference.dropped) > 5 else ""
        )
        yield f"Left out, because runs count nobody in them: {names}{more}."


def how_good(chance: float, table: pd.DataFrame) -> str:
    """Say what the chance that the fitted model itself would fit worse means.

    ``table`` is that of the figures.
    """
    if chance < ODD:
        worst = table.iloc[int((table["below"] - 0.5).abs().to_numpy().argmax())]
        where = f"{worst['label']} ({worst['when']}), {worst['place']}"
        return (
            f"The fit is poor: by chance alone the model would fit worse in only {chance:.0%} of "
            f"cases. Furthest off is {where}. Something "
            "happened that these settings do not say, or definitions differ: do not rely on the "
            "intervals before it is found."
        )
    could = (
        "The figures could have come from the fitted model: by chance alone it would fit worse "
        f"in {chance:.0%} of cases."
    )
    if chance <= 1 - ODD:
        return could
    return (
        f"{could} So close an agreement is no proof of the model: the tolerances are wider than "
        "these figures needed, or the scenario had been set by the same figures."
    )


def of_unknowns(found: Learned, *, before: bool = False) -> Iterator[str]:
    """Say of each unknown whether it is identified, and which go together."""
    for verdict, words in (
        ("identified", "The figures can tell" if before else "The figures tell"),
        ("partly identified", "They can tell in part" if before else "They tell in part"),
    ):
        which = [n for n, said in zip(found.labels, found.verdicts, strict=True) if said == verdict]
        if which:
            yield f"{words}: {_listed(which)}."
    silent = [n for n, width in zip(found.labels, found.width, strict=True) if width > PARTLY]
    if silent:
        yield (
            f"They cannot tell: {_listed(silent)}. What comes out for "
            f"{'it' if len(silent) == 1 else 'these'} is what was believed before."
        )
    for one, other, strength in found.pairs[:4]:
        way = "more" if strength > 0 else "less"
        yield (
            f"{one} and {other} go together (correlation {strength:+.2f}): more of the first "
            f"with {way} of the second fits as well. Keep accepted sets whole; a number from "
            "elsewhere for either would narrow both."
        )


def _warnings(case: Case, found: Learned) -> Iterator[str]:
    if len(found.names) > found.figures:
        yield (
            f"There are more unknowns ({len(found.names)}) than figures ({found.figures}): some "
            "can only be what was believed before."
        )
    alike = len(case.figures) - found.figures
    if alike:
        yield f"{alike} of the {len(case.figures)} figures could not be used."


def before(case: Case, found: Learned) -> Iterator[str]:
    """Say what a fit of this case can be expected to tell."""
    yield (
        f"{len(found.names)} unknowns, {found.figures} figures; judged from {found.runs} runs over "
        "the priors, in the middle of them."
    )
    yield from _warnings(case, found)
    yield from of_unknowns(found, before=True)


def _listed(words: list[str]) -> str:
    """Return names in a row; those that hold commas themselves are kept apart by more."""
    if len(words) == 1:
        return words[0]
    between = ("; ", "; and ") if any("," in one for one in words) else (", ", " and ")
    return between[0].join(words[:-1]) + between[1] + words[-1]
