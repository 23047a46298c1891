"""Clocks and standards in their exact words, so that nobody argues about what was counted."""

import pandas as pd

from scenarios.evidence.traced import found_in
from scenarios.labels import limit_words, spaced
from scenarios.report.paper import Sheet
from sim.settings import Scenario


def clocks(scenario: Scenario) -> Sheet:
    """Return every wait clock: from what to what, and the events at which it stops."""
    rows = [
        (clock.label or name,
         " and ".join(" or ".join(map(spaced, any_of)) for any_of in clock.stop))
        for name, clock in scenario.clocks.items()
    ]  # fmt: skip
    return Sheet("Clocks", pd.DataFrame(rows, columns=["From and to", "Stops at"]))


def standards(scenario: Scenario) -> Sheet:
    """Return every standard, whether it applies, and who set it."""
    rows = [
        (one.label or name, limit_words(one),
         "" if one.share is None else f"{one.share:.0%}", one.status,
         "yes" if one.applies else "no", found_in(one.source, scenario.sources))
        for name, one in scenario.standards.items()
    ]  # fmt: skip
    columns = ["Standard", "Limit", "Share", "Status", "Applies", "Source"]
    table = pd.DataFrame(rows, columns=columns)
    shares = [one.share for one in scenario.standards.values()]
    return Sheet("Standards", table, numbers=table.assign(Share=pd.Series(shares, dtype=float)))
