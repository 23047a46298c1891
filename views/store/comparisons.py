"""Comparisons, worked out once for everybody on a thread of their own: nobody's clicks wait."""

from concurrent.futures import ThreadPoolExecutor, wait

from scenarios.report.options import Options, options_of
from sim.runs.folder import Run

HAND = ThreadPoolExecutor(1, thread_name_prefix="comparing")
"""One comparison after another: two at once would take as long, and slow everything else."""


class Comparing:
    """The comparison of a run's options: on its way, or there."""

    def __init__(self, run: Run) -> None:
        self.done, self.of = 0, 0
        """Options compared so far, and of how many; 0 while the run is read."""
        self._coming = HAND.submit(options_of, run, self._told)

    def within(self, seconds: float) -> bool:
        """Wait so long, or less, and return whether it is there."""
        return bool(wait([self._coming], seconds).done)

    def result(self) -> Options:
        """Return the comparison, once it is there.

        Raises:
        BadInput
            When the run is damaged.
        """
        return self._coming.result()

    def _told(self, done: int, of: int) -> None:
        self.done, self.of = done, of
