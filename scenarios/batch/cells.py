"""The cells of a plan: each an option of a scenario, made from what the plan varies."""

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scenarios.batch.plan import Axis, Block, Plan, Range, Samples, Value
from scenarios.questions import BASELINE
from sim.settings.tables import merged, nested
from sim.streams import Streams, seeded_order


@dataclass(frozen=True)
class Cell:
    """One option of one scenario."""

    scenario: str
    name: str
    block: str
    """The sweep, grid or sample it belongs to; options and the baseline name themselves."""
    option: Mapping[str, Any] | None
    """The tables of an option file; None for the scenario itself."""
    varied: Mapping[str, Value]
    """What is varied, and the value here."""


def number_of_cells(plan: Plan) -> int:
    """Return how many cells a plan has, baselines included, without making them."""
    sweeps = sum(len(axis.levels) for block in plan.sweeps.values() for axis in block.axes)
    grids = sum(math.prod(len(a.levels) for a in block.axes) for block in plan.grids.values())
    drawn = sum(block.cells for block in plan.samples.values())
    return len(plan.scenarios) * (1 + len(plan.options) + sweeps + grids + drawn)


def cells_of(plan: Plan) -> Iterator[Cell]:
    """Yield the cells of a plan, always in the same order."""
    blocks: dict[str, Block | Samples] = {**plan.sweeps, **plan.grids, **plan.samples}
    unknown = {name for name, block in blocks.items() if block.unknown}
    for scenario in plan.scenarios:
        yield Cell(scenario, BASELINE, BASELINE, None, {})
        for name in plan.options:
            yield Cell(scenario, _stem(name), _stem(name), {"include": [name]}, {"option": name})
        for block, choices in _blocks(plan):
            for number, (option, varied) in enumerate(choices, 1):
                name = f"{block}_{number:04d}"
                mark = {"unknown": True} if block in unknown else {}
                yield Cell(scenario, name, block, {**option, **mark}, varied)


def _stem(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".toml")


Choice = tuple[dict[str, Any], dict[str, Value]]
"""An option, and what is varied in it."""


def _blocks(plan: Plan) -> Iterator[tuple[str, Iterator[Choice]]]:
    for name, sweep in plan.sweeps.items():
        yield name, _swept(sweep)
    for name, grid in plan.grids.items():
        yield name, _crossed(grid)
    for name, samples in plan.samples.items():
        yield name, _drawn(name, samples, plan.seed)


def _swept(block: Block) -> Iterator[Choice]:
    for axis in block.axes:
        for level in axis.levels:
            yield _built(block.include, [_moved(axis, level)]), {_shown(axis): level}


def _crossed(block: Block) -> Iterator[Choice]:
    for levels in itertools.product(*(axis.levels for axis in block.axes)):
        pairs = list(zip(block.axes, levels, strict=True))
        moves = [_moved(axis, level) for axis, level in pairs]
        yield _built(block.include, moves), {_shown(axis): level for axis, level in pairs}


def _drawn(name: str, samples: Samples, seed: int) -> Iterator[Choice]:
    """Draw one value of each stratum of each range, the strata in an order of their own."""
    streams = Streams(seed, 0, "plan")
    columns = []
    for one in samples.ranges:
        order = seeded_order(seed, f"{name} {one.setting}", samples.cells)
        within = streams.uniforms(samples.cells, name, one.setting)
        columns.append([_drawn_value(one, u) for u in (order + within) / samples.cells])
    for values in zip(*columns, strict=True):
        pairs = list(zip(samples.ranges, values, strict=True))
        moves: list[dict[str, Any]] = [
            {one.way: nested(tuple(one.setting.split(".")), value)} for one, value in pairs
        ]
        varied: dict[str, Value] = {f"{one.setting}{_SIGN[one.way]}": v for one, v in pairs}
        yield _built(samples.include, moves), varied


def _drawn_value(one: Range, share: float) -> float | int:
    if one.whole:
        return int(min(one.low + math.floor(share * (one.high - one.low + 1)), one.high))
    return float(f"{one.low + share * (one.high - one.low):.12g}")


_SIGN = {"set": "", "add": " +", "multiply": " ×", "slip": "", "include": ""}


def _shown(axis: Axis) -> str:
    return f"{axis.label}{_SIGN[axis.way]}"


def _moved(axis: Axis, level: Value) -> dict[str, Any]:
    if axis.way == "include":
        return {"include": [level]}
    if axis.way == "slip":
        return {"slip": {axis.slip: level}}
    return {axis.way: nested(tuple(axis.setting.split(".")), level)}


def _built(include: tuple[str, ...], moves: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one option out of several moves and the options it is built on."""
    names = [*include, *(name for move in moves for name in move.get("include", ()))]
    return merged(*moves, {"include": names} if names else {})
