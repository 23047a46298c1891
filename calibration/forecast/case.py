"""A board's case as files: a scenario anyone can run, and its accepted sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import tomlkit

from calibration.cases.board import board_values
from calibration.forecast.futures import Futures, may_come
from calibration.forecast.outlook import REVERSION, Outlook
from sim.settings import from_values
from sim.settings.tables import put


@dataclass(frozen=True)
class BoardCase:
    """A scenario with what is most likely, and sets with what is not known."""

    values: Mapping[str, Any] = field(repr=False)
    sets: pd.DataFrame = field(repr=False)

    def scenario_text(self) -> str:
        """Return the scenario as TOML."""
        return tomlkit.dumps(dict(self.values))

    def sets_text(self) -> str:
        """Return the accepted sets as CSV."""
        return self.sets.to_csv(index=False, lineterminator="\n")


def board_case(now: Outlook, months: int, sets: int, seed: int) -> BoardCase:
    """Return a board's case from where it stands: the middle of its futures, and each of them."""
    futures = may_come(now, months, sets, seed)
    values = board_values(now.known, months, futures.missed_share)
    table = futures.settings()
    for path, value in table.median().items():
        put(values, tuple(str(path).split(".")), _likely(str(path), float(value)))
    values["opening"]["reported"] = {now.known.need: int(now.waiting)}
    values["evidence"] = [*values["evidence"], *_evidence(now, futures)]
    from_values(values)  # what is written can be read
    return BoardCase(values, table)


def _likely(path: str, value: float) -> float | int:
    return round(value) if ".observed_counts." in path else round(value, 6)


def _evidence(now: Outlook, futures: Futures) -> list[dict[str, Any]]:
    """Return where the numbers come from."""
    ahead = (
        f"Middle of {len(futures.skew)} futures, each with the referrals and appointments of a "
        f"past year; the list goes back {REVERSION:.0%} a month to its usual size."
    )
    leaving = (
        "Not published: what the list's own flows do not explain, of late "
        f"{now.leaving:.1%} a month."
    )
    door = f"Accepted of received: {now.accepted_share:.3f}, less those who leave early."
    found = (
        ("demand.camhs.observed_counts", "medium", ahead),
        ("teams.camhs.roles.clinician.observed_minutes", "medium", ahead),
        ("access_points.door.triage.camhs.accepted_share", "medium", door),
        ("stages.first.missed_share", "high", "Published non-attendance of 24 months."),
        ("stages.first.skew_share", "low", "The share by which last year's bands are best met."),
        ("waiting.camhs.validations", "low", leaving),
        ("opening.bands.list", "high", "Published bands; waits even within each."),
    )
    period = f"{now.known.place}, published months to {now.known.months[-1]:%B %Y}"
    return [
        {"settings": [setting], "source": "phs", "confidence": confidence, "note": note,
         "period": period}
        for setting, confidence, note in found
    ]  # fmt: skip
