"""What differs between two scenarios, in parts that can be changed one at a time."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from scenarios.labels import Labels, spaced
from sim.settings import Change, Scenario, changes_between, plain
from sim.settings.tables import leaves, put, remove

STAFFED = ("teams", "access_points")
"""Sections whose parts are told by role, or by setting."""
SHOWN = 3
"""Settings of a part that are named; of more, their number is said."""
COLUMN_OF = {"teams": "team", "access_points": "team", "stages": "stage", "areas": "area",
             "clocks": "clock", "standards": "standard", "waiting": "need",
             "demand": "need"}  # fmt: skip
DESCRIBING = frozenset({"title", "question", "caveat", "as_at"})
NOTHING = object()


@dataclass(frozen=True)
class Part:
    """Some settings that change together."""

    words: str
    changes: tuple[Change, ...]

    @property
    def settings(self) -> str:
        """The settings with old and new values, in brief."""
        named = [f"{c.setting}: {_said(c.old)} -> {_said(c.new)}" for c in self.changes[:SHOWN]]
        more = len(self.changes) - SHOWN
        return "; ".join(named) + (f"; and {more} more" if more > 0 else "")


def parts_between(before: Scenario, after: Scenario) -> list[Part]:
    """Return what differs, in parts each of which makes a scenario that can be run.

    Changes of one team's role, stage, access point, stream of demand and so on go together;
    parts that make no sound scenario alone are made one.
    """
    grouped: dict[str, list[Change]] = {}
    for change in telling(before, after):
        words = change.setting.split(".")
        grouped.setdefault(".".join(words[: _depth(words)]), []).append(change)
    labels = [Labels(after), Labels(before)]
    found = [Part(_named(path, labels), tuple(some)) for path, some in grouped.items()]
    alone = [part for part in found if changed(before, after, [part]) is not None]
    rest = [part for part in found if part not in alone]
    return [*alone, together(rest)] if rest else alone


def telling(before: Scenario, after: Scenario) -> list[Change]:
    """Return the settings that differ and change a result; of a table, its own leaves."""
    sides = [plain(before), plain(after)]

    def told(setting: str) -> bool:
        words = setting.split(".")
        filled = all(isinstance(_at(side, words), Mapping) for side in sides)
        return words[0] not in DESCRIBING and not filled

    return [change for change in changes_between(before, after) if told(change.setting)]


def _depth(words: Sequence[str]) -> int:
    """Return how many words of a setting's path name its part."""
    wanted = 2 if words[0] not in STAFFED else 4 if "roles" in words[2:3] else 3
    return min(wanted, max(len(words) - 1, 1))


def together(parts: Sequence[Part]) -> Part:
    """Return several parts as one."""
    words = [part.words for part in parts]
    said = "; ".join(words[:SHOWN]) + ("; and others" if len(words) > SHOWN else "")
    return Part(said, tuple(change for part in parts for change in part.changes))


def changed(before: Scenario, after: Scenario, parts: Iterable[Part]) -> Scenario | None:
    """Return a scenario with some of what differs taken from another; None if it is not sound."""
    values = plain(before)
    wanted = plain(after)
    for part in parts:
        for change in part.changes:
            path = tuple(change.setting.split("."))
            value = _at(wanted, path)
            if value is NOTHING:
                remove(values, change.setting, "")
                _drop_emptied(values, wanted, path)
            elif not (isinstance(value, Mapping) and value):  # else its own leaves fill it
                put(values, path, value)
    try:
        made = Scenario.model_validate_json(json.dumps(values))
    except ValidationError:
        return None
    made._folder = after._folder or before._folder
    return made


def _at(values: Any, path: Sequence[str]) -> Any:
    for key in path:
        if not isinstance(values, Mapping) or key not in values:
            return NOTHING
        values = values[key]
    return values


def _drop_emptied(values: dict[str, Any], wanted: dict[str, Any], path: Sequence[str]) -> None:
    """Take out tables that hold nothing any more and that the other scenario does not have."""
    for depth in range(len(path) - 1, 0, -1):
        above: Any = values
        for key in path[: depth - 1]:
            above = above[key]
        left = above[path[depth - 1]]
        holds = any(value is not None for _, value in leaves(left)) if left else False
        if holds or _at(wanted, path[:depth]) is not NOTHING:
            return
        del above[path[depth - 1]]


def _named(path: str, labels: Sequence[Labels]) -> str:
    """Return the part in words: 'West Suffolk CAMHS, clinician'."""
    section, *names = path.split(".")
    if not names:
        return spaced(section)
    column = COLUMN_OF.get(section, "")
    shown = [label.of(column, names[0]) for label in labels]
    first = next((word for word in shown if word != spaced(names[0])), spaced(names[0]))
    more = [spaced(name) for name in names[1:] if name != "roles"]
    prefix = [] if section in ("teams", "access_points", "stages") else [spaced(section)]
    return ", ".join([*prefix, first, *more])


def _said(value: Any) -> str:
    if value is None:
        return "not set"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
