"""Stretches of time that children spend at places, each open from one moment to another."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.measures.rollup import provider_at
from sim.pathway.codes import CONTINUOUS, HOW_OPEN

if TYPE_CHECKING:
    from sim.measures.frame import Frame


class Stays:
    """Stretches of one kind and when each is open, with their places; ``stays`` in columns."""

    def __init__(self, frame: "Frame", stays: Any) -> None:
        self.frame, self.stays = frame, stays
        self.row = stays["row"].astype(np.int64)
        self.node = stays["node"].astype(np.int64)
        end = np.where(stays["how"] == HOW_OPEN, np.inf, stays["end"])
        first, last = frame.open_at(stays["start"].astype(float), end)
        self.first, self.last = first, np.minimum(last, len(frame.ends))

    @cached_property
    def base(self) -> np.ndarray:
        """Base of each, by the priority held during it and the provider it was with."""
        line = self.stays["line"].astype(np.int64)
        found = provider_at(self.frame.history.blueprint, line, self.node)
        nobody = found == len(self.frame.cells.providers) - 1
        provider = np.where(nobody, self.frame.provider[self.row], found)
        return self.frame.base_of(self.row, self.stays["prio"], provider)

    @cached_property
    def server(self) -> np.ndarray:
        """The team or access point each was at."""
        blueprint = self.frame.history.blueprint
        on_line = blueprint.tables["nodes"]["kind"][self.node] != CONTINUOUS
        servers = np.array([server for _, server in blueprint.lines] or [0], np.int64)
        line = self.stays["line"].astype(np.int64)
        return np.where(on_line, servers[np.clip(line, 0, len(servers) - 1)], line)
