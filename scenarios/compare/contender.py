"""Who is compared with whom: options of runs, under the names they are compared by."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.compare.variants import AS_FUNDED
from sim.runs.folder import Run
from sim.settings import BadInput, Problem, Scenario


@dataclass(frozen=True)
class Contender:
    """One option of one run; the first of a comparison is the baseline."""

    name: str
    run: Run
    option: str

    @property
    def about(self) -> dict[str, Any]:
        """What its run folder tells of it, its title and question among it."""
        return dict(self.run.manifest.get("about", {}).get(self.option, {}))


def contenders_of(runs: Sequence[Run], options: Sequence[str] = ()) -> list[Contender]:
    """Return what is compared: the options of one run, or several runs, against the first.

    ``options`` keeps only those options of a single run. Of several runs, each baseline is
    compared under its folder's name, and its options as folder/option.

    Raises:
    BadInput
        When there is nothing to compare, or an option is not in the run.
    """
    first, others = runs[0], runs[1:]
    named = _folder_names(runs)
    baseline = first.manifest["options"][0]
    own = list(first.manifest["options"][1:])
    _check(first, own, options, alone=not others)
    if not others:
        kept = [name for name in own if not options or name in options]
        return [Contender(name, first, name) for name in (baseline, *kept)]
    found = [Contender(named[0], first, baseline)]
    for run, name in zip(others, named[1:], strict=True):
        base, *more = run.manifest["options"]
        found.append(Contender(name, run, base))
        found += [Contender(f"{name}/{option}", run, option) for option in more]
    return found


def outside_of(run: Run, option: str) -> Sequence[str]:
    """Return what an option of a run changes of which nothing happens in it, a sentence each.

    An option with every post filled on its date changes what the plain one does, and tells none.
    """
    told = run.manifest.get("about", {}).get(option, {})
    return () if option.endswith(AS_FUNDED) else told.get("outside", ())


def settings_of(run: Run) -> Scenario:
    """Return the settings of a run's scenario.

    Raises:
    BadInput
        When they cannot be read by this version.
    """
    path = run.folder / "scenario.json"
    try:
        return Scenario.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        text = "is damaged or was made by another version"
        problem = Problem(str(run.folder), "scenario.json", text, "Run the scenario again.")
        raise BadInput([problem]) from error


def _check(run: Run, own: Sequence[str], options: Sequence[str], *, alone: bool) -> None:
    from sim.settings.problems import did_you_mean

    problems = []
    if alone and not own:
        remedy = "Run it with --option, or give a second run folder."
        problems.append(Problem(str(run.folder), "", "has no options to compare", remedy))
    for name in options:
        if name not in own and own:
            remedy = did_you_mean(name, own) or f"Options in it: {', '.join(own)}."
            if name in _second_names(run):
                remedy = f"It asks what {_second_names(run)[name]} asks: give that name."
            problems.append(Problem(str(run.folder), "--option", f"there is no {name}", remedy))
    if problems:
        raise BadInput(problems)


def _second_names(run: Run) -> dict[str, str]:
    """Return cells of a plan that ask what another asks, each with the name it is answered by."""
    about = run.manifest.get("about", {})
    return {cell: name for name, told in about.items() for cell in told.get("also", ())}


def _folder_names(runs: Sequence[Run]) -> list[str]:
    """Return short names of the folders, longer where two would be the same."""
    paths = [run.folder.resolve() for run in runs]
    problems = [
        Problem(str(run.folder), "", "is given twice", "Give each run once.")
        for k, run in enumerate(runs)
        if paths[k] in paths[:k]
    ]
    if problems:
        raise BadInput(problems)
    short = [path.name for path in paths]
    return [
        name if short.count(name) == 1 else str(Path(path.parent.name) / name)
        for name, path in zip(short, paths, strict=True)
    ]
