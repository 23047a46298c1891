"""The terms of a comparison: who is compared with whom, over which window, and how."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.compare.account import MEASURES as ACCOUNT_MEASURES
from scenarios.compare.alike import Unlike, refuse_meaningless, unlike
from scenarios.compare.catalogue import compared_measures
from scenarios.compare.contender import Contender, settings_of
from scenarios.compare.reader import Asked
from scenarios.compare.window import Over, Window, shared, so_far, window_of
from sim.runs.folder import Run
from sim.settings import BadInput, Problem, Scenario
from sim.settings.calendar import Calendar
from sim.settings.problems import did_you_mean

RANKED_BY = "wait_weeks"
"""What options are ranked by unless a run's plan or the reader asks for another measure."""


@dataclass(frozen=True)
class Terms:
    """What is known of a comparison before anything is read."""

    contenders: Sequence[Contender]
    """The baseline first."""
    scenario: Scenario
    """The settings of the baseline."""
    calendar: Calendar
    """The days that all who are compared share."""
    window: Window
    by_replication: bool
    """False takes runs as having nothing in common."""
    ranked_by: str
    warnings: tuple[Unlike, ...]

    @property
    def baseline(self) -> str:
        """The name of what the others are compared with."""
        return self.contenders[0].name

    @property
    def options(self) -> Sequence[Contender]:
        """Who is compared with the baseline."""
        return self.contenders[1:]

    @property
    def asked(self) -> list[Asked]:
        """What has to be read: the window, and the account of children up to its end."""
        before = so_far(self.calendar, self.window)
        return [(self.window, None), (before, ACCOUNT_MEASURES)]


def terms_of(
    contenders: Sequence[Contender],
    *,
    over: Over = "last_year",
    by: dt.date | None = None,
    by_replication: bool = True,
    ranked_by: str | None = None,
) -> Terms:
    """Return the terms on which options are compared with the first of them.

    ``by_replication`` False takes runs as having nothing in common, when they have not the
    same children. ``ranked_by`` is the measure of the best option; left out, that which the
    plan of the first run asks for.

    Raises:
    BadInput
        When pairing would be meaningless, or what is asked for is not there.
    """
    warnings = _warnings(contenders)
    refuse_meaningless(warnings, paired=by_replication)
    ranked_by = ranked_by or _asked_by(contenders[0].run)
    problem = ranking_problem(ranked_by)
    if problem:
        raise BadInput([Problem("--rank-by", "", *problem)])
    runs = {id(one.run): one.run for one in contenders}
    settings = [settings_of(run) for run in runs.values()]
    calendar = shared([each.calendar for each in settings])
    window = window_of(calendar, over, by)
    return Terms(contenders, settings[0], calendar, window, by_replication, ranked_by,
                 tuple(warnings))  # fmt: skip


def _warnings(contenders: Sequence[Contender]) -> list[Unlike]:
    first = contenders[0].run
    others: dict[str, Run] = {}
    for contender in contenders[1:]:
        if contender.run is not first:
            others.setdefault(contender.name.partition("/")[0], contender.run)
    return [found for name, run in others.items() for found in unlike(first, run, name)]


def _asked_by(run: Run) -> str:
    """Return the measure by which a run's plan ranks its options."""
    told = run.manifest.get("about", {}).get(run.manifest["options"][0], {})
    return str(told.get("ranked_by") or RANKED_BY)


def ranking_problem(measure: str) -> tuple[str, str] | None:
    """Return why options cannot be ranked by a measure, and the remedy; None where they can."""
    known = [name for name, one in compared_measures().items() if one.sign]
    if measure in known:
        return None
    remedy = did_you_mean(measure, known) or f"Measures: {', '.join(known)}."
    return f"{measure} has no better and worse", remedy
