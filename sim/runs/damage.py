"""What is kept is sealed with checksums: a byte that changed is told as damage, by its file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from sim.settings import BadInput, Problem

AGAIN = "Run the scenario again."


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Tell what goes wrong in reading a file of a run folder as damage to it.

    Raises:
    BadInput
        When it does.
    """
    try:
        yield
    except (pa.ArrowException, OSError, KeyError, ValueError) as error:
        raise BadInput([Problem(str(path.parent), path.name, "is damaged", AGAIN)]) from error
