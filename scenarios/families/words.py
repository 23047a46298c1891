"""What families are told, in short sentences and everyday words."""

import math
from collections.abc import Callable, Iterator

from scenarios.families.prospects import Ahead, Prospect
from scenarios.labels import opened
from sim.settings.lengths import DAYS_PER_MONTH, DAYS_PER_YEAR

NEEDS = {
    "camhs": "mental health (CAMHS)",
    "asd": "autism",
    "adhd": "ADHD",
    "ehc": "health advice for an education plan",
}
"""What families call the needs; a need of a reader's own is shown as written."""
WEEK, MONTH, HALF_YEAR = 7.0, DAYS_PER_MONTH, DAYS_PER_YEAR / 2
FEW_DAYS, FEW_WEEKS, FEW_MONTHS = 13, 25, 23
"""The most days, weeks and months that a time is told in; half years beyond."""


def need_in_words(need: str) -> str:
    """Return what families call a need."""
    return NEEDS.get(need, need)


def spell(days: float) -> str:
    """Return a length of time as people say it: ``9 days``, ``7 weeks``, ``2 and a half years``."""
    return _spelt(days, round)


def at_least(days: float) -> str:
    """Return a length of time as people say it, rounded down."""
    return _spelt(days, math.floor)


def _spelt(days: float, whole: Callable[[float], int]) -> str:
    for unit, length, most in (
        ("day", 1.0, FEW_DAYS), ("week", WEEK, FEW_WEEKS), ("month", MONTH, FEW_MONTHS),
    ):  # fmt: skip
        number = max(whole(days / length), 1)
        if number <= most and not (unit == "month" and number == 12):
            return _plural(number, unit)
    years, half = divmod(whole(days / HALF_YEAR), 2)
    return f"{years} and a half years" if half else _plural(years, "year")


def _plural(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def told(ahead: Ahead) -> str:
    """Return a wait for a sentence: ``7 weeks``, or ``more than 3 years``."""
    return spell(ahead.days) if ahead.reached else f"more than {at_least(ahead.days)}"


def ranged(ahead: Ahead) -> str:
    """Return a wait with the range of futures behind it, for a table."""
    low, high = spell(ahead.low), spell(ahead.high)
    if not ahead.reached or low == high:
        return told(ahead)
    return f"{told(ahead)} ({_from_to(low, high)})"


def _from_to(low: str, high: str) -> str:
    """Return a range that names its unit once: ``6 to 8 weeks``."""
    if low == high:
        return high
    number, unit = low.split(" ", 1)
    same = unit.removesuffix("s") == high.split(" ", 1)[1].removesuffix("s")
    return f"{number if same else low} to {high}"


def answer(prospect: Prospect) -> Iterator[str]:
    """Say by when half, and nine in ten, of the children have their first meeting."""
    now = " from now" if prospect.waited else ""
    half, most = told(prospect.half), told(prospect.most)
    if not prospect.half.reached:
        yield f"Half of the children wait {half}{now}."
        yield "We cannot see further ahead than that."
        return
    yield f"Half of the children are seen within {half}{now}."
    if prospect.most.reached:
        yield f"9 in 10 are seen within {most}{now}."
    else:
        yield f"1 in 10 wait {most}{now}."


def in_short(prospect: Prospect) -> str:
    """Return the likely wait as a range, for the largest words on a page."""
    low, high = told(prospect.few), told(prospect.most)
    if not prospect.few.reached:
        return opened(low)
    return _from_to(low, high) if prospect.most.reached else f"{low} to {high}"


def leaving(prospect: Prospect) -> str:
    """Say how many are never seen."""
    tenth = round(prospect.left * 10)
    number = f"About {tenth} in 10" if tenth else "Fewer than 1 in 10"
    return (
        f"{number} leave the list and are not seen here. Some are told that this service is not "
        "for them, or get help somewhere else. Some turn 18. Some stop waiting."
    )


def so_far(waited: int) -> str:
    """Return how long a child has waited already, as the heading of a row."""
    return "Referred today" if waited == 0 else f"Has waited {spell(waited * WEEK)}"
