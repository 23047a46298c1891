"""Published figures of a scenario, as figures to fit to."""

from collections.abc import Mapping, Sequence

from calibration.fit.figure import Figure, Scale
from calibration.fit.statistic import of_target
from calibration.targets import Target
from sim.settings import BadInput, Problem
from sim.settings.problems import did_you_mean

SCALES: dict[str, Scale] = {
    "days": "log", "years": "log", "share": "share", "children": "root",
    "children a week": "root", "children a month": "root",
}  # fmt: skip


def from_targets(
    targets: Mapping[str, Target], names: Sequence[str], file: str = "fit"
) -> list[Figure]:
    """Return figures to fit to, in the order named; no name means every one that can be fitted.

    One standard deviation of a figure is the tolerance that its target states.

    Raises:
    BadInput
        With every name that is no target, or that cannot be fitted to.
    """
    fit = {name: one for name, one in targets.items() if _reason(one) == ""}
    problems = []
    for name in names:
        if name not in targets:
            remedy = did_you_mean(name, targets) or f"Targets: {', '.join(fit)}."
            problems.append(Problem(file, f"targets.{name}", "there is no such target", remedy))
        elif reason := _reason(targets[name]):
            problems.append(Problem(file, f"targets.{name}", reason, "Leave it out."))
    if problems:
        raise BadInput(problems)
    return [_figure(name, targets[name]) for name in names or fit]


def _reason(target: Target) -> str:
    """Return why a target cannot be fitted to."""
    if target.model is None:
        return "nothing in the model stands beside it"
    return "" if target.tolerance else "it is for scale only: it states no tolerance"


def _figure(name: str, target: Target) -> Figure:
    low, high = target.ends()
    plain = target.less != 0  # a growth may be negative, where no other scale reaches
    return Figure(
        name, target.label, low, high, of_target(target), target.tolerance or 0.0,
        scale="plain" if plain else SCALES[target.unit], unit=target.unit, source=target.source,
        when=target.period,
    )  # fmt: skip
