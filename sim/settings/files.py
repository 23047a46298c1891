"""Scenario files: TOML, a base that is extended, and parts that are included."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.settings.problems import BadInput, Problem, did_you_mean, reworded
from sim.settings.scenario import Scenario
from sim.settings.setting import what_does_not_add_up_let_pass
from sim.settings.tables import PLAIN, leaves, put, remove
from sim.settings.toml_file import read_toml

LONGEST_NAME_BYTES = 255
_FILE_WORDS = ("extends", "include", "remove", "accepted")
NONE = "none"
"""What a file says in place of accepted sets that it does not want to inherit."""


@dataclass(frozen=True)
class Loaded:
    """A scenario as read: its name, folder, settings, and where each setting came from."""

    name: str
    path: Path
    scenario: Scenario
    values: dict[str, Any] = field(repr=False)
    file_of: dict[str, str] = field(repr=False)
    accepted: Path | None = None
    """Its accepted sets; None where it has none."""
    nearer: frozenset[str] = frozenset()
    """Settings that were stated, or taken out, after the accepted sets were named, and stand."""

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
    found = _resolve(path, path.parent.resolve(), ())
    scenario = validated(found.values, found.file_of, path.name, str(path.parent.resolve()))
    name = path.resolve().parent.name if path.name == "scenario.toml" else path.stem
    return Loaded(
        name, path.resolve(), scenario, found.values, found.file_of, found.accepted,
        frozenset(found.nearer),
    )  # fmt: skip


def from_values(values: Mapping[str, Any], name: str = "scenario") -> Scenario:
    """Make a scenario from plain tables, as a TOML file would give them."""
    return validated(dict(values), {}, name)


def _find(name_or_path: str) -> Path:
    if name_or_path in library_names():
        return library() / name_or_path / "scenario.toml"
    path = Path(name_or_path)
    if _usable(path.name):
        path = path / "scenario.toml" if path.is_dir() else path
        if path.is_file():
            return path
    remedy = did_you_mean(name_or_path, library_names()) or (
        f"Shipped scenarios: {', '.join(library_names())}; or give the path of a TOML file."
    )
    raise BadInput([Problem(name_or_path, "", "there is no such scenario", remedy)])


@dataclass
class _Resolved:
    """What a file comes to, with all it extends and includes."""

    values: dict[str, Any] = field(default_factory=dict)
    file_of: dict[str, str] = field(default_factory=dict)
    accepted: Path | None = None
    nearer: set[str] = field(default_factory=set)

    def take_out(self, path: str, file: str) -> list[Problem]:
        """Delete what a path points to."""
        self.nearer.add(path)
        return remove(self.values, path, file)

    def state(self, leaf: tuple[str, ...], value: Any, file: str) -> None:
        """Set what a file states."""
        put(self.values, leaf, value)
        self.file_of[".".join(leaf)] = file
        self.nearer.add(".".join(leaf))


def _resolve(path: Path, root: Path, seen: tuple[Path, ...]) -> _Resolved:
    """Read a file with what it extends and includes; later, nearer files win."""
    path = path.resolve()
    if path in seen:
        chain = " extends ".join(p.name for p in (*seen, path))
        raise BadInput([Problem(path.name, "extends", f"goes in a circle: {chain}", "Break it.")])
    values = read_toml(path, finite=False)
    result = _Resolved()
    if "extends" in values:
        base, base_root = _base(str(values["extends"]), path, root)
        result = _resolve(base, base_root, (*seen, path))
    parts = _parts(values, path, root)
    problems = [
        p for removed in values.get("remove", ()) for p in result.take_out(removed, path.name)
    ]
    problems += _put_together(result, parts)
    if problems:
        raise BadInput(problems)
    if "accepted" in values:
        named = values["accepted"]
        result.nearer = set()
        result.accepted = (
            None if named == NONE else inside(root, path.parent / named, path.name, "accepted")
        )
    return result


def _put_together(result: _Resolved, parts: list[tuple[str, dict[str, Any]]]) -> list[Problem]:
    """State what a file and those it includes say; return what two of them say."""
    problems = []
    own: dict[tuple[str, ...], str] = {}
    for part_file, part in parts:
        for leaf, value in leaves(part):
            if leaf == ("evidence",) and isinstance(value, list):
                result.values["evidence"] = [*result.values.get("evidence", []), *value]
                continue
            if leaf in own:
                text = f"is set twice, in {own[leaf]} and in {part_file}"
                problems.append(Problem(part_file, ".".join(leaf), text, "Keep one of them."))
            own[leaf] = part_file
            result.state(leaf, value, part_file)
    return problems


def _base(name: str, path: Path, root: Path) -> tuple[Path, Path]:
    if name in library_names():
        shipped = library() / name / "scenario.toml"
        return shipped, shipped.parent.resolve()
    return inside(root, path.parent / name, path.name, "extends"), root


def _parts(values: dict[str, Any], path: Path, root: Path) -> list[tuple[str, dict[str, Any]]]:
    own = {key: value for key, value in values.items() if key not in _FILE_WORDS}
    parts = [(path.name, own)]
    for name in values.get("include", ()):
        part_path = inside(root, path.parent / str(name), path.name, "include")
        part = read_toml(part_path, finite=False)
        nested = [word for word in _FILE_WORDS if word in part]
        if nested:
            remedy = "Put it in the file that includes this one."
            raise BadInput([Problem(part_path.name, nested[0], "cannot be here", remedy)])
        parts.append((part_path.name, part))
    return parts


def _usable(name: str) -> bool:
    """Return whether a system could have a file of that name."""
    return name.isprintable() and len(name.encode()) <= LONGEST_NAME_BYTES


def inside(root: Path, path: Path, file: str, setting: str) -> Path:
    """Return a path that exists and stays within the scenario's folder, or raise BadInput."""
    if not _usable(path.name):
        raise BadInput([Problem(file, setting, "is not a usable file name", "Correct the name.")])
    resolved = path.resolve()
    if not resolved.is_relative_to(root):
        remedy = "Keep every file of a scenario in its own folder."
        raise BadInput([Problem(file, setting, f"{path.name} is outside the folder", remedy)])
    if not resolved.is_file():
        known = [p.name for p in root.glob("*") if p.is_file()]
        remedy = did_you_mean(path.name, known) or "Correct the name."
        raise BadInput([Problem(file, setting, f"there is no file {path.name}", remedy)])
    return resolved


def validated(
    values: dict[str, Any],
    file_of: Mapping[str, str],
    file: str,
    folder: str = "",
    *,
    known: Loaded | None = None,
) -> Scenario:
    """Return the scenario that the tables describe, or raise every problem, each with its file.

    ``folder`` is where it stands, and holds every file that it names. ``known`` is a scenario
    that shares parts of its tables: those are sound by themselves, and only looked at together.
    """
    try:
        scenario = Scenario.model_validate(_with_known(values, known) if known else tuples(values))
    except ValidationError as error:
        told = reworded(error, Scenario, file_of, file)
        raise BadInput([*told, *_together(values, file_of, file)]) from error
    scenario._folder = folder
    if folder and scenario.opening.source == "file":
        name, root = scenario.opening.file, Path(folder)
        inside(root, root / name, file_of.get("opening.file", file), "opening.file")
    return scenario


def _together(values: dict[str, Any], file_of: Mapping[str, str], file: str) -> list[Problem]:
    """Return what is wrong between settings where the only other problems are within some."""
    with what_does_not_add_up_let_pass():
        try:
            Scenario.model_validate(tuples(values))
        except ValidationError as error:
            return reworded(error, Scenario, file_of, file)
    return []


def _with_known(values: dict[str, Any], known: Loaded) -> dict[str, Any]:
    """Return tables for validation, with the settings of the parts shared with a scenario."""
    return {
        key: _known_part(value, known.values.get(key), getattr(known.scenario, key, None))
        for key, value in values.items()
    }


def _known_part(value: Any, before: Any, settings: Any) -> Any:
    if value is before:
        return settings
    if isinstance(value, Mapping) and isinstance(before, Mapping) and isinstance(settings, dict):
        return {
            name: _known_part(one, before.get(name), settings.get(name))
            for name, one in value.items()
        }
    return tuples(value)


def tuples(value: Any) -> Any:
    """Return plain tables with tuples for lists, because settings are frozen."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, Mapping):
        return {key: tuples(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(tuples(item) for item in value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value
