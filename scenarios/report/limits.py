"""What the model does not do, and what a run leaves open: said before anybody relies on it."""

from collections.abc import Iterator

from scenarios.compare.contender import outside_of
from scenarios.evidence.entries import by_confidence
from sim.runs.folder import Run
from sim.settings import Scenario

FEW_FUTURES = 20
LIMITS = (
    "It plans services. It is not for decisions about a child.",
    "It is no forecast of what will happen: it shows what follows from the settings.",
    "It follows no clinician by name, no room and no travel. A role's staff are a pool of minutes.",
    "It keeps no diary: an appointment is known only when it happens.",
    "It holds no outcome of treatment. Helped means that a pathway ended there, not that a child "
    "is better.",
    "It does not know whether a wait did harm. Becoming more urgent while waiting has no published "
    "rate and is an assumption.",
    "Demand, thresholds and staff do not respond to lists or waits, other than by the length of a "
    "child's own wait.",
    "Children who go elsewhere are not followed and never counted as helped.",
    "Brothers, sisters, schools and families are not modelled as units.",
)


def of_run(run: Run, scenario: Scenario) -> tuple[str, ...]:
    """Return what this run leaves open."""
    return tuple(_of_run(run, scenario))


def _of_run(run: Run, scenario: Scenario) -> Iterator[str]:
    manifest = run.manifest
    if manifest["caveat"]:
        yield str(manifest["caveat"])
    counts = by_confidence(scenario)
    weak, total = counts["assumption"] + counts["low"], sum(counts.values())
    if total:
        yield f"{weak} of {total} entries of evidence are assumptions or of low confidence."
    else:
        yield "No number of this scenario has a source."
    if manifest["replications"] < FEW_FUTURES:
        yield (
            f"Only {manifest['replications']} futures were run: small differences cannot be told "
            "from luck, and the ranges are rough."
        )
    if not manifest.get("accepted_file"):
        yield "It was not run over fitted settings: its ranges hold luck alone."
    if scenario.opening.source in ("empty", "warm_up"):
        yield "It does not start from a real list of children waiting."
    for option, about in manifest.get("about", {}).items():
        yield from (f"{about['title']}: {sentence}" for sentence in outside_of(run, option))
    if manifest["status"] != "finished":
        yield "It was stopped early."
