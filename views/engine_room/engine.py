"""The engine: takes up jobs as they are asked, works on several at once, and tells how far.

A process of its own. It ends with the page that opened it; jobs that were going on are taken up
again by the next one, and nothing that had finished is run twice.
"""

import logging
import os
import threading
import time
from pathlib import Path

from sim.settings import BadInput
from views.engine_room.job import Job, JobFolder, job_folders
from views.engine_room.pool import FairPool, Share
from views.engine_room.work import WORK, Telling
from views.telling import without_place

LOOK_SECONDS = 0.2
MOST_AT_ONCE = 8
"""Jobs taken up at the same time; the others wait."""
LOG = logging.getLogger(__name__)
FAULT = (
    "The program met a fault of its own and stopped this job; what finished is kept. Ask again; "
    "if it happens again, send engine.log from the folder .jobs beside the runs to whoever "
    "looks after it."
)


class Engine:
    """Looks for jobs and works on them."""

    def __init__(self, runs: Path, workers: int | None = None) -> None:
        self.runs = runs
        # One processor is left for the page itself.
        self.pool = FairPool(workers or max(1, (os.cpu_count() or 2) - 1))
        self._active: dict[str, threading.Event] = {}

    def look(self) -> None:
        """Take up what is asked, and pass on that something is to stop."""
        waiting = []
        for folder in job_folders(self.runs):
            stopped = self._active.get(folder.path.name)
            if stopped is not None:
                if folder.is_to_stop():
                    stopped.set()
                continue
            state, job = folder.state(), folder.request()
            if job is not None and state is not None and state.is_open:
                waiting.append((job.asked_at, job, folder))
        for _, job, folder in sorted(waiting, key=lambda one: one[0]):
            if len(self._active) < MOST_AT_ONCE:
                self._take_up(job, folder)

    def _take_up(self, job: Job, folder: JobFolder) -> None:
        stopped = threading.Event()
        self._active[job.name] = stopped
        threading.Thread(target=self._work, args=(job, folder, stopped), daemon=True).start()

    def _work(self, job: Job, folder: JobFolder, stopped: threading.Event) -> None:
        telling = Telling(folder)
        share = Share(self.pool, job.asked_by, stopped)
        try:
            if folder.is_to_stop():
                stopped.set()
            WORK[job.kind](job, self.runs, share, telling)
        except BadInput as error:
            telling.end("failed", tuple(str(without_place(one)) for one in error.problems))
        except Exception:
            telling.end("failed", (FAULT,))
            LOG.exception("job %s", job.name)
        finally:
            del self._active[job.name]


def serve(runs: Path, beat: Path) -> None:
    """Look for jobs for ever; ``beat`` is touched to say that somebody does."""
    engine = Engine(runs)
    while True:
        beat.touch()
        engine.look()
        time.sleep(LOOK_SECONDS)
