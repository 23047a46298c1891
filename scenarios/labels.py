"""The names that readers see for the keys of a scenario."""

from collections.abc import Mapping
from typing import Any

from sim.settings import Scenario
from sim.settings.standard import Standard

NEEDS = {"camhs": "CAMHS", "asd": "autism", "adhd": "ADHD", "ehc": "EHC advice and plans"}
"""Needs as people say them; a need of a reader's own is shown as written."""

CAUSES = {
    "no_slot": "no appointment free",
    "no_right_role": "no clinician with the right role free",
    "caseload_full": "caseloads full",
    "re_booking": "re-booking after a missed or cancelled appointment",
    "information": "information awaited, or a fixed delay",
}
"""Causes of waiting, as the measure ``days_waited`` names them in its band."""


class Labels:
    """Plain names of a scenario's areas, needs, stages, teams, clocks and standards."""

    def __init__(self, scenario: Scenario) -> None:
        self._tables: dict[str, Mapping[str, Any]] = {
            "area": scenario.areas,
            "stage": {**scenario.access_points, **scenario.stages},
            "team": {**scenario.access_points, **scenario.teams},
            "clock": scenario.clocks,
            "standard": scenario.standards,
        }

    def of(self, column: str, key: str) -> str:
        """Return the label of a key in a column of the measures; the key in words without one."""
        if column == "need":
            return NEEDS.get(key, key)
        if column == "band":
            return CAUSES.get(key, key)
        item = self._tables.get(column, {}).get(key)
        return str(getattr(item, "label", "") or "") or spaced(key)


def spaced(key: str) -> str:
    """Return a key as words: ``first_contact`` becomes ``first contact``."""
    return key.replace("_", " ")


def limit_words(standard: Standard) -> str:
    """Return the limit of a standard as people say it: ``4 hours``, ``1 hour``."""
    unit = spaced(standard.unit)
    return f"{standard.limit:g} {unit.removesuffix('s') if standard.limit == 1 else unit}"


def opened(words: str) -> str:
    """Return words with a capital at the beginning, the rest as written."""
    return words[:1].upper() + words[1:]
