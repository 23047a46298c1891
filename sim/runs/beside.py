"""Reading and writing on a thread of their own, beside the work on what is read.

Parquet is read and written outside Python's lock, so that both cost a run folder little time
when the processor has a second core.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self, TypeVar

One = TypeVar("One")


def one_ahead(each: Iterable[One]) -> Iterator[One]:
    """Yield items in order; the next is made while one is in use."""
    items = iter(each)
    with ThreadPoolExecutor(1) as hand:
        coming = hand.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = hand.submit(next, items, None)
            yield item


class Pen:
    """Does one thing after another on a thread; what fails is raised by the next, or at the end."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._doing: Future[Any] | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Wait for the last thing, and raise what it failed with unless something else failed."""
        self._thread.shutdown()
        if error is None:
            self._finish()

    def do(self, action: Callable[..., Any], *arguments: Any) -> None:
        """Do a thing once the one before is done: no more than one waits."""
        self._finish()
        self._doing = self._thread.submit(action, *arguments)

    def _finish(self) -> None:
        if self._doing is not None:
            self._doing.result()
