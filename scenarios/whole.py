"""A file written whole or not at all: nobody reads half of it, and no half is left behind."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

FOR_ALL, FOR_ONE = 0o644, 0o600
"""Who may read a file: everybody on the machine, or whoever wrote it."""


def write_whole(path: Path, write: Callable[[Path], object], mode: int = FOR_ALL) -> Path:
    """Write a file beside its place and move it there; ``write`` is given where.

    Raises:
    OSError
        When there is no room or no right to; what was there stays as it was.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        write(part)
        part.chmod(mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path
