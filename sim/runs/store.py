"""The run store: one small file for each answered question, written whole or not at all."""

import os
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


class Store:
    """Answers on disk, by key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Return where an answer is or would be."""
        return self.folder / key[:2] / f"{key}.parquet"

    def holds(self, key: str) -> bool:
        """Return whether an answer is there."""
        return self.path(key).is_file()

    def read(self, key: str) -> pa.Table:
        """Return an answer; a damaged one is removed and raises FileNotFoundError."""
        path = self.path(key)
        try:
            return pq.read_table(path, memory_map=False)
        except (pa.ArrowInvalid, OSError) as error:
            path.unlink(missing_ok=True)
            raise FileNotFoundError(f"{path.name} was damaged and has been removed") from error

    def write(self, key: str, table: pa.Table) -> None:
        """Keep an answer; of two writers of one key, the second changes nothing."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        os.close(handle)
        try:
            pq.write_table(table, name, compression="zstd", write_statistics=False)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
