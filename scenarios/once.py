"""What is worked out once of an object that never changes, such as the charts of a run."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Told = TypeVar("Told")
MOST = 200
"""Answers kept of one object; those first given are forgotten first."""
KEPT = "_once"


def once(method: Callable[Asked, Told]) -> Callable[Asked, Told]:
    """Keep what a method returns for each choice of its arguments; nobody may change it."""

    @wraps(method)
    def kept(*args: Asked.args, **more: Asked.kwargs) -> Told:
        whose, *asked = args
        known: OrderedDict[Any, Told] = whose.__dict__.setdefault(KEPT, OrderedDict())
        key = (method.__name__, *asked, *sorted(more.items()))
        if key not in known:
            known[key] = method(*args, **more)
            while len(known) > MOST:
                known.popitem(last=False)
        return known[key]

    return kept
