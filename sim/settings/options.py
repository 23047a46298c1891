"""Options: named differences from a scenario, and what they change."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from sim.settings.files import Loaded, validated
from sim.settings.happens import as_it_happens, outside
from sim.settings.milestone import Milestone, slipped
from sim.settings.parts import Part, Step, clashes, included, perform, read_part, steps_of
from sim.settings.problems import BadInput, Problem, did_you_mean
from sim.settings.scenario import Scenario
from sim.settings.tables import copied, leaves, matches, nowhere, opened
from sim.settings.toml_file import read_toml

NOT_SETTINGS = ("sources", "evidence")
"""Parts of a scenario that say where its numbers are from."""


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
    instead_of: Scenario = field(repr=False)
    """What it differs from."""
    milestones: Mapping[str, Milestone] = field(default_factory=dict)
    """The dates it depends on, after any slip; those of its parts included."""
    parts: tuple[str, ...] = ()
    """Names of the options it includes, in order."""
    note: str = ""
    """What its numbers rest on."""
    unknown: bool = False
    """Whether it, or a part of it, tries what nobody knows: it can be compared, never chosen."""
    outside: tuple[Problem, ...] = ()
    """What it changes of which nothing happens within the run."""

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every setting that differs; looked for when asked, since it takes as long as applying."""
        return tuple(changes_between(self.instead_of, self.scenario))


Altering = Callable[[Loaded], Option]
"""What makes an option of a scenario without a file of its own."""


def option_of(loaded: Loaded, asked: str | Altering) -> Option:
    """Return an option, from its name or path or from what makes it."""
    return load_option(loaded, asked) if isinstance(asked, str) else asked(loaded)


def option_names(loaded: Loaded) -> list[str]:
    """Return the names of the options in the scenario's own library."""
    return sorted(path.stem for path in (loaded.folder / "options").glob("*.toml"))


def load_option(loaded: Loaded, name_or_path: str) -> Option:
    """Read an option of a scenario, by name from its library or by path, and apply it."""
    return written_option(loaded, name_or_path)(loaded)


def written_option(loaded: Loaded, name_or_path: str) -> "Differences":
    """Read an option of a scenario, by name from its library or by path, to apply it."""
    path = find_option(loaded, name_or_path)
    return differences(
        loaded, path.stem, read_toml(path, kind="option"), path.name, folder=path.parent
    )


def find_option(loaded: Loaded, name_or_path: str, beside: Path | None = None) -> Path:
    """Return the file of an option, by name from the scenario's library or by path.

    ``beside`` is a folder in which a path is looked for first.
    """
    near = [] if beside is None else [beside / name_or_path]
    places = [loaded.folder / "options" / f"{name_or_path}.toml", *near, Path(name_or_path)]
    for path in places:
        if path.suffix == ".toml" and path.is_file():
            return path
    known = option_names(loaded)
    listed = f"Options of {loaded.name}: {', '.join(known)}." if known else ""
    remedy = did_you_mean(name_or_path, known) or listed or "Give the path of a TOML file."
    raise BadInput([Problem(name_or_path, "", "there is no such option", remedy)])


def differences(
    loaded: Loaded,
    name: str,
    option: Mapping[str, Any],
    file: str,
    *,
    folder: Path | None = None,
    may_change_nothing: bool = False,
    may_lie_outside: bool | None = None,
) -> "Differences":
    """Read an option (the tables of an option file) and all it includes, to apply it.

    ``folder`` is where included files are looked for by path. An option that changes nothing
    is refused unless it is one of many in a sweep that passes through today's value; so is one
    of which nothing happens within the run, unless ``may_lie_outside`` (left out, the same).
    """
    find = partial(find_option, loaded)
    parts = included(read_part(name, option, file), folder, find, read_toml)
    told = _told(option, parts)
    beyond = may_change_nothing if may_lie_outside is None else may_lie_outside
    dates = _milestones(parts, file)
    return Differences(name, file, tuple(parts), dates, told, may_change_nothing, beyond)


@dataclass(frozen=True)
class Differences:
    """An option as read, with all it includes; it can be applied to a scenario again and again.

    Each of a scenario's accepted sets is one that it is applied to.
    """

    name: str
    file: str
    parts: tuple[Part, ...]
    """Itself last."""
    milestones: Mapping[str, Milestone]
    told: Mapping[str, Any]
    """The tables whose title, question and note it goes by."""
    may_change_nothing: bool = False
    may_lie_outside: bool = False

    def __call__(self, loaded: Loaded) -> Option:
        """Return the option of a scenario.

        Raises:
        BadInput
            With every problem, when the scenario cannot take the option.
        """
        steps, problems = self._steps(loaded)
        values = opened(loaded.values, [step.path for step in steps])
        problems += perform(values, steps)
        if problems:
            raise BadInput([*problems, *self._further(values, steps, loaded)])
        if evidence := [entry for part in self.parts for entry in part.values.get("evidence", ())]:
            values["evidence"] = [*values.get("evidence", ()), *copied(evidence)]
        scenario, lost = self._validated(values, steps, loaded)
        return Option(
            self.name, self.told.get("title", self.name), self.told.get("question", ""), scenario,
            loaded.scenario, self.milestones, tuple(part.name for part in self.parts[:-1]),
            self.told.get("note", ""), self.unknown, lost,
        )  # fmt: skip

    @property
    def unknown(self) -> bool:
        """Whether it, or a part of it, says that it tries what nobody knows."""
        return any(part.values.get("unknown", False) for part in self.parts)

    def _steps(self, loaded: Loaded) -> tuple[list[Step], list[Problem]]:
        found = [steps_of(part, self.milestones, loaded.values) for part in self.parts]
        steps = [step for some, _ in found for step in some]
        return steps, [problem for _, some in found for problem in some] or clashes(steps)

    def _further(
        self, values: dict[str, Any], steps: list[Step], loaded: Loaded
    ) -> Iterator[Problem]:
        """Yield what else is wrong with what these files state, so that all is told at once."""
        own = {part.file for part in self.parts}
        try:
            self._validated(values, steps, loaded)
        except BadInput as refused:
            yield from (one for one in refused.problems if one.file in own and one.setting)

    def _validated(
        self, values: dict[str, Any], steps: list[Step], loaded: Loaded
    ) -> tuple[Scenario, tuple[Problem, ...]]:
        """Return the settings, and what of the option lies outside the run."""
        changed = {".".join(step.path): step.file for step in steps if step.verb != "remove"}
        file_of = loaded.file_of | changed
        folder = loaded.scenario._folder
        scenario = validated(values, file_of, self.file, folder, known=loaded)
        lost = tuple(self._outside(loaded.scenario, scenario, file_of))
        if not self.may_change_nothing and _same(loaded.scenario, scenario):
            remedy = "Say what differs under [set], [add], [multiply] or remove."
            raise BadInput([Problem(self.file, "", "the option changes nothing", remedy)])
        if lost and not self.may_lie_outside and _none_happens(loaded.scenario, scenario):
            text = "and the option changes nothing else"
            raise BadInput(replace(one, problem=f"{one.problem}, {text}") for one in lost)
        return scenario, lost

    def _outside(
        self, before: Scenario, after: Scenario, file_of: Mapping[str, str]
    ) -> Iterator[Problem]:
        """Yield what the option adds or moves to days that are not simulated."""
        known = outside(before)
        for path, found in outside(after).items():
            if known.get(path) == found:
                continue
            setting = f"{path}.{found.date}"
            driven = [
                f"milestones.{name}.due"
                for name, one in self.milestones.items()
                if any(fnmatchcase(setting, text) for text in one.drives)
            ]
            file = file_of.get(setting) or file_of.get(path, self.file)
            remedy = f"Move {', '.join(driven) or found.date}, or the run (calendar)."
            yield Problem(file, path, f"{found.why}, so nothing comes of it", remedy)


def _told(option: Mapping[str, Any], parts: list[Part]) -> Mapping[str, Any]:
    """Return the tables whose title, question and note an option goes by.

    One that is another by a name of its own, as a cell of a plan is, goes by the other's.
    """
    alone = set(option) == {"include"} and len(option["include"]) == 1
    return parts[-2].values if alone and len(parts) > 1 else option


def _milestones(parts: list[Part], file: str) -> dict[str, Milestone]:
    """Return the milestones of all parts, each on the date to which it slips."""
    milestones: dict[str, Milestone] = {}
    slip: dict[str, int] = {}
    problems = []
    for part in parts:
        for name in (*(set(part.milestones) & set(milestones)), *(set(part.slip) & set(slip))):
            text = "is given by two parts of the option"
            problems.append(Problem(part.file, name, text, "Keep one of them."))
        milestones |= part.milestones
        slip |= part.slip
    if problems:
        raise BadInput(problems)
    moved, problems = slipped(milestones, slip, file)
    if problems:
        raise BadInput(problems)
    return moved


def with_values(loaded: Loaded, settings: Mapping[str, Any], file: str) -> Loaded:
    """Return the scenario with some settings (paths with dots) set, such as an accepted set.

    They stand, whatever the scenario's accepted sets say of them.
    """
    values = opened(loaded.values, [tuple(path.split(".")) for path in settings])
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
    file_of = {**loaded.file_of, **dict.fromkeys(settings, file)}
    scenario = validated(values, file_of, file, loaded.scenario._folder, known=loaded)
    return replace(
        loaded, values=values, scenario=scenario, nearer=loaded.nearer | frozenset(settings)
    )


def _same(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios hold the same settings, whatever their sources."""
    said = {name: getattr(one, name) for name in NOT_SETTINGS}
    return other.model_copy(update=said) == one


def _none_happens(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios hold the same settings but for what lies outside the run."""
    return _same(as_it_happens(one), as_it_happens(other))


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
    return scenario.model_dump(mode="json", exclude=set(NOT_SETTINGS))
