"""Plans to start from (scenarios), and options: shipped ones, and readers' own kept as files."""

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from scenarios.compare.best import NOT_A_CHOICE
from scenarios.explain import loaded_of
from scenarios.levers import as_toml
from scenarios.questions import Questions
from sim.runs.folder import Run
from sim.runs.question import answered
from sim.settings import BadInput, Loaded, Option, Problem, library_names, load, option_of
from sim.settings.options import differences, option_names
from sim.settings.toml_file import read_toml
from views.engine_room import scenario_word
from views.store.runs import runs_folder

SCENARIOS = "PATHWAYS_SCENARIOS"
"""Environment variable with the paths of further scenarios to offer."""
FIRST = "suffolk"
OWN = "my."
"""Before the name of a reader's own option in a link."""
MOST_LETTERS = 50
KEPT_IN = ".options"


@dataclass(frozen=True)
class Offered:
    """An option that can be chosen."""

    key: str
    """Its name in a link; a reader's own begins with ``my.``."""
    title: str
    question: str
    note: str
    asked: str
    """Name or path, as the commands take it."""
    unknown: bool = False
    """Whether it says of itself that it tries what nobody knows."""

    @property
    def words(self) -> str:
        """Its title in a list of options."""
        return f"{self.title} ({NOT_A_CHOICE})" if self.unknown else self.title


def plans() -> list[str]:
    """Return what can be started from: shipped scenarios and those the page was opened with."""
    shipped = sorted(library_names(), key=lambda name: (name != FIRST, name))
    given = [path for path in os.environ.get(SCENARIOS, "").split(os.pathsep) if path]
    return [*given, *shipped]


def plans_by_name() -> dict[str, str]:
    """Return the name of each plan in a link to what it is found by; a link tells no path."""
    named: dict[str, str] = {}
    for word in plans():
        path = Path(word)
        shipped = word in library_names()
        name = word if shipped else path.parent.name if path.name == "scenario.toml" else path.stem
        number = sum(one == name or one.startswith(f"{name}~") for one in named)
        named[f"{name}~{number + 1}" if number else name] = word
    return named


def word_of(run: Run) -> str:
    """Return how the engine finds the scenario that a run was made from.

    It is the run folder itself, which holds everything but an opening list in a file.

    Raises:
    BadInput
        When such a list is not that of a scenario the page was opened with.
    """
    try:
        loaded_of(run)
    except BadInput:
        asked = run.manifest["questions"].get(run.manifest["options"][0])
        for word in plans():
            loaded = plan(word)
            if loaded.name == run.manifest["scenario"] and _question(loaded, run) == asked:
                return scenario_word(loaded)
        remedy = "Open the page with the scenario file that the run was made from."
        text = "starts from a list of children in a file, which a run folder does not hold"
        raise BadInput([Problem(run.folder.name, "", text, remedy)]) from None
    return str(run.folder)


def _question(loaded: Loaded, run: Run) -> str:
    asking = Questions(loaded, int(run.manifest["seed"]))
    return answered(asking.baseline, int(run.manifest["replications"]))


def plan(word: str) -> Loaded:
    """Return a scenario, read once for as long as its file is unchanged."""
    path = Path(word)
    changed = path.stat().st_mtime_ns if path.suffix and path.is_file() else 0
    return _plan(word, changed)


@st.cache_resource(max_entries=16, show_spinner=False)
def _plan(word: str, changed: int) -> Loaded:
    return load(word)


def offered(loaded: Loaded) -> dict[str, Offered]:
    """Return every option of a scenario by key: readers' own first, then the shipped ones."""
    own = [
        _offered(loaded, f"{OWN}{path.stem}", path) for path in sorted(_own(loaded).glob("*.toml"))
    ]
    shipped = [
        _offered(loaded, name, loaded.folder / "options" / f"{name}.toml", name)
        for name in option_names(loaded)
    ]
    return {one.key: one for one in (*own, *shipped) if one is not None}


def applied(loaded: Loaded, one: Offered) -> Option:
    """Return an option applied to its scenario, worked out once.

    Raises:
    BadInput
        When it cannot be used.
    """
    path = Path(one.asked)
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    return _applied(loaded, one.asked, str(loaded.path), changed)


@st.cache_resource(max_entries=64, show_spinner=False)
def _applied(_loaded: Loaded, asked: str, path: str, changed: int) -> Option:
    return option_of(_loaded, asked)


def keep_option(loaded: Loaded, title: str, values: Mapping[str, Any]) -> str:
    """Check an option, keep it as a file and return its key.

    A second option of the same title gets a name of its own; the same option twice is one.

    Raises:
    BadInput
        When it cannot be used.
    """
    differences(loaded, "own", {**values, "title": title}, "your option")(loaded)
    text = as_toml({**values, "title": title})
    folder, name = _own(loaded), _file_name(title)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 1000):
        path = folder / f"{name}{'' if number == 1 else f'_{number}'}.toml"
        if _written(path, text):
            return f"{OWN}{path.stem}"
    raise BadInput([Problem(title, "", "there are too many of this name", "Give another name.")])


def read_option(loaded: Loaded, name: str, content: bytes) -> tuple[str, dict[str, Any]]:
    """Return title and values of an option file that a reader gives, checked whole.

    Raises:
    BadInput
        With everything that is wrong with it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "option.toml"
        path.write_bytes(content)
        try:
            values = read_toml(path, kind="option")
            included = values.get("include")
            if included and not set(included) <= set(option_names(loaded)):
                raise BadInput([Problem("option.toml", "include", "names a file that is not here",
                                        "Name ready options only.")])  # fmt: skip
            differences(loaded, "own", values, "option.toml")(loaded)
        except BadInput as error:
            shown = _shown_name(name)
            raise BadInput([Problem(shown, p.setting, p.problem, p.remedy)
                            for p in error.problems]) from error  # fmt: skip
    return str(values.get("title") or Path(_shown_name(name)).stem), values


def file_of(one: Offered, loaded: Loaded) -> str:
    """Return the text of an option's file, to keep or to send."""
    path = Path(one.asked)
    path = path if path.is_file() else loaded.folder / "options" / f"{one.asked}.toml"
    return path.read_text(encoding="utf-8")


def _own(loaded: Loaded) -> Path:
    return runs_folder() / KEPT_IN / loaded.name


def _offered(loaded: Loaded, key: str, path: Path, asked: str = "") -> Offered | None:
    try:
        values = read_toml(path, kind="option")
    except BadInput:
        return None
    title, question, note = (str(values.get(word, "")) for word in ("title", "question", "note"))
    unknown = _tries_the_unknown(loaded, values, path)
    return Offered(key, title or path.stem, question, note, asked or str(path), unknown)


def _tries_the_unknown(loaded: Loaded, values: Mapping[str, Any], path: Path) -> bool:
    """Whether an option, or one it includes, says so; its faults are told when it is chosen."""
    try:
        return differences(loaded, path.stem, values, path.name, folder=path.parent).unknown
    except BadInput:
        return False


def _file_name(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:MOST_LETTERS].strip("_")
    return words if words[:1].isalpha() else f"option_{words}".strip("_")


def _shown_name(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:60]


def _written(path: Path, text: str) -> bool:
    """Write a file unless another of its name says something else; return whether it is there."""
    if path.exists():
        return path.read_text(encoding="utf-8") == text
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        os.link(part, path)
    except FileExistsError:
        return path.read_text(encoding="utf-8") == text
    finally:
        Path(part).unlink()
    return True
