"""The parts of an option: each option file as the single changes it makes, and their clashes.

An option may include others. Each part means what it means alone: its stars stand for names in
the scenario (and in what it sets itself), never for names that another part brings. Two parts
may add to one setting, or multiply it; whatever else two parts do to one setting is an error,
never decided by their order.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.settings.milestone import Milestone, read_plan
from sim.settings.problems import BadInput, Problem, did_you_mean, shorten
from sim.settings.tables import compute, expanded, leaves, nowhere, opened, put, remove

WORDS = (
    "title", "question", "note", "unknown", "include", "remove", "set", "add", "multiply",
    "milestones", "slip", "evidence",
)  # fmt: skip
COMMUTE = ("add", "multiply")
"""What two parts may both do to one setting, since their order makes no difference."""
SetPath = tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One change of one setting by one option file."""

    verb: str
    """remove, set, add or multiply, in the order in which they are done."""
    path: SetPath
    value: Any
    file: str


@dataclass(frozen=True)
class Part:
    """One option file, read and checked as far as it can be without the others."""

    name: str
    file: str
    values: Mapping[str, Any]
    milestones: Mapping[str, Milestone]
    slip: Mapping[str, int]


Finder = Callable[[str, Path | None], Path]
"""Finds the file of an included option, from a name and the folder of the file that names it."""
Reader = Callable[[Path], Mapping[str, Any]]
"""Reads the tables of an option file."""


def read_part(name: str, values: Mapping[str, Any], file: str) -> Part:
    """Check the form of an option file; raise every problem with it."""
    problems = [
        Problem(file, key, "is not a part of an option", did_you_mean(key, WORDS))
        for key in values
        if key not in WORDS
    ]
    problems += [
        Problem(file, word, "must be a table of settings", f"Write [{word}].")
        for word in ("set", "add", "multiply")
        if not isinstance(values.get(word, {}), Mapping)
    ]
    problems += [
        Problem(file, word, f"must be text, not {shorten(values[word])}", "Put it in quotes.")
        for word in ("title", "question", "note")
        if not isinstance(values.get(word, ""), str)
    ]
    if not isinstance(values.get("unknown", False), bool):
        remedy = "Write unknown = true, or leave it out."
        problems.append(Problem(file, "unknown", "must be true or false", remedy))
    if not isinstance(values.get("evidence", []), (list, tuple)):
        problems.append(Problem(file, "evidence", "must be a list", "Write [[evidence]]."))
    plan, found = read_plan(values, file)
    if problems or found:
        raise BadInput([*problems, *found])
    return Part(name, file, values, plan.milestones, plan.slip)


def included(own: Part, folder: Path | None, find: Finder, read: Reader) -> list[Part]:
    """Return an option and everything it includes, each once, what is included first."""
    found: dict[Path | str, Part] = {}

    def gather(part: Part, folder: Path | None, key: Path | str, chain: tuple[str, ...]) -> None:
        for name in part.values.get("include", ()):
            path = find(str(name), folder)
            if path.name in chain:
                text = f"goes in a circle: {' includes '.join((*chain, path.name))}"
                raise BadInput([Problem(part.file, "include", text, "Break it.")])
            if path not in found:
                inner = read_part(path.stem, read(path), path.name)
                gather(inner, path.parent, path, (*chain, path.name))
        found[key] = part

    gather(own, folder, "", (own.file,))
    return list(found.values())


def steps_of(
    part: Part, milestones: Mapping[str, Milestone], values: Mapping[str, Any]
) -> tuple[list[Step], list[Problem]]:
    """Return the single changes a part makes to a scenario's values, stars written out."""
    stated = (*_sets(part), *_dates(part, milestones))
    removed = [tuple(str(text).split(".")) for text in part.values.get("remove", ())]
    after = opened(values, [*removed, *(step.path for step in stated)])
    steps, problems = _removals(part, after)
    problems += _idle(part, milestones)
    for step in stated:
        put(after, step.path, step.value)
        steps.append(step)
    for verb in COMMUTE:
        for path, amount in leaves(part.values.get(verb, {})):
            hits = expanded(after, path)
            steps += [Step(verb, hit, amount, part.file) for hit in hits]
            problems += [] if hits else [nowhere(after, ".".join(path), part.file, verb)]
    return steps, problems


def _removals(part: Part, values: dict[str, Any]) -> tuple[list[Step], list[Problem]]:
    steps: list[Step] = []
    problems: list[Problem] = []
    for text in part.values.get("remove", ()):
        hits = expanded(values, tuple(str(text).split(".")))
        steps += [Step("remove", hit, None, part.file) for hit in hits]
        problems += remove(values, str(text), part.file)
    return steps, problems


def _sets(part: Part) -> Iterator[Step]:
    for path, value in leaves(part.values.get("set", {})):
        yield Step("set", path, value, part.file)


def _idle(part: Part, milestones: Mapping[str, Milestone]) -> list[Problem]:
    """Return a problem for every star of a milestone that stands for nothing the option sets."""
    own = part.values.get("set", {})
    return [
        Problem(part.file, f"milestones.{name}.drives",
                f"{text} is nothing that the option sets", "Correct its names.")
        for name in part.milestones
        for text in milestones[name].drives
        if "*" in text.split(".") and not expanded(own, tuple(text.split(".")[:-1]))
    ]  # fmt: skip


def _dates(part: Part, milestones: Mapping[str, Milestone]) -> Iterator[Step]:
    """Yield the settings that take the date of a milestone."""
    own = part.values.get("set", {})
    for name in part.milestones:
        for text in milestones[name].drives:
            *above, last = text.split(".")
            starred = "*" in above
            places = expanded(own, tuple(above)) if starred else [tuple(above)]
            for place in places:
                yield Step("set", (*place, last), milestones[name].due, part.file)


def clashes(steps: list[Step]) -> list[Problem]:
    """Return a problem for every setting that two changes fight over."""
    taken: dict[SetPath, Step] = {}
    problems = []
    for step in steps:
        other = taken.get(step.path)
        if other is not None and not _agree(other, step):
            problems.append(_twice(other, step))
        taken.setdefault(step.path, step)
    for step in steps:
        for length in range(1, len(step.path)):
            other = taken.get(step.path[:length])
            if other is not None and other.file != step.file:
                problems.append(_twice(other, step))
    return problems


def _agree(one: Step, other: Step) -> bool:
    if one.file == other.file:
        return one.verb != "set" or other.verb != "set"
    return one.verb == other.verb and one.verb in COMMUTE


def _twice(one: Step, other: Step) -> Problem:
    where = one.file if one.file == other.file else f"{one.file} and in {other.file}"
    text = f"is changed twice, in {where}"
    return Problem(other.file, ".".join(other.path), text, "Keep one of them.")


def perform(values: dict[str, Any], steps: list[Step]) -> list[Problem]:
    """Make the changes in values: removals first, then what is set, added and multiplied."""
    problems: list[Problem] = []
    for verb in ("remove", "set", *COMMUTE):
        for step in (step for step in steps if step.verb == verb):
            if verb == "remove":
                remove(values, ".".join(step.path), step.file)
            elif verb == "set":
                put(values, step.path, step.value)
            else:
                problems += compute(values, step.path, step.value, verb, step.file)
    return problems
