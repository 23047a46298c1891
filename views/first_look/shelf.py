"""First looks on disk, so that who opens the page after a restart does not wait for what was known.

They lie beside the runs, hold nothing but what those runs show, and are of one program: another
version of it makes them anew.
"""

import hashlib
import json
from collections.abc import Hashable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from views.first_look.link import Link
from views.json_files import read_json, write_json

SHELF = ".looks"
SHOWN_BY = ("views", "scenarios")
"""Packages that decide what is shown."""
ENDINGS = (".py", ".css", ".toml", ".js", ".svg")


class Shelf:
    """A folder of first looks, one file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._program = _program()

    def keep(self, link: Link, holds: Hashable, markup: str) -> None:
        """Write a look, whole or not at all; without room or rights it is not kept."""
        told = {"program": self._program, "view": link.view, "asked": sorted(link.asked),
                "holds": holds, "markup": markup}  # fmt: skip
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_json(self._file(link), told)
        except OSError:
            return

    def looks(self) -> Iterator[tuple[Link, Hashable, str]]:
        """Yield what is kept, the latest last; what another program made is thrown away."""
        try:
            paths = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
        except OSError:
            return
        for path in paths:
            told = read_json(path)
            if told.get("program") == self._program:
                asked = frozenset((name, value) for name, value in told["asked"])
                yield Link(told["view"], asked), _frozen(told["holds"]), told["markup"]
            else:
                _thrown_away(path)

    def forget(self, link: Link) -> None:
        """Throw a look away; without rights it stays, and is not given out."""
        _thrown_away(self._file(link))

    def _file(self, link: Link) -> Path:
        said = json.dumps([link.view, sorted(link.asked)]).encode()
        return self._folder / f"{hashlib.blake2b(said, digest_size=12).hexdigest()}.json"


def _thrown_away(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _frozen(value: Any) -> Any:
    """Return a value read from JSON as it was before: lists were tuples."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _program() -> str:
    """Return what changes with any file of the program that decides what is shown."""
    root = Path(__file__).resolve().parents[2]
    said = hashlib.blake2b(digest_size=12)
    for name in SHOWN_BY:
        for path in sorted((root / name).rglob("*")):
            if path.suffix in ENDINGS:
                state = path.stat()
                said.update(f"{path}{state.st_mtime_ns}{state.st_size}".encode())
    return said.hexdigest()
