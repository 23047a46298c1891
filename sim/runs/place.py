"""Where a run may be written: refused before any work is done, and never over anything else."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.settings import BadInput, Problem

MANIFEST = "manifest.json"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a run folder; None when there is none or it cannot be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return manifest if isinstance(manifest, dict) and "result_schema" in manifest else None


def check_places(
    folder: Path, store: Path, *, ours: Callable[[Path], object] = read_manifest
) -> None:
    """Refuse a run folder or a store that could not be written, or would destroy something.

    ``ours`` tells a folder that may be written anew.
    """
    problems = [
        Problem(str(place), option, problem, "Give another folder.")
        for place, option, problem in (
            (folder, "--out", _unfit(folder, folder.parent) or _holds_something_else(folder, ours)),
            (store, "--store", _unfit(store, store) or _would_be_replaced(store, folder)),
        )
        if problem
    ]
    if problems:
        raise BadInput(problems)


def _unfit(place: Path, written_in: Path) -> str:
    """Return why a folder cannot be made at a place, or nothing."""
    if place.exists() and not place.is_dir():
        return "is a file"
    written_in = written_in.resolve()
    nearest = next(path for path in (written_in, *written_in.parents) if path.exists())
    if not nearest.is_dir():
        return f"lies under {nearest.name}, which is a file"
    return "" if os.access(nearest, os.W_OK | os.X_OK) else f"cannot be written in {nearest.name}"


def _holds_something_else(folder: Path, ours: Callable[[Path], object]) -> str:
    """Return why a folder must not be replaced, or nothing when it is new, empty or a run."""
    if folder.resolve() == Path.cwd():
        return "is the folder you are in"
    if folder.is_dir() and any(folder.iterdir()) and not ours(folder):
        return "is a folder that holds something else"
    return ""


def _would_be_replaced(store: Path, folder: Path) -> str:
    inside = store.resolve().is_relative_to(folder.resolve())
    return "lies in the run folder, which is replaced as a whole" if inside else ""
