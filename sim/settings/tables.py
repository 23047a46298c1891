"""Plain tables as TOML gives them: walking, copying and changing them by dotted path."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sim.settings.problems import Problem, did_you_mean, shorten

PLAIN = frozenset({str, int, float, bool, dt.date})
"""What TOML gives beside tables, lists and times."""


def copied(value: Any) -> Any:
    """Return tables and lists that can be changed without touching the original.

    Most of what TOML gives is plain, which its type tells at once.
    """
    if type(value) in PLAIN:
        return value
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [copied(item) for item in value]
    return value


def opened(values: Any, paths: Iterable[tuple[str, ...]]) -> Any:
    """Return tables that can be changed where paths (stars allowed) point; the rest is shared.

    A scenario is changed for each accepted set and each option, a little each time: what no
    path touches stays the very same object, and so need not be looked at again.
    """
    if not isinstance(values, (Mapping, list, tuple)):
        return values
    result: Any = dict(values) if isinstance(values, Mapping) else list(values)
    below: dict[Any, list[tuple[str, ...]]] = {}
    for first, *rest in paths:
        for key in _keys(values, first) if rest else ():
            below.setdefault(key, []).append(tuple(rest))
    for key, further in below.items():
        result[key] = opened(values[key], further)
    return result


def leaves(
    values: Mapping[str, Any], before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield (path, value) of everything that is not a table; an empty table is a leaf."""
    for key, value in values.items():
        path = (*before, str(key))
        if isinstance(value, Mapping) and value:
            yield from leaves(value, path)
        else:
            yield path, value


def put(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set the value at a path, making tables on the way."""
    for key in path[:-1]:
        below = values.get(key)
        if not isinstance(below, dict):
            below = values[key] = {}
        values = below
    if isinstance(value, Mapping) and not value and isinstance(values.get(path[-1]), dict):
        return
    values[path[-1]] = copied(value)


def nested(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Return tables that lead to a value."""
    for key in reversed(path):
        value = {key: value}
    return dict(value)


def merged(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return several tables laid over each other."""
    result: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
            result[key] = merged(result[key], value) if both else value
    return result


def matches(values: Any, path: tuple[str, ...]) -> list[tuple[Any, Any]]:
    """Return (table or list, key) for every place that a path with stars points to.

    A number in a path counts the entries of a list, from 0.
    """
    keys = _keys(values, path[0])
    if len(path) == 1:
        return [(values, key) for key in keys]
    return [hit for key in keys for hit in matches(values[key], path[1:])]


def expanded(values: Any, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return every path, without stars, that a path with stars points to."""
    if not path:
        return [()]
    return [
        (str(key), *rest)
        for key in _keys(values, path[0])
        for rest in expanded(values[key], path[1:])
    ]


def _keys(values: Any, part: str) -> Sequence[Any]:
    """Return the keys of a table, or the places in a list, that one part of a path means."""
    if isinstance(values, Mapping):
        return list(values) if part == "*" else [part] if part in values else []
    if not isinstance(values, (list, tuple)):
        return []
    places = range(len(values))
    return places if part == "*" else [place for place in places if str(place) == part]


def remove(values: dict[str, Any], path: str, file: str) -> list[Problem]:
    """Delete what a dotted path (stars allowed) points to."""
    hits = matches(values, tuple(str(path).split(".")))
    for table, key in reversed(hits):
        del table[key]
    return [] if hits else [nowhere(values, str(path), file, "remove")]


def compute(
    values: dict[str, Any], path: tuple[str, ...], amount: Any, verb: str, file: str
) -> list[Problem]:
    """Add to or multiply every number that a path (stars allowed) points to."""
    setting = ".".join(path)
    if isinstance(amount, bool) or not isinstance(amount, (int, float)):
        return [Problem(file, setting, f"{verb} needs a number, not {shorten(amount)}", "")]
    hits = matches(values, path)
    if not hits:
        return [nowhere(values, setting, file, verb)]
    problems = []
    for table, key in hits:
        old = table[key]
        if isinstance(old, list) and all(isinstance(item, (int, float)) for item in old):
            table[key] = [_applied(item, amount, verb) for item in old]
        elif isinstance(old, bool) or not isinstance(old, (int, float)):
            text = f"cannot {verb} to {shorten(old)}"
            problems.append(Problem(file, setting, text, "Use [set]."))
        else:
            table[key] = _applied(old, amount, verb)
    return problems


def _applied(old: float, amount: float, verb: str) -> float:
    new = old + amount if verb == "add" else old * amount
    whole = isinstance(old, int) and isinstance(amount, int)
    return int(new) if whole else round(float(new), 12)


def nowhere(values: dict[str, Any], path: str, file: str, verb: str) -> Problem:
    """Return the problem of a path that points to nothing."""
    known = [".".join(leaf) for leaf, _ in leaves(values)]
    remedy = did_you_mean(path, known) or f"[{verb}] works on settings the scenario states."
    if path in known:  # TOML takes a path in quotation marks for one name with dots in it
        remedy = "Write it without quotation marks round the whole."
    return Problem(file, path, "no such setting is stated in the scenario", remedy)
