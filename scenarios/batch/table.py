"""The table of a batch: a row for each cell and row of its summary, with what is varied in it."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from scenarios.batch.work import Batch, Job
from scenarios.whole import write_whole
from sim.runs.folder import Run

TOTALS = ("stage", "team", "role", "band", "age_group", "group")
"""Columns in which the table keeps totals only, unless the plan asks for the whole of it."""
YEAR = {"month": 12, "week": 52}


def write_tables(batch: Batch, finished: list[Job], runs: Mapping[str, Run]) -> list[Path]:
    """Write cells.csv, results.csv and results.parquet of the cells that are finished."""
    cells = _cells(finished)
    rows = [_rows(batch, name, runs[name], jobs)
            for name, jobs in batch.by_scenario(finished).items()]  # fmt: skip
    table = cells.merge(pd.concat(rows), on=["scenario", "cell"]) if rows else cells
    end = batch.shard.suffix
    files = {
        f"cells{end}.csv": lambda path: _csv(cells, path),
        f"results{end}.csv": lambda path: _csv(table, path),
        f"results{end}.parquet": lambda path: table.to_parquet(path, index=False),
    }
    return [write_whole(batch.out / name, write) for name, write in files.items()]


def _cells(finished: list[Job]) -> pd.DataFrame:
    """Return a row for each cell; each thing that is varied anywhere has a column of its own."""
    varied = sorted({name for job in finished for name in job.cell.varied})
    told = ["scenario", "cell", "block", "title", "same_as"]
    rows = [
        {
            "scenario": job.loaded.name, "cell": job.cell.name, "block": job.cell.block,
            "title": job.option.title if job.option else job.loaded.scenario.title,
            "same_as": job.same_as, **job.cell.varied,
        }
        for job in finished
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*told, *varied])


def _rows(batch: Batch, name: str, run: Run, jobs: list[Job]) -> pd.DataFrame:
    """Return the summary rows of a scenario's cells."""
    rows = run.summary().rename(columns={"option": "cell"})
    stands_for = pd.DataFrame(
        [(job.same_as or job.cell.name, job.cell.name) for job in jobs], columns=["cell", "own"]
    )
    rows = stands_for.merge(rows, on="cell")
    rows = rows.assign(cell=rows["own"]).drop(columns="own")
    if not batch.plan.whole_table:
        rows = rows[(rows[list(TOTALS)] == "all").all(axis=1)].drop(columns=list(TOTALS))
        step = YEAR[jobs[0].loaded.scenario.calendar.period]
        periods = sorted(set(rows["period"]) - {"all"})
        kept = {*periods[step - 1 :: step], *periods[-1:], "all"}
        rows = rows[rows["period"].isin(kept)]
    return rows.assign(scenario=name)


def _csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, lineterminator="\n")
