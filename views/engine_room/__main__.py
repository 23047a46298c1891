"""The engine as a process: ``python -m views.engine_room RUNS``, started by the page."""

import logging
import os
import sys
import threading
from pathlib import Path

from views.engine_room.job import BEAT, JOBS
from views.engine_room.lock import only_one

LOG_FILE, LOCK = "engine.log", "engine.lock"
NICENESS = 5
"""Simulations, and the workers started for them, give way to the page and to whatever else is done
on the machine; by much more, a busy machine would never come to them."""


def main(runs: Path) -> None:
    """Serve the jobs of a folder, unless another engine does; end when the page ends."""
    place = runs / JOBS
    place.mkdir(parents=True, exist_ok=True)
    with only_one(place / LOCK) as first:
        if not first:
            return
        logging.basicConfig(filename=place / LOG_FILE, level=logging.WARNING,
                            format="%(asctime)s %(levelname)s %(message)s")  # fmt: skip
        if hasattr(os, "nice"):
            os.nice(NICENESS)
        threading.Thread(target=_end_with_the_page, daemon=True).start()
        from views.engine_room.engine import serve

        serve(runs, place / BEAT)


def _end_with_the_page() -> None:
    """End when standard input does: the page holds the other end, however it ends."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
