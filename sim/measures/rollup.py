"""Who answers for a child: council and commissioner of the area, provider of the care."""

import datetime as dt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.pathway.blueprint import Blueprint
from sim.pathway.codes import CONTINUOUS
from sim.settings.place import Responsible
from sim.settings.scenario import Scenario

IntArray = NDArray[np.int64]
NOT_KNOWN = "not known"
Words = tuple[tuple[str, ...], ...]


class Answering(NamedTuple):
    """Who answers for each area in each period, as words by period and area; empty for nobody."""

    council: Words
    commissioner: Words


def answers_for(blueprint: Blueprint) -> Answering:
    """Return who answers for each area; a period belongs to whoever does on its last day."""
    days = blueprint.days
    lasts = [days.date(end - 1) for end in days.period_ends]
    areas = blueprint.scenario.areas.values()
    now = [[_in_force(area.responsible, last) for area in areas] for last in lasts]
    return Answering(
        tuple(tuple(rule.council if rule else "" for rule in row) for row in now),
        tuple(tuple(rule.commissioner if rule else "" for rule in row) for row in now),
    )


def _in_force(rules: tuple[Responsible, ...], date: dt.date) -> Responsible | None:
    """Return the latest rule that has begun; None before the first."""
    begun = [rule for rule in rules if rule.from_date is None or rule.from_date <= date]
    return max(begun, key=lambda rule: rule.from_date or dt.date.min, default=None)


def provider_names(scenario: Scenario, servers: list[str]) -> list[str]:
    """Return the provider of each access point and team; one that names none is its own."""
    return [
        (scenario.access_points.get(name) or scenario.teams[name]).provider or name
        for name in servers
    ]


def known_providers(blueprint: Blueprint) -> list[str]:
    """Return the providers in order of name, and last the words for none."""
    return [*sorted(set(provider_names(blueprint.scenario, blueprint.servers))), NOT_KNOWN]


def provider_at(blueprint: Blueprint, line: IntArray, node: IntArray) -> IntArray:
    """Return the number of the provider at a line, or at a continuous stage's server.

    Where there is no line, the last number: not known.
    """
    known = known_providers(blueprint)
    names = provider_names(blueprint.scenario, blueprint.servers)
    of_server = np.array([known.index(name) for name in names], np.int64)
    servers = np.array([server for _, server in blueprint.lines] or [0], np.int64)
    continuous = blueprint.tables["nodes"]["kind"][node] == CONTINUOUS
    server = np.where(continuous, line, servers[np.clip(line, 0, len(servers) - 1)])
    nobody = (line < 0) | (len(of_server) == 0)
    found = of_server[np.clip(server, 0, len(of_server) - 1)] if len(of_server) else server
    return np.where(nobody, len(known) - 1, found)
