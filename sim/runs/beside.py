"""Reading and writing on a thread of their own, beside the work on what is read.

Parquet is read and written outside Python's lock, so that both cost a run folder little time
when the processor has a second core.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

One = TypeVar("One")


def one_ahead(each: Iterable[One]) -> Iterator[One]:
    """Yield items in order; the next is made while one is in use."""
    items = iter(each)
    with ThreadPoolExecutor(1) as hand:
        coming = hand.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = hand.submit(next, items, None)
            yield item


@contextmanager
def a_pen() -> Iterator[Callable[..., None]]:
    """Give what does one thing after another on a thread, of which no more than one waits.

    What fails is raised by the next, or at the end, unless the work itself has failed by then.
    """
    doing: list[Future[Any]] = []

    def do(action: Callable[..., Any], *arguments: Any) -> None:
        while doing:
            doing.pop().result()
        doing.append(thread.submit(action, *arguments))

    with ThreadPoolExecutor(1) as thread:
        yield do
    for last in doing:
        last.result()
