"""The runs there are: one folder each, in the folder the page was opened for."""

import os
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from scenarios.compare.study import BESIDE
from sim.runs.folder import Run, read_run
from sim.runs.place import MANIFEST, read_manifest
from sim.runs.question import SCHEMA_VERSION
from sim.settings import BadInput, Problem

PLACE = "PATHWAYS_RUNS"
"""Environment variable that names the folder; left out, ``runs`` where the page was started."""


def runs_folder() -> Path:
    """Return the folder that holds the runs; it may not be there yet."""
    return Path(os.environ.get(PLACE) or "runs").resolve()


@dataclass(frozen=True)
class Entry:
    """A run in the list: what it is called and whether it can be opened."""

    name: str
    """Its folder, and its name in a link."""
    title: str
    options: tuple[str, ...]
    """Titles of what stands beside today's plan."""
    replications: int
    created: str
    fault: str
    """Why it cannot be opened, in words; empty when it can."""

    @property
    def words(self) -> str:
        """What tells it from other runs."""
        first, more = self.options[:1], len(self.options) - 1
        others = f" and {more} other option{'s' * (more > 1)}" if more > 0 else ""
        what = f"{first[0]}{others}" if first else f"Today's plan, {self.title}"
        return f"{what} ({self.created[:10]}, {self.replications} futures)"


def entries() -> list[Entry]:
    """Return every run, the newest first; variants that stand beside a run are left out."""
    folder = runs_folder()
    if not folder.is_dir():
        return []
    found = [
        _entry(str(path), (path / MANIFEST).stat().st_mtime_ns)
        for path in folder.iterdir()
        if (path / MANIFEST).is_file() and not path.name.startswith(".") and BESIDE not in path.name
    ]
    return sorted((one for one in found if one), key=lambda one: one.created, reverse=True)


def open_run(name: str) -> Run:
    """Open a run by name.

    Raises:
    BadInput
        When there is none of that name, or it is damaged or of another version.
    """
    if name not in {one.name for one in entries()}:
        text = "is not in the list of runs; it may have been deleted or moved"
        raise BadInput([Problem(name[:80], "", text, "Choose another run, or run it again.")])
    try:
        return read_run(runs_folder() / name)
    except BadInput as error:
        raise BadInput([replace(one, file=name) for one in error.problems]) from error


def stamp(name: str = "") -> tuple[tuple[str, int], ...]:
    """Return what changes whenever anything in a run's folder is written anew, or beside it.

    Without a name, or with that of no run, it is of every run.
    """
    here = runs_folder()
    try:
        folders = [path for path in here.iterdir() if (path / MANIFEST).is_file()]
        chosen = [path for path in folders if path.name == name] or sorted(folders)
        return tuple((path.name, _written(path)) for path in chosen)
    except OSError:  # nothing there yet, or just taken away
        return ()


def _written(folder: Path) -> int:
    """Return when anything of a folder was last written, in nanoseconds."""
    return max(path.stat().st_mtime_ns for path in (folder, *folder.iterdir()))


@lru_cache(maxsize=512)
def _entry(folder: str, _written: int) -> Entry | None:
    """Return what the list says of a folder; ``_written`` lets a newer run be read anew."""
    path = Path(folder)
    manifest = read_manifest(path)
    if manifest is None:
        return Entry(path.name, path.name, (), 0, "", "its manifest is damaged")
    schema = manifest["result_schema"]
    fault = "" if schema == SCHEMA_VERSION else "it was made by another version: run it again"
    return Entry(
        path.name, str(manifest.get("title", path.name)), tuple(_titles(manifest)),
        int(manifest.get("replications", 0)), str(manifest.get("created", "")), fault,
    )  # fmt: skip


def _titles(manifest: dict[str, Any]) -> list[str]:
    about = manifest.get("about", {})
    names = [name for name in manifest.get("options", [])[1:] if "@" not in name]
    return [str(about.get(name, {}).get("title") or name) for name in names]
