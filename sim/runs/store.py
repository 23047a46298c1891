"""The run store: one small file for each answered question, written whole or not at all."""

import os
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.measures.table import CHECKED, PARQUET
from sim.settings import BadInput, Problem

MARK = b"PAR1"
"""How a Parquet file begins and, unless it was cut short, ends."""


class Store:
    """Answers on disk, by key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Return where an answer is or would be."""
        return self.folder / key[:2] / f"{key}.parquet"

    def holds(self, key: str) -> bool:
        """Return whether an answer is there, from its beginning to its end."""
        try:
            with self.path(key).open("rb") as file:
                begins = file.read(len(MARK)) == MARK
                file.seek(-len(MARK), os.SEEK_END)
                return begins and file.read() == MARK
        except OSError:
            return False

    def read(self, key: str) -> pa.Table:
        """Return an answer.

        Raises:
        BadInput
            When it is damaged; it is then removed, so that it is worked out anew.
        """
        path = self.path(key)
        try:
            return pq.read_table(path, memory_map=False, **CHECKED)
        except (pa.ArrowException, OSError) as error:
            path.unlink(missing_ok=True)
            text = "was damaged and has been removed from the store"
            raise BadInput([Problem(path.name, "", text, "Give the command again.")]) from error

    def write(self, key: str, table: pa.Table) -> None:
        """Keep an answer; of two writers of one key, the second changes nothing."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        os.close(handle)
        try:
            pq.write_table(table, name, **PARQUET)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
