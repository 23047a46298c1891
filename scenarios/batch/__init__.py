"""Many scenarios, options, sweeps and grids from one plan file: what ``pathways batch`` does."""

from scenarios.batch.cells import Cell, cells_of, number_of_cells
from scenarios.batch.folders import is_batch, mark, write_folders
from scenarios.batch.plan import Plan, read_plan
from scenarios.batch.preparing import MOST_CELLS, cells_in, prepare
from scenarios.batch.table import write_tables
from scenarios.batch.work import Batch, Shard

__all__ = [
    "MOST_CELLS", "Batch", "Cell", "Plan", "Shard", "cells_in", "cells_of", "is_batch", "mark",
    "number_of_cells", "prepare", "read_plan", "write_folders", "write_tables",
]  # fmt: skip
