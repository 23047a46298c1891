"""How sure a run is, and what would change its answer, in words."""

from collections.abc import Iterator, Sequence
from typing import Any

from scenarios.report.guesses import guesses
from scenarios.report.options import Options
from scenarios.report.projection import Projection
from sim.settings import Scenario

ALWAYS = "Waits grow if more children are referred, staff leave, or posts are filled later."


def how_sure(manifest: dict[str, Any], projection: Projection) -> tuple[str, ...]:
    """Say how many futures were run, how wide they lie and how well the average is known."""
    number = manifest["replications"]
    lines = [
        f"{number} futures were run with {_alike(manifest)} and different luck. "
        "The range in brackets leaves out the lowest and the highest tenth of them; it is no "
        "promise, and it holds only if the settings do.",
    ]
    precision = _precision(projection)
    if precision:
        lines.append(precision)
    if manifest.get("accepted_file"):
        lines.append(
            "The ranges include what is not known of the fitted settings: each future used one "
            "draw of them."
        )
    else:
        lines.append(
            "The ranges hold luck alone: that the settings themselves are uncertain is not in them."
        )
    if manifest["status"] != "finished":
        lines.append("The run was stopped early; only what had finished is here.")
    return tuple(lines)


def _alike(manifest: dict[str, Any]) -> str:
    fitted = manifest.get("accepted_file")
    return "one draw each of the fitted settings" if fitted else "the same settings"


def _precision(projection: Projection) -> str:
    """Say how far the average of the longest lists may be off, as a share of it."""
    rows = projection.cell("list_size", need=None)
    rows = rows[rows["period"] == projection.last]
    rows = rows[(rows["mean"] > 0) & rows["mean_high"].notna()]
    if not len(rows):
        return ""
    off = ((rows["mean_high"] - rows["mean"]) / rows["mean"]).to_numpy()
    said = sorted(zip(off.tolist(), rows["need"].astype(str), strict=True))
    parts = [f"{projection.labels.of('need', need)} {share:.1%}" for share, need in said]
    return (
        "With more futures, the average lists at the end would move by no more than about: "
        f"{', '.join(parts)}. That is likely 19 times in 20."
    )


def would_change(
    scenario: Scenario, options: Options | None = None, moved: Sequence[str] = ()
) -> tuple[str, ...]:
    """Say what moves waits, what is guessed, and what verdicts were tried against.

    ``moved`` says what was found to move results, where that was looked for.
    """
    regrading = _regrading(options) if options is not None else ()
    return (ALWAYS, *moved, *guesses(scenario), *regrading)


def _regrading(options: Options) -> Iterator[str]:
    if options.study.regrading:
        yield "Every verdict was tried at zero, low and high rates of re-grading while waiting."
    else:
        yield (
            "Nobody has published how many children get worse while they wait. Here one rate was "
            "used, and no other was tried."
        )
