"""A TOML file: its tables, or everything wrong with the file itself."""

import math
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sim.settings.problems import BadInput, Problem, shorten
from sim.settings.tables import leaves

LARGEST_FILE_BYTES = 2_000_000
MOST_LEVELS = 20


def read_toml(path: Path, *, kind: str = "scenario", finite: bool = True) -> dict[str, Any]:
    """Return the tables of a TOML file.

    ``kind`` is what the file should be, as `pathways template` calls it. ``finite`` refuses what
    is no number; settings refuse it themselves, with all else.

    Raises:
    BadInput
        With everything that is wrong with the file itself.
    """
    form = f"See `pathways template {kind}`"
    values = _tables(_text(path), path.name, f"{form} for the form.")
    if not values:
        raise BadInput([Problem(path.name, "", "is empty", f"{form}.")])
    problems = [Problem(path.name, *fault) for fault in _faults(values, finite=finite)]
    if problems:
        raise BadInput(problems)
    return values


def _text(path: Path) -> str:
    name = path.name
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            remedy = f"Scenario files hold settings and stay under {LARGEST_FILE_BYTES / 1e6:g} MB."
            raise BadInput([Problem(name, "", f"is too large ({size / 1e6:.0f} MB)", remedy)])
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(name, "", "is not UTF-8 text", "Save it as UTF-8 text.")
        raise BadInput([problem]) from error
    except OSError as error:
        raise BadInput([Problem(name, "", f"cannot be read ({error.strerror})", "")]) from error


def _tables(text: str, name: str, remedy: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        words = f"is not valid TOML: {error}{_line_of(error, text)}"
        raise BadInput([Problem(name, "", words, remedy)]) from error


def _line_of(error: Exception, text: str) -> str:
    """Return the line that a reader of TOML stumbled over, where it names one."""
    number = re.search(r"at line (\d+)", str(error))
    line = text.split("\n")[int(number[1]) - 1].strip() if number else ""
    return f": {shorten(line)[1:-1]}" if line else ""


def _faults(values: dict[str, Any], *, finite: bool) -> Iterator[tuple[str, str, str]]:
    """Yield setting, problem and remedy of what no file of this program may hold."""
    yield from not_finite(values) if finite else ()
    if any(len(leaf) > MOST_LEVELS for leaf, _ in leaves(values)):
        yield "", "tables are nested too deeply", "Flatten them."
    for word in ("include", "remove"):
        if not _is_texts(values.get(word, [])):
            yield word, "must be a list of texts", "Put it in square brackets."
    if not isinstance(values.get("accepted", ""), str):
        yield "accepted", "must be the name of a file", "Or none."


def not_finite(values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield setting, problem and remedy of everything that is no number or endless."""
    for path, value in _numbers(values):
        if not math.isfinite(value):
            yield path, f"must be a finite number, not {value}", "Correct it."


def _numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number with a point, and its path; in lists too."""
    if isinstance(value, float):
        yield path, value
    below: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    for key, item in enumerate(value) if isinstance(value, list) else below:
        yield from _numbers(item, f"{path}.{key}" if path else str(key))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
