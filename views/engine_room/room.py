"""The page's side of the engine room: ask, look how far it is, stop."""

import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from views.engine_room.job import BEAT, JOBS, Job, JobFolder, State, job_folders

USABLE = re.compile(r"\w[\w.-]{0,200}")
"""Names of jobs; one in a link may be anything."""
GIVES_WAY = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""How Windows is asked to let others go first; elsewhere the engine does that itself."""
SILENT_SECONDS = 5.0
"""An engine that has not been heard of for so long is taken to have ended."""


class Room:
    """Jobs of one folder of runs, shared by every session of the page."""

    def __init__(self, runs: Path) -> None:
        self.runs = runs
        self._engine: subprocess.Popen[bytes] | None = None
        self._opening = threading.Lock()

    def ask(self, job: Job) -> None:
        """Ask for a job; one that is already waiting or running is joined."""
        state = self.state(job.name)
        if state is None or not state.is_open:
            JobFolder(self.runs, job.name).ask(replace(job, asked_at=time.time()))
        self.keep_open()

    def state(self, name: str) -> State | None:
        """Return how far a job is; None when nobody has asked for it, whatever the name."""
        return JobFolder(self.runs, name).state() if USABLE.fullmatch(name) else None

    def answer(self, name: str) -> dict[str, object]:
        """Return what a search found."""
        return JobFolder(self.runs, name).answer()

    def stop(self, name: str) -> None:
        """Ask that a job be stopped; what finished is kept."""
        JobFolder(self.runs, name).stop()
        self.keep_open()

    def stops(self, name: str) -> bool:
        """Return whether somebody asked that a job be stopped; it ends once what it has is kept."""
        return JobFolder(self.runs, name).is_to_stop()

    def jobs(self) -> list[tuple[Job, State]]:
        """Return every job, the newest first."""
        found = [(one.request(), one.state()) for one in job_folders(self.runs)]
        known = [(job, state) for job, state in found if job is not None and state is not None]
        return sorted(known, key=lambda pair: -pair[0].asked_at)

    def before(self, name: str) -> int:
        """Return how many open jobs were asked before this one."""
        still = [job for job, state in self.jobs() if state.is_open]
        mine = next((job.asked_at for job in still if job.name == name), 0.0)
        return sum(job.asked_at < mine for job in still)

    def keep_open(self) -> None:
        """Start the engine unless one works for this folder."""
        with self._opening:
            if self._engine is not None and self._engine.poll() is None:
                return
            if self._engine is not None:
                self._let_go(self._engine)
            if self._heard_of():
                return
            (self.runs / JOBS).mkdir(parents=True, exist_ok=True)
            kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
            self._engine = subprocess.Popen(
                [sys.executable, "-P", "-m", "views.engine_room", str(self.runs)],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=kept, creationflags=GIVES_WAY,
            )  # fmt: skip

    def close(self) -> None:
        """End the engine; what it was doing is taken up when the room is opened again."""
        with self._opening:
            if self._engine is not None:
                self._let_go(self._engine)

    def _let_go(self, engine: "subprocess.Popen[bytes]") -> None:
        if engine.stdin is not None:
            engine.stdin.close()
        engine.wait()
        self._engine = None

    def _heard_of(self) -> bool:
        try:
            age = time.time() - (self.runs / JOBS / BEAT).stat().st_mtime
        except OSError:
            return False
        return age < SILENT_SECONDS
