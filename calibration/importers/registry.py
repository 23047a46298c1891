"""Which files can be imported, and the one way in which each is."""

import importlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from calibration.importers.balance import note_balance
from calibration.importers.kinds import KINDS
from calibration.importers.request import Request
from calibration.importers.series import check_series, said_once
from calibration.importers.source import Given, Source, read_source
from calibration.observed.table import checked, filled
from calibration.quality import Ledger, QualityReport
from sim.settings import BadInput, Problem


@dataclass(frozen=True)
class Imported:
    """Observed waits, and the report on their quality."""

    observed: pd.DataFrame
    report: QualityReport


def import_files(kind: str, request: Request) -> Imported:
    """Import files of one kind (a word of `KINDS`).

    Raises:
    BadInput
        With every problem, when the files cannot be used.
    """
    if not request.files:
        raise BadInput([Problem(kind, "", "no file was given", "Give at least one.")])
    module = importlib.import_module(f"calibration.importers.{kind}")
    ledger = Ledger(KINDS[kind].title)
    sources = [_opened(file, ledger) for file in request.files]
    rows = module.rows(sources, request, ledger)
    if not len(rows):
        names = ", ".join(ledger.files)
        text = f"gave no figure out of {ledger.rows_read} rows"
        why = " ".join(dict.fromkeys(one.meaning for one in ledger.dropped))
        raise BadInput([Problem(names, "", text, why or "Is this the right kind of file?")])
    return finished(rows, request, ledger)


def _opened(file: Path | Given, ledger: Ledger) -> Source:
    source = read_source(file)
    ledger.read(source.name, source.rows)
    ledger.drop(source.ragged, "More or fewer cells than headings.", source.name)
    if source.encoding != "UTF-8":
        ledger.caveat(f"The file was not UTF-8; it was read as {source.encoding}.", source.name)
    return source


def finished(rows: pd.DataFrame, request: Request, ledger: Ledger) -> Imported:
    """Return the rows as the checked observed table, with the report closed."""
    if request.published:
        rows = rows.assign(revision_date=pd.Timestamp(request.published))
    rows = filled(rows)
    table = checked(said_once(rows, ledger), ", ".join(ledger.files))
    check_series(table, ledger)
    note_balance(table, ledger)
    return Imported(table, ledger.report(len(table)))
