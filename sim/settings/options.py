"""Options: named differences from a scenario, and what they change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.settings.files import Loaded, read_toml, validated
from sim.settings.problems import BadInput, Problem, did_you_mean
from sim.settings.scenario import Scenario
from sim.settings.tables import compute, copied, leaves, matches, nowhere, put, remove

_OPTION_WORDS = ("title", "question", "set", "add", "multiply", "remove", "milestones", "note")


@dataclass(frozen=True)
class Change:
    """One setting that an option changes."""

    setting: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Option:
    """A named set of differences from a scenario."""

    name: str
    title: str
    question: str
    scenario: Scenario
    changes: tuple[Change, ...]


def option_names(loaded: Loaded) -> list[str]:
    """Return the names of the options in the scenario's own library."""
    return sorted(path.stem for path in (loaded.folder / "options").glob("*.toml"))


def load_option(loaded: Loaded, name_or_path: str) -> Option:
    """Read an option of a scenario, by name from its library or by path, and apply it."""
    path = find_option(loaded, name_or_path)
    return apply_option(loaded, path.stem, read_toml(path), path.name)


def find_option(loaded: Loaded, name_or_path: str) -> Path:
    """Return the file of an option, by name from the scenario's library or by path."""
    path = loaded.folder / "options" / f"{name_or_path}.toml"
    if not path.is_file():
        path = Path(name_or_path)
    if path.suffix != ".toml" or not path.is_file():
        known = option_names(loaded)
        listed = f"Options of {loaded.name}: {', '.join(known)}." if known else ""
        remedy = did_you_mean(name_or_path, known) or listed or "Give the path of a TOML file."
        raise BadInput([Problem(name_or_path, "", "there is no such option", remedy)])
    return path


def apply_option(loaded: Loaded, name: str, option: Mapping[str, Any], file: str) -> Option:
    """Apply differences (set, add, multiply, remove) to a scenario."""
    problems = [
        Problem(file, key, "is not a part of an option", did_you_mean(key, _OPTION_WORDS))
        for key in option
        if key not in _OPTION_WORDS
    ]
    problems += [
        Problem(file, word, "must be a table of settings", f"Write [{word}].")
        for word in ("set", "add", "multiply")
        if not isinstance(option.get(word, {}), Mapping)
    ]
    if problems:
        raise BadInput(problems)
    values = copied(loaded.values)
    file_of = dict(loaded.file_of)
    for path in option.get("remove", ()):
        problems += remove(values, str(path), file)
    for path, value in leaves(option.get("set", {})):
        put(values, path, value)
        file_of[".".join(path)] = file
    for verb in ("add", "multiply"):
        for path, amount in leaves(option.get(verb, {})):
            problems += compute(values, path, amount, verb, file)
    if problems:
        raise BadInput(problems)
    scenario = validated(values, file_of, file)
    scenario._folder = loaded.scenario._folder
    changes = changes_between(loaded.scenario, scenario)
    if not changes:
        remedy = "Say what differs under [set], [add], [multiply] or remove."
        raise BadInput([Problem(file, "", "the option changes nothing", remedy)])
    return Option(
        name, option.get("title", name), option.get("question", ""), scenario, tuple(changes)
    )


def with_values(loaded: Loaded, settings: Mapping[str, Any], file: str) -> Loaded:
    """Return the scenario with some settings (paths with dots) set, such as an accepted set."""
    values = copied(loaded.values)
    problems = []
    for path, value in settings.items():
        hits = matches(values, tuple(path.split(".")))
        if not hits:
            problems.append(nowhere(values, path, file, "set"))
        for table, key in hits:
            whole = isinstance(table[key], int) and float(value).is_integer()
            table[key] = int(value) if whole else value
    if problems:
        raise BadInput(problems)
    scenario = validated(values, {**loaded.file_of, **dict.fromkeys(settings, file)}, file)
    scenario._folder = loaded.scenario._folder
    return replace(loaded, values=values, scenario=scenario)


def changes_between(old: Scenario, new: Scenario) -> list[Change]:
    """Return every setting that differs, as a reader would see it in the file."""
    before = {".".join(path): value for path, value in leaves(plain(old))}
    after = {".".join(path): value for path, value in leaves(plain(new))}
    names = list(before) + [name for name in after if name not in before]
    return [
        Change(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def plain(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain tables, defaults included."""
    return scenario.model_dump(mode="json", exclude={"sources", "evidence"})
