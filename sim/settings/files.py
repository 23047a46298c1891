"""Scenario files: TOML, a base that is extended, parts that are included, and options."""

import datetime as dt
import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.settings.problems import BadInput, Problem, did_you_mean, reworded, shorten
from sim.settings.scenario import Scenario

LARGEST_FILE_BYTES = 2_000_000
MOST_LEVELS = 20
_FILE_WORDS = ("extends", "include", "remove")
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


@dataclass(frozen=True)
class Loaded:
    """A scenario as read: its name, folder, settings, and where each setting came from."""

    name: str
    path: Path
    scenario: Scenario
    values: dict[str, Any] = field(repr=False)
    file_of: dict[str, str] = field(repr=False)

    @property
    def folder(self) -> Path:
        """The folder that holds the scenario and everything it names."""
        return self.path.parent


def library() -> Path:
    """Return the folder of shipped scenarios."""
    return Path(str(resources.files("scenarios"))) / "library"


def library_names() -> list[str]:
    """Return the names of the shipped scenarios."""
    return sorted(path.parent.name for path in library().glob("*/scenario.toml"))


def load(name_or_path: str | Path) -> Loaded:
    """Read a scenario: a shipped one by name, or a TOML file by path.

    Raises:
    BadInput
        With every problem found, when the scenario cannot be used.
    """
    path = _find(str(name_or_path))
    values, file_of = _resolve(path, path.parent.resolve(), ())
    scenario = _validated(values, file_of, path.name)
    scenario._folder = str(path.parent.resolve())
    name = path.parent.name if path.name == "scenario.toml" else path.stem
    return Loaded(name, path.resolve(), scenario, values, file_of)


def from_values(values: Mapping[str, Any], name: str = "scenario") -> Scenario:
    """Make a scenario from plain tables, as a TOML file would give them."""
    return _validated(dict(values), {}, name)


def option_names(loaded: Loaded) -> list[str]:
    """Return the names of the options in the scenario's own library."""
    return sorted(path.stem for path in (loaded.folder / "options").glob("*.toml"))


def load_option(loaded: Loaded, name_or_path: str) -> Option:
    """Read an option of a scenario, by name from its library or by path, and apply it."""
    path = find_option(loaded, name_or_path)
    return apply_option(loaded, path.stem, _read(path), path.name)


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
    values = _copy(loaded.values)
    file_of = dict(loaded.file_of)
    for path in option.get("remove", ()):
        problems += _remove(values, str(path), file)
    for path, value in _leaves(option.get("set", {})):
        _put(values, path, value)
        file_of[".".join(path)] = file
    for verb in ("add", "multiply"):
        for path, amount in _leaves(option.get(verb, {})):
            problems += _compute(values, path, amount, verb, file)
    if problems:
        raise BadInput(problems)
    scenario = _validated(values, file_of, file)
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
    values = _copy(loaded.values)
    problems = []
    for path, value in settings.items():
        hits = _matches(values, tuple(path.split(".")))
        if not hits:
            problems.append(_nowhere(values, path, file, "set"))
        for table, key in hits:
            table[key] = int(value) if isinstance(table[key], int) else value
    if problems:
        raise BadInput(problems)
    scenario = _validated(values, {**loaded.file_of, **dict.fromkeys(settings, file)}, file)
    scenario._folder = loaded.scenario._folder
    return replace(loaded, values=values, scenario=scenario)


def changes_between(old: Scenario, new: Scenario) -> list[Change]:
    """Return every setting that differs, as a reader would see it in the file."""
    before = {".".join(path): value for path, value in _leaves(plain(old))}
    after = {".".join(path): value for path, value in _leaves(plain(new))}
    names = list(before) + [name for name in after if name not in before]
    return [
        Change(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def plain(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain tables, defaults included."""
    return scenario.model_dump(mode="json", exclude={"sources", "evidence"})


def _find(name_or_path: str) -> Path:
    shipped = library() / name_or_path / "scenario.toml"
    if "/" not in name_or_path and "\\" not in name_or_path and shipped.is_file():
        return shipped
    path = Path(name_or_path)
    if path.is_dir():
        path = path / "scenario.toml"
    if path.is_file():
        return path
    remedy = did_you_mean(name_or_path, library_names()) or (
        f"Shipped scenarios: {', '.join(library_names())}; or give the path of a TOML file."
    )
    raise BadInput([Problem(name_or_path, "", "there is no such scenario", remedy)])


def _resolve(
    path: Path, root: Path, seen: tuple[Path, ...]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Read a file with what it extends and includes; later, nearer files win."""
    path = path.resolve()
    if path in seen:
        chain = " extends ".join(p.name for p in (*seen, path))
        raise BadInput([Problem(path.name, "extends", f"goes in a circle: {chain}", "Break it.")])
    values = _read(path)
    result: dict[str, Any] = {}
    file_of: dict[str, str] = {}
    if "extends" in values:
        base, base_root = _base(str(values["extends"]), path, root)
        result, file_of = _resolve(base, base_root, (*seen, path))
    parts = _parts(values, path, root)
    problems = [
        p for removed in values.get("remove", ()) for p in _remove(result, removed, path.name)
    ]
    own: dict[tuple[str, ...], str] = {}
    for part_file, part in parts:
        for leaf, value in _leaves(part):
            if leaf == ("evidence",):
                result["evidence"] = [*result.get("evidence", []), *value]
                continue
            if leaf in own:
                text = f"is set twice, in {own[leaf]} and in {part_file}"
                problems.append(Problem(part_file, ".".join(leaf), text, "Keep one of them."))
            own[leaf] = part_file
            _put(result, leaf, value)
            file_of[".".join(leaf)] = part_file
    if problems:
        raise BadInput(problems)
    return result, file_of


def _base(name: str, path: Path, root: Path) -> tuple[Path, Path]:
    shipped = library() / name / "scenario.toml"
    if "/" not in name and shipped.is_file():
        return shipped, shipped.parent.resolve()
    return inside(root, path.parent / name, path.name, "extends"), root


def _parts(values: dict[str, Any], path: Path, root: Path) -> list[tuple[str, dict[str, Any]]]:
    own = {key: value for key, value in values.items() if key not in _FILE_WORDS}
    parts = [(path.name, own)]
    for name in values.get("include", ()):
        part_path = inside(root, path.parent / str(name), path.name, "include")
        part = _read(part_path)
        nested = [word for word in _FILE_WORDS if word in part]
        if nested:
            remedy = "Put it in the file that includes this one."
            raise BadInput([Problem(part_path.name, nested[0], "cannot be here", remedy)])
        parts.append((part_path.name, part))
    return parts


def inside(root: Path, path: Path, file: str, setting: str) -> Path:
    """Return a path that exists and stays within the scenario's folder, or raise BadInput."""
    resolved = path.resolve()
    if not resolved.is_relative_to(root):
        remedy = "Keep every file of a scenario in its own folder."
        raise BadInput([Problem(file, setting, f"{path.name} is outside the folder", remedy)])
    if not resolved.is_file():
        known = [p.name for p in root.glob("*") if p.is_file()]
        remedy = did_you_mean(path.name, known) or "Correct the name."
        raise BadInput([Problem(file, setting, f"there is no file {path.name}", remedy)])
    return resolved


def _read(path: Path) -> dict[str, Any]:
    name = path.name
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            size = path.stat().st_size / 1e6
            remedy = f"Scenario files hold settings and stay under {LARGEST_FILE_BYTES / 1e6:g} MB."
            raise BadInput([Problem(name, "", f"is too large ({size:.0f} MB)", remedy)])
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        remedy = "Save it as UTF-8 text."
        raise BadInput([Problem(name, "", "is not UTF-8 text", remedy)]) from error
    except OSError as error:
        raise BadInput([Problem(name, "", f"cannot be read ({error.strerror})", "")]) from error
    try:
        values = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        remedy = "See `pathways template scenario` for the form."
        raise BadInput([Problem(name, "", f"is not valid TOML: {error}", remedy)]) from error
    if not values:
        raise BadInput([Problem(name, "", "is empty", "See `pathways template scenario`.")])
    problems = [
        Problem(name, ".".join(leaf), f"must be a finite number, not {value}", "Correct it.")
        for leaf, value in _leaves(values)
        if isinstance(value, float) and not math.isfinite(value)
    ]
    if any(len(leaf) > MOST_LEVELS for leaf, _ in _leaves(values)):
        problems.append(Problem(name, "", "tables are nested too deeply", "Flatten them."))
    if problems:
        raise BadInput(problems)
    return values


def _validated(values: dict[str, Any], file_of: Mapping[str, str], file: str) -> Scenario:
    try:
        return Scenario.model_validate(_tuples(values))
    except ValidationError as error:
        raise BadInput(reworded(error, Scenario, file_of, file)) from error


def _tuples(value: Any) -> Any:
    """Settings are frozen, so lists become tuples."""
    if isinstance(value, Mapping):
        return {key: _tuples(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copy(item) for item in value]
    return value


def _leaves(
    values: Mapping[str, Any], before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield (path, value) of everything that is not a table; an empty table is a leaf."""
    for key, value in values.items():
        path = (*before, str(key))
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, path)
        else:
            yield path, value


def _put(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for key in path[:-1]:
        below = values.get(key)
        if not isinstance(below, dict):
            below = values[key] = {}
        values = below
    if isinstance(value, Mapping) and not value and isinstance(values.get(path[-1]), dict):
        return
    values[path[-1]] = _copy(value)


def _matches(values: Any, path: tuple[str, ...]) -> list[tuple[dict[str, Any], str]]:
    """Return (table, key) for every place that a path with stars points to."""
    if not isinstance(values, dict):
        return []
    keys: Iterable[str] = list(values) if path[0] == "*" else [path[0]]
    if len(path) == 1:
        return [(values, key) for key in keys if key in values]
    return [hit for key in keys for hit in _matches(values.get(key), path[1:])]


def _remove(values: dict[str, Any], path: str, file: str) -> list[Problem]:
    hits = _matches(values, tuple(str(path).split(".")))
    for table, key in hits:
        del table[key]
    return [] if hits else [_nowhere(values, str(path), file, "remove")]


def _compute(
    values: dict[str, Any], path: tuple[str, ...], amount: Any, verb: str, file: str
) -> list[Problem]:
    setting = ".".join(path)
    if isinstance(amount, bool) or not isinstance(amount, (int, float)):
        return [Problem(file, setting, f"{verb} needs a number, not {shorten(amount)}", "")]
    hits = _matches(values, path)
    if not hits:
        return [_nowhere(values, setting, file, verb)]
    problems = []
    for table, key in hits:
        old = table[key]
        if isinstance(old, list) and all(isinstance(item, (int, float)) for item in old):
            table[key] = [_apply(item, amount, verb) for item in old]
        elif isinstance(old, bool) or not isinstance(old, (int, float)):
            text = f"cannot {verb} to {shorten(old)}"
            problems.append(Problem(file, setting, text, "Use [set]."))
        else:
            table[key] = _apply(old, amount, verb)
    return problems


def _apply(old: float, amount: float, verb: str) -> float:
    new = old + amount if verb == "add" else old * amount
    whole = isinstance(old, int) and isinstance(amount, int)
    return int(new) if whole else round(float(new), 12)


def _nowhere(values: dict[str, Any], path: str, file: str, verb: str) -> Problem:
    known = [".".join(leaf) for leaf, _ in _leaves(values)]
    remedy = did_you_mean(path, known) or f"[{verb}] works on settings the scenario states."
    return Problem(file, path, "no such setting is stated in the scenario", remedy)


def with_calendar(loaded: Loaded, **calendar: Any) -> Loaded:
    """Return the scenario with other calendar settings, as the command line allows."""
    values = _copy(loaded.values)
    values["calendar"].update(calendar)
    return replace(loaded, values=values, scenario=_validated(values, loaded.file_of, loaded.name))
