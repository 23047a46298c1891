"""What is wrong with an input, in the reader's words: all problems at once, each with a remedy."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where, what, and what to do about it."""

    file: str
    setting: str
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.setting}: " if self.setting else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.file}: {place}{self.problem}.{remedy}"


class BadInput(Exception):
    """Input that cannot be used; holds every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__(self.problems)  # what makes another like it: SimPy and pools copy errors

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a suggestion such as 'Did you mean wte?', or nothing when none is near."""
    near = nearest(word, known)
    return f"Did you mean {near}?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the one of these that is most like a word, or nothing when none is near."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def dotted(location: Iterable[Any]) -> str:
    """Return a setting path such as teams.west.roles.nurse.wte."""
    return ".".join(str(part) for part in location)


def reworded(
    error: ValidationError, model: type[BaseModel], file_of: Mapping[str, str], default: str
) -> list[Problem]:
    """Turn pydantic's findings into problems.

    ``file_of`` maps a setting path to the file it was read from; the longest path that
    leads to the setting wins, otherwise ``default``.
    """
    problems: list[Problem] = []
    for item in error.errors(include_url=False):
        location = [part for part in item["loc"] if not _is_union_branch(part)]
        if item["type"] == "missing":
            problems.append(_missing(location, file_of, default))
        else:
            problems += _problems_of(dict(item), location, model, _file(location, file_of, default))
    return _without_shadowed(problems)


def _is_union_branch(part: str | int) -> bool:
    """Pydantic puts the branch of a union into the location; readers know no branches."""
    return isinstance(part, str) and (
        part in {"float", "int", "str", "bool", "Duration", "Contacts", "constrained-float"}
        or part.startswith(("constrained", "function-", "literal[", "date"))
    )


def _file(location: list[Any], file_of: Mapping[str, str], default: str) -> str:
    for length in range(len(location), 0, -1):
        found = file_of.get(dotted(location[:length]))
        if found is not None:
            return found
    return default


def _missing(location: list[Any], file_of: Mapping[str, str], default: str) -> Problem:
    """Return the problem of a setting that is not there; its table may be a misspelt one."""
    *above, table, _ = ["", *location] if len(location) < 2 else location
    start = dotted([*above, ""])
    beside = {path[len(start) :].split(".")[0] for path in file_of if path.startswith(start)}
    near = nearest(str(table), beside - {str(table)})
    remedy = f"Add it. Did you mean {start}{near}?" if near else "Add it."
    return Problem(_file(location, file_of, default), dotted(location), "is missing", remedy)


def _problems_of(
    item: dict[str, Any], location: list[Any], model: type[BaseModel], file: str
) -> list[Problem]:
    kind, context, value = item["type"], item.get("ctx", {}), item["input"]
    setting = dotted(location)
    if kind == "extra_forbidden":
        known = _fields_at(model, location[:-1])
        remedy = did_you_mean(str(location[-1]), known) or (
            f"Settings here are: {', '.join(sorted(known))}." if known else "Remove it."
        )
        return [Problem(file, setting, "is not a setting", remedy)]
    if kind == "value_error":
        lines = str(context["error"]).split("\n")
        return [_from_check(file, setting, line) for line in lines]
    words, remedy = _words(kind, context, value)
    return [Problem(file, setting, words, remedy)]


def _from_check(file: str, setting: str, line: str) -> Problem:
    """Read a line of a check: 'path | problem | remedy', or plain words."""
    parts = [part.strip() for part in line.split(" | ")]
    if len(parts) == 1:
        return Problem(file, setting, parts[0])
    return Problem(file, parts[0], parts[1], parts[2] if len(parts) > 2 else "")


_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("below", "lt"),
}
_KINDS = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "multiple_of": "a whole number",
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "date_type": "a date such as 2026-04-01, without quotes",
    "date_from_datetime_inexact": "a date such as 2026-04-01, without a time",
    "dict_type": "a table",
    "tuple_type": "a list in square brackets",
    "model_type": "a table",
    "finite_number": "a finite number",
}


def _words(kind: str, context: dict[str, Any], value: Any) -> tuple[str, str]:
    shown = shorten(value)
    if kind in _LIMITS:
        return _beyond(*_LIMITS[kind], context, shown)
    if kind in ("string_too_long", "too_long"):
        things = "characters" if kind == "string_too_long" else "entries"
        return f"has more than {context['max_length']} {things}", "Leave some out."
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "")
        options = expected.replace(" or ", ", ").split(", ")
        remedy = did_you_mean(str(value), options) or "Choose one of these."
        return f"must be {expected}, not {shown}", remedy
    if kind == "string_pattern_mismatch":
        if r"\d-(0" in context["pattern"]:
            return f"must be a month such as 2026-04, not {shown}", "Correct the month."
        if "x00" in context["pattern"]:
            return "holds a control character", "Take it out."
        return (
            f"{shown} is not a usable name",
            "Use small letters, digits and underscores, starting with a letter.",
        )
    if kind in _KINDS:
        return f"must be {_KINDS[kind]}, not {shown}", "Correct the value."
    return f"is not usable ({shown})", "See `pathways schema` for what is allowed here."


def _beyond(word: str, key: str, context: dict[str, Any], shown: str) -> tuple[str, str]:
    """Return the words for a value outside a limit."""
    limit = context[key]
    if isinstance(limit, str):  # pydantic words the limit of a date itself
        return f"must be {word} {limit}, not {shown}", "Correct the date."
    return f"must be {word} {limit:,.12g}, not {shown}", "Correct the number."


def shorten(value: Any) -> str:
    """Return a value as readers wrote it, cut to a length that fits a line."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:61])
    return text if len(text) <= 60 else text[:57] + "..."


def _fields_at(model: type[BaseModel], location: list[Any]) -> set[str]:
    """Return the setting names allowed at a location, following tables and lists."""
    current: Any = model
    for part in location:
        current = _step(current, part)
        if current is None:
            return set()
    return {name for branch in _models(current) for name in branch.model_fields}


def _step(annotation: Any, part: Any) -> Any:
    for branch in _models(annotation):
        if part in branch.model_fields:
            return branch.model_fields[part].annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _step(arguments[0], part)
    if origin is dict:
        return arguments[1]
    if origin is tuple:
        return arguments[0]
    if origin in (Union, UnionType):
        found = (_step(argument, part) for argument in arguments)
        return next((item for item in found if item is not None), None)
    return None


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, UnionType):
        return [model for argument in get_args(annotation) for model in _models(argument)]
    return []


def _without_shadowed(problems: list[Problem]) -> list[Problem]:
    """Drop the second of two complaints about one setting that come from a union's branches."""
    seen: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        key = (problem.setting, problem.problem)
        vague = any(p.setting == problem.setting for p in seen.values()) and (
            problem.problem.startswith(("must be a table", "must be a number"))
        )
        if not vague:
            seen.setdefault(key, problem)
    return list(seen.values())
