"""Exceptions: what was measured beside what is used instead, and why."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from calibration.forecast.case import BoardCase
from scenarios.refresh.project_file import Override
from sim.settings import BadInput, Problem, from_values
from sim.settings.tables import copied, matches

COLUMNS = ["setting", "measured", "used", "reason", "by"]


def overridden(case: BoardCase, overrides: Sequence[Override]) -> tuple[BoardCase, pd.DataFrame]:
    """Return a case with its exceptions in force, and the table of them.

    Raises:
    BadInput
        When a setting is not stated in the scenario.
    """
    values, sets, rows, problems = copied(case.values), case.sets, [], []
    for one in overrides:
        hits = matches(values, tuple(one.setting.split(".")))
        if not hits:
            problems.append(_unknown(one))
        for table, key in hits:
            rows.append([one.setting, table[key], one.value, one.reason, one.by])
            table[key] = int(one.value) if isinstance(table[key], int) else one.value
        sets = sets.drop(columns=one.setting, errors="ignore")
    if problems:
        raise BadInput(problems)
    from_values(values)
    return BoardCase(values, sets), pd.DataFrame(rows, columns=COLUMNS)


def _unknown(one: Override) -> Problem:
    remedy = "See scenario.toml in the folder of the month for the settings."
    return Problem("overrides", one.setting, "is not stated in the scenario", remedy)


def sentences(table: pd.DataFrame) -> list[str]:
    """Return a sentence for each exception."""
    rows: Sequence[Mapping[Any, Any]] = table.to_dict("records")
    return [
        f"{row['setting']}: measured {row['measured']:.4g}, used {row['used']:.4g}, as "
        f"{row['by'] or 'somebody'} says: {row['reason']}" for row in rows
    ]  # fmt: skip
