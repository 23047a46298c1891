"""A file as it stands: every cell as text, with what was odd about the file itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from sim.settings import BadInput, Problem

LARGEST_FILE_BYTES = 2_000_000_000
LONGEST_CELL_BYTES = 64 << 20
MOST_CELLS = 200_000_000
"""Cells of a Parquet file, which may hold far more of them than its size tells."""
PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!",
          b"\x28\xb5\x2f\xfd")  # fmt: skip
"""First bytes of zip, gzip, bzip2, xz, 7z, rar and zstd."""


@dataclass(frozen=True)
class Source:
    """A table of text under tidied headings."""

    name: str
    table: pa.Table
    ragged: int = 0
    """Rows with more or fewer cells than the heading; they are not in the table."""
    encoding: str = "UTF-8"

    @property
    def rows(self) -> int:
        """Rows below the headings, ragged ones included."""
        return int(self.table.num_rows) + self.ragged

    def frame(self) -> pd.DataFrame:
        """Return the cells as text, stripped, empty where nothing stands."""
        frame = self.table.to_pandas()
        return frame.apply(lambda column: column.fillna("").astype(str).str.strip())


@dataclass(frozen=True)
class Given:
    """A file handed over in memory, such as one that was dropped on the page."""

    name: str
    content: bytes = field(repr=False)


def read_source(file: Path | Given) -> Source:
    """Read a CSV or Parquet file with every cell as text.

    Raises:
    BadInput
        When the file is missing, empty, too large or no table.
    """
    given = file if isinstance(file, Given) else _from_disk(file)
    suffix = Path(given.name).suffix.lower()
    _refuse_other_kinds(given, suffix)
    source = _parquet(given) if suffix == ".parquet" else _csv(given)
    if source.table.num_rows == 0:
        text = "holds headings and no rows" if source.rows == 0 else "holds no complete row"
        raise BadInput([Problem(given.name, "", text, "Export it again.")])
    return source


def _from_disk(path: Path) -> Given:
    if not path.is_file():
        raise BadInput([Problem(path.name, "", "there is no such file", "Give its path.")])
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise BadInput([Problem(path.name, "", "is over 2 GB", "Split it by year.")])
    return Given(path.name, path.read_bytes())


def _refuse_other_kinds(given: Given, suffix: str) -> None:
    """Refuse what is no table by its name or its first bytes; nothing packed is ever unpacked."""
    if suffix in {".xlsx", ".xls", ".ods"}:
        remedy = "Save the sheet as CSV UTF-8 and give that."
        raise BadInput([Problem(given.name, "", "is a workbook, not a CSV file", remedy)])
    if given.content.startswith(PACKED):
        remedy = "Unpack it and give the CSV file inside."
        raise BadInput([Problem(given.name, "", "is a packed file, not a CSV file", remedy)])


def tidy(heading: str) -> str:
    """Return a heading in small letters without marks, so that spellings of one name agree."""
    return "_".join("".join(c if c.isalnum() else " " for c in heading.lower()).split())


def required(source: Source, names: Sequence[str], form: str) -> None:
    """Raise when a heading that the format needs is not there."""
    missing = [name for name in names if name not in source.table.column_names]
    if missing:
        remedy = f"{form} needs: {', '.join(names)}."
        text = "these columns are missing" if len(missing) > 1 else "this column is missing"
        raise BadInput([Problem(source.name, ", ".join(missing), text, remedy)])


def _csv(given: Given) -> Source:
    if not given.content.strip():
        raise BadInput([Problem(given.name, "", "is empty", "Export it again.")])
    if b"\x00" in given.content[:65536]:
        remedy = "Save it as CSV UTF-8."
        raise BadInput([Problem(given.name, "", "is not a text file", remedy)])
    content, encoding = _utf8(given.content)
    ragged: list[int] = []
    names = _headings(given.name, content)

    def skip(row: object) -> str:
        ragged.append(1)
        return "skip"

    try:
        table = pa.csv.read_csv(
            pa.BufferReader(content),
            read_options=pa.csv.ReadOptions(
                column_names=names, skip_rows=1, block_size=LONGEST_CELL_BYTES
            ),
            parse_options=pa.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=skip),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:  # its words may quote a cell: do not show them
        remedy = "Look for an unclosed quotation mark; export it again as CSV UTF-8."
        problem = Problem(given.name, "", "cannot be read as a CSV table", remedy)
        raise BadInput([problem]) from error
    return Source(given.name, _filled(table), len(ragged), encoding)


def _utf8(content: bytes) -> tuple[bytes, str]:
    """Return the text as UTF-8; Excel on Windows often writes its own encoding instead."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace").encode("utf-8"), "Windows-1252"
    return content, "UTF-8"


def _headings(file: str, content: bytes) -> list[str]:
    import csv
    import io

    first = next(csv.reader(io.StringIO(content[:65536].decode("utf-8", errors="ignore"))), [])
    return _distinct(file, first)


def _distinct(file: str, headings: Iterable[str]) -> list[str]:
    names = [tidy(heading) or f"column_{k}" for k, heading in enumerate(headings, 1)]
    places = [k for k, name in enumerate(names, 1) if name in names[: k - 1]]
    if places:
        raise BadInput(
            [Problem(file, f"column {k}", "has the heading of another column", "Rename it.")
             for k in places]
        )  # fmt: skip
    return names


def _parquet(given: Given) -> Source:
    try:
        file = pq.ParquetFile(pa.BufferReader(given.content))
        _refuse_swelling(given.name, file.metadata)
        table = file.read()
    except (pa.ArrowInvalid, OSError) as error:
        problem = Problem(given.name, "", "is not a Parquet file", "Export it again.")
        raise BadInput([problem]) from error
    names = _distinct(given.name, table.column_names)
    columns = [_as_text(column) for column in table.columns]
    return Source(given.name, _filled(pa.table(columns, names=names)))


def _refuse_swelling(name: str, about: pq.FileMetaData) -> None:
    """Refuse a small file that would fill the memory once it is unpacked."""
    groups = (about.row_group(k) for k in range(about.num_row_groups))
    unpacked = sum(group.total_byte_size for group in groups)
    cells = about.num_rows * about.num_columns
    if unpacked > LARGEST_FILE_BYTES or cells > MOST_CELLS:
        remedy = "Split it by year, or leave out columns that are not needed."
        raise BadInput([Problem(name, "", "is too large once it is unpacked", remedy)])


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us")).cast(pa.date32(), safe=False)
    if pa.types.is_floating(column.type):
        import pyarrow.compute as pc

        whole = pc.all(pc.equal(column, pc.round(column))).as_py()
        column = column.cast(pa.int64()) if whole else column
    return column.cast(pa.string())


def _filled(table: pa.Table) -> pa.Table:
    return pa.table([column.fill_null("") for column in table.columns], names=table.column_names)
