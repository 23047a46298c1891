"""Rows told apart by their words: the same words have the same place in every replication.

Each word of a column has a 64-bit number, drawn by hashing column and word; a row's number is
the sum of those of its words. Two different rows share one with a chance of about one in a
billion for a hundred thousand rows, and whatever order a table keeps its words in, the number
is the same.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


class Rows:
    """Every row that has been met, in the order of first meeting."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = tuple(columns)
        self._numbers: dict[str, dict[str, np.uint64]] = {name: {} for name in columns}
        self._words: dict[str, dict[str, int]] = {name: {} for name in columns}
        self._codes: dict[str, list[NDArray[np.int32]]] = {name: [] for name in columns}
        self._index = pd.Index(np.zeros(0, np.uint64))
        self._last = (np.zeros(0, np.uint64), np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self._index)

    def places(self, batch: pa.RecordBatch, chosen: IntArray | None = None) -> IntArray:
        """Return the place of each row of a batch, or of some; new rows are added at the end."""
        indices = {
            name: np.asarray(batch.column(name).indices)
            if chosen is None
            else np.asarray(batch.column(name).indices)[chosen]
            for name in self._columns
        }
        dictionaries = {name: batch.column(name).dictionary.to_pylist() for name in self._columns}
        number = np.zeros(len(indices[self._columns[0]]), np.uint64)
        for name in self._columns:
            number += self._numbered(name, dictionaries[name])[indices[name]]
        last, places = self._last
        if not np.array_equal(number, last):
            places = self._found(number, indices, dictionaries)
            self._last = (number, places)
        return places

    def _found(
        self, number: NDArray[np.uint64], indices: dict[str, NDArray[np.int16]],
        dictionaries: dict[str, list[str]],
    ) -> IntArray:  # fmt: skip
        places = self._index.get_indexer(pd.Index(number))
        new = np.flatnonzero(places < 0)
        if len(new):
            places[new] = len(self._index) + np.arange(len(new))
            self._index = self._index.append(pd.Index(number[new]))
            for name in self._columns:
                words = self._words[name]
                known = [words.setdefault(word, len(words)) for word in dictionaries[name]]
                codes = np.array(known, np.int32)[indices[name][new]]
                self._codes[name].append(codes)
        return np.asarray(places, np.int64)

    def _numbered(self, name: str, words: list[str]) -> NDArray[np.uint64]:
        known = self._numbers[name]
        for word in words:
            if word not in known:
                digest = hashlib.blake2b(f"{name}\0{word}".encode(), digest_size=8).digest()
                known[word] = np.uint64(int.from_bytes(digest, "little"))
        return np.array([known[word] for word in words], np.uint64)

    def words(self, name: str) -> tuple[NDArray[np.int32], list[str]]:
        """Return a column of all rows, as positions and the words they stand for."""
        parts = self._codes[name]
        codes = np.concatenate(parts) if parts else np.zeros(0, np.int32)
        return codes, list(self._words[name])
