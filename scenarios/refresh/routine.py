"""The routine, step by step; each step leaves a file, so that it is not done twice."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from calibration.cases import series_of
from calibration.forecast import Outlook, outlook_of
from calibration.forecast.case import board_case
from calibration.importers import Request, import_files
from calibration.observed import write_observed
from calibration.quality.page import as_markdown
from scenarios.accuracy.score import Places, scored
from scenarios.accuracy.score import sentences as score_sentences
from scenarios.cells import cell
from scenarios.commands.files import write_text
from scenarios.project import project
from scenarios.questions import BASELINE
from scenarios.refresh.exceptions import overridden
from scenarios.refresh.exceptions import sentences as exception_sentences
from scenarios.refresh.explain import changes, forecast_change, month_words
from scenarios.refresh.project_file import ProjectFile, files_of
from sim.measures.table import ALL
from sim.runs.executor import Progress
from sim.runs.folder import Run, read_run

RUN, PAGE, MEASURED, MARK = "run", "refresh.md", "measured.json", "inputs.txt"


@dataclass(frozen=True)
class Refreshed:
    """What a refresh leaves."""

    folder: Path
    words: tuple[str, ...]
    interrupted: bool = False


@dataclass(frozen=True)
class _Month:
    """One month's folder, and the one before it."""

    folder: Path
    before: Path | None

    def step(self, name: str, do: Callable[[Path], None]) -> Path:
        """Do a step unless its file is there already; the file appears whole or not at all."""
        path = self.folder / name
        if not path.exists():
            part = self.folder / f"part.{name}"
            do(part)
            part.replace(path)
        return path


def refresh(
    asked: ProjectFile, home: Path, out: Path, *, progress: Progress | None = None,
    workers: int | None = None,
) -> Refreshed:  # fmt: skip
    """Import, measure, forecast, score the last forecast, and say what changed and why.

    ``home`` is the folder of the project file. Everything of a month stands in ``out/MONTH``;
    after a failure or an interruption the same call goes on from the first step that is missing.
    """
    imported = import_files(asked.data.kind, Request(files_of(asked, home)))
    series = series_of(imported.observed, asked.data.area, asked.data.need)
    now = outlook_of(series)
    case = board_case(now, asked.forecast.months, asked.forecast.sets, asked.forecast.seed)
    used, exceptions = overridden(case, asked.overrides)
    month = _month(out, str(series.months[-1]), _inputs(asked, imported.observed))
    month.step("observed.parquet", lambda path: write_observed(imported.observed, path))
    month.step("quality.md", lambda path: write_text(path, as_markdown(imported.report)))
    month.step(MEASURED, lambda path: write_text(path, json.dumps(_measured(now), indent=1)))
    month.step("scenario.toml", lambda path: write_text(path, used.scenario_text()))
    accepted = month.step("accepted.csv", lambda path: write_text(path, used.sets_text()))
    month.step("exceptions.csv", lambda path: write_text(path, exceptions.to_csv(index=False)))
    projection = project(
        month.folder, accepted=accepted, replications=asked.forecast.sets,
        seed=asked.forecast.seed, out=month.folder / RUN, store=out / ".store",
        progress=progress, workers=workers,
    )  # fmt: skip
    if projection.interrupted or projection.run is None:
        return Refreshed(month.folder, (), interrupted=True)
    words = _words(asked, month, now, projection.run, imported.observed, exceptions)
    (month.folder / PAGE).unlink(missing_ok=True)
    write_text(month.folder / PAGE, "\n".join([f"# {asked.title}", "", *words, ""]))
    return Refreshed(month.folder, tuple(words))


def _month(out: Path, name: str, inputs: str) -> _Month:
    """Return the folder of a month; one made from other figures is put aside, never lost."""
    folder = out / name
    mark = folder / MARK
    if folder.exists() and (not mark.is_file() or mark.read_text("utf-8") != inputs):
        number = 1
        while (aside := out / f"{name}.{number}").exists():
            number += 1
        folder.replace(aside)
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(inputs, encoding="utf-8")
    earlier = [
        one for one in sorted(out.glob("????-??"))
        if one.name < name and (one / RUN / "manifest.json").is_file()
    ]  # fmt: skip
    return _Month(folder, earlier[-1] if earlier else None)


def _inputs(asked: ProjectFile, observed: pd.DataFrame) -> str:
    """Return a hash of what the month's folder is made from."""
    figures = hashlib.blake2b(pd.util.hash_pandas_object(observed.astype(str)).to_numpy().tobytes())
    return hashlib.blake2b(f"{asked!r}{figures.hexdigest()}".encode(), digest_size=16).hexdigest()


def _measured(now: Outlook) -> dict[str, float]:
    numbers = {name: value for name, value in asdict(now).items() if isinstance(value, float)}
    return numbers | {"waiting": now.waiting}


def _words(
    asked: ProjectFile, month: _Month, now: Outlook, run: Run, observed: pd.DataFrame,
    exceptions: pd.DataFrame,
) -> list[str]:  # fmt: skip
    """Return what the month's page says."""
    forecast = _list(run)
    last = forecast.iloc[-1]
    words = [
        f"{asked.data.area}, figures to {now.known.months[-1]:%B %Y}: {now.waiting:,.0f} waiting.",
        f"Forecast for {month_words(last.name)}: {last['mean']:,.0f} children waiting "
        f"({last['range_p10']:,.0f} to {last['range_p90']:,.0f}; 1 in 10 futures lies below, 1 in "
        "10 above).",
        "", "## The last forecast", "",
    ]  # fmt: skip
    if month.before is None:
        words.append("There is none yet: next month's refresh will score this one.")
    else:
        words += _since(asked, month.before, now, forecast, observed)
    told = exception_sentences(exceptions) or ["None: every setting is as measured."]
    return [*words, "", "## Exceptions", "", *told]


def _since(
    asked: ProjectFile, before: Path, now: Outlook, forecast: pd.DataFrame, observed: pd.DataFrame
) -> list[str]:
    """Return how the last forecast did, and why the new one differs."""
    earlier = read_run(before / RUN)
    places = Places(asked.data.area, ALL, now.known.need)
    told = score_sentences(scored(earlier, observed, BASELINE, places))
    measured = json.loads((before / MEASURED).read_text("utf-8"))
    was = _list(earlier)
    shared = [month for month in was.index if month in forecast.index]
    if shared:
        ends = (was.loc[shared[-1]], forecast.loc[shared[-1]])
        old, new = ((e["mean"], e["range_p10"], e["range_p90"]) for e in ends)
        told.append(forecast_change(shared[-1], old, new))
    return [f"Made from figures to {month_words(before.name)}.", *told, "", "## What changed", "",
            *changes(measured, _measured(now))]  # fmt: skip


def _list(run: Run) -> pd.DataFrame:
    """Return the whole list by month."""
    rows = run.summary()
    whole = cell(rows[(rows["option"] == BASELINE) & (rows["period"] != ALL)], "list_size")
    return whole.assign(period=whole["period"].astype(str)).set_index("period").sort_index()
