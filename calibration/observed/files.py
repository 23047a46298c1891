"""Observed waits as a file: Parquet to keep, CSV to look at."""

import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from calibration.observed.table import COLUMNS, FIELDS, checked
from sim.settings import BadInput, Problem

_ARROW = {
    "date": pa.date32(), "text": pa.string(), "number": pa.float64(), "yes/no": pa.bool_(),
}  # fmt: skip
ARROW_SCHEMA = pa.schema([(name, _ARROW[field.kind]) for name, field in FIELDS.items()])


def write_observed(table: pd.DataFrame, path: Path) -> None:
    """Write the table; the ending of the name says whether as Parquet or CSV."""
    _refuse_other_endings(path)
    arrow = _arrow(table)
    if path.suffix == ".csv":
        pa.csv.write_csv(arrow, path)
    else:
        pq.write_table(arrow, path)


def as_parquet(table: pd.DataFrame) -> bytes:
    """Return the table as the bytes of a Parquet file."""
    out = io.BytesIO()
    pq.write_table(_arrow(table), out)
    return out.getvalue()


def _arrow(table: pd.DataFrame) -> pa.Table:
    arrow = pa.Table.from_pandas(table[list(COLUMNS)], ARROW_SCHEMA, preserve_index=False)
    return arrow.replace_schema_metadata(None)


def read_observed(path: Path) -> pd.DataFrame:
    """Read and check the table.

    Raises:
    BadInput
        With every problem, when the file is missing, is no table, or breaks a rule.
    """
    _refuse_other_endings(path)
    if not path.is_file():
        raise BadInput([Problem(path.name, "", "there is no such file", "Give its path.")])
    try:
        table = _read_csv(path) if path.suffix == ".csv" else pq.read_table(path).to_pandas()
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        remedy = "Make it with `pathways import`."
        raise BadInput([Problem(path.name, "", "is not a table of this kind", remedy)]) from error
    return checked(table, path.name)


def _read_csv(path: Path) -> pd.DataFrame:
    convert = pa.csv.ConvertOptions(
        column_types=ARROW_SCHEMA, strings_can_be_null=False, null_values=["", "nan"]
    )
    return pa.csv.read_csv(path, convert_options=convert).to_pandas()


def _refuse_other_endings(path: Path) -> None:
    if path.suffix not in {".csv", ".parquet"}:
        remedy = "End its name in .parquet or .csv."
        raise BadInput([Problem(path.name, "", "is neither Parquet nor CSV by its name", remedy)])
