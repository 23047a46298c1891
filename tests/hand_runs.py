"""Run folders written by hand, so that a comparison can be checked with paper and pencil.

``hand_run`` writes measures that the test names, of one need and one area unless it says
otherwise, in months from January 2026.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.measures.table import SCHEMA, Table
from sim.runs.folder import Run, read_run
from sim.runs.question import SCHEMA_VERSION
from sim.runs.summary import Summary
from sim.runs.turned import FILE, TurnedFile
from sim.settings import from_values
from tests import tiny

UNITS = {"list_size": "children", "in_care": "children", "referrals_received": "children",
         "open_waits": "children", "breaches_open": "children", "breaches_completed": "children",
         "re_graded_while_waiting": "children", "spend": "GBP",
         "contacts_attended": "contacts"}  # fmt: skip
MONTHS = ("2026-01", "2026-02", "2026-03")
CALENDAR = {"start_date": tiny.MONDAY.replace(day=1), "horizon_days": 90, "country": "none"}


def unit(measure: str) -> str:
    """The unit of a measure."""
    if measure.startswith("exits_"):
        return "children"
    return UNITS.get(measure, "share" if measure.startswith("share") else "days")


def row(measure: str, value: float, period: str = MONTHS[-1], n=None, **words: str) -> tuple:
    """One value; everything not named is a total, clock and standard are none."""
    return measure, value, n, {"period": period} | words


def table_of(option: str, replication: int, rows: list, accepted: int = -1) -> pa.Table:
    """The measures of one replication."""
    table = Table()
    for measure, value, n, words in rows:
        table.add(measure, unit(measure), [value], None if n is None else [n], **words)
    return table.finished(option, replication, accepted)


def keep_turned(folder: Path, tables: Iterable[pa.Table]) -> Run:
    """A folder that holds the measures of replications side by side, and nothing else."""
    with TurnedFile(folder / FILE) as file:
        summary = Summary(lambda of_one, told: file.add(told["option"].iloc[0], of_one))
        for table in tables:
            summary.add(table.cast(SCHEMA))
        summary.frame()
    return Run(folder, {})


def hand_run(folder: Path, options: dict, scenario: dict | None = None, **manifest) -> Run:
    """A run folder; ``options`` gives for each option a list of rows for each replication."""
    folder.mkdir(parents=True)
    values = tiny.scenario(calendar=CALENDAR) | (scenario or {})
    accepted = manifest.pop("accepted", -1)
    with pq.ParquetWriter(folder / "measures.parquet", SCHEMA) as writer:
        for option, replications in options.items():
            for replication, rows in enumerate(replications):
                writer.write_table(table_of(option, replication, rows, accepted))
    changes = pd.DataFrame(manifest.pop("changes", []), columns=["option", "setting", "old", "new"])
    changes.to_csv(folder / "changes.csv", index=False)
    (folder / "summary.csv").write_text("option\n")
    settings = from_values(values).model_dump(mode="json")
    (folder / "scenario.json").write_text(json.dumps(settings, default=str))
    facts = {
        "scenario": "hand", "title": "by hand", "caveat": "", "options": list(options),
        "status": "finished", "seed": 1, "replications": len(next(iter(options.values()))),
        "accepted_file": "", "version": "1", "commit": "", "libraries": {}, "input_hashes": {},
        "result_schema": SCHEMA_VERSION,
        "files": {path.name: path.stat().st_size for path in folder.iterdir()},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(facts | manifest))
    return read_run(folder)
