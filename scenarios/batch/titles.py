"""What a cell of a plan is called: what it varies, in words instead of paths."""

from collections.abc import Iterator

from scenarios.batch.cells import Cell
from scenarios.batch.plan import Value
from scenarios.labels import opened, spaced
from scenarios.setting_words import setting_words
from sim.settings import Scenario

ANY = "*"
FILE = ".toml"
DIGITS = 4
"""Figures of a number that was drawn."""


def title_of(cell: Cell, scenario: Scenario) -> str:
    """Return what a cell of a block varies, and the options it is built on, in words."""
    names = (str(name).removesuffix(FILE) for name in (cell.option or {}).get("include", ()))
    built_on = [spaced(name) for name in names]
    said = list(_varied(cell, scenario))
    return opened(": ".join(filter(None, (", ".join(built_on), "; ".join(said)))))


def _varied(cell: Cell, scenario: Scenario) -> Iterator[str]:
    for what, value in cell.varied.items():
        if what.startswith("slip."):
            yield _late(what.removeprefix("slip."), value)
        elif what != "option":
            yield f"{_setting(what, scenario)} {_number(value)}".replace("+ -", "- ")


def _late(milestone: str, months: Value) -> str:
    whose = "every date" if milestone == "all" else spaced(milestone)
    late = f"{months} month{'' if months == 1 else 's'} late" if months else "on time"
    return f"{whose} {late}"


def _setting(what: str, scenario: Scenario) -> str:
    """Return a setting in words, with the sign that says how it is varied."""
    path, space, sign = what.partition(" ")
    named = ".".join(part for part in path.split(".") if part != ANY)
    words = setting_words(scenario, named)
    everywhere = " everywhere" if ANY in path.split(".") else ""
    return f"{words}{everywhere}{space}{sign}"


def _number(value: Value) -> str:
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)
