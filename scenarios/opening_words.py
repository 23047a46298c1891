"""The opening list in words: how many it holds, what was reported, and what was filled in."""

import numpy as np

from scenarios.labels import Labels
from sim.demand.opening import OpeningList, returns_not_drawn
from sim.pathway.simulate import opening_list
from sim.settings import Scenario
from sim.settings.words import EXIT_LABELS
from sim.streams import Streams


def opening_lines(scenario: Scenario) -> list[str]:
    """Return the opening list beside the reported list, by need, and what it left to fill in.

    Raises:
    BadInput
        When the file it comes from cannot be used.
    """
    opening = scenario.opening
    if opening.source == "empty":
        return ["Opening list: empty."]
    if opening.source == "warm_up":
        return [f"Opening list: built by a warm-up of {scenario.calendar.warm_up_days} days."]
    listed = opening_list(scenario, Streams(seed=0, replication=0))
    lines = _by_need(scenario, listed)
    if listed.imputed:
        lines.append(f"Filled in where the list does not say: {'; '.join(listed.imputed)}.")
    gone = [EXIT_LABELS[exit] for exit in returns_not_drawn(scenario)]
    if gone:
        lines.append(
            "Not on the list, and not drawn, are children who left before the first day and would "
            f"come back after it: {'; '.join(gone)}. A warm-up has them."
        )
    return lines


def _by_need(scenario: Scenario, listed: OpeningList) -> list[str]:
    lines, labels = [], Labels(scenario)
    for number, pathway in enumerate(scenario.pathways.values()):
        here = (listed.cohort.need == number) & ~listed.cohort.held
        in_care = int(np.count_nonzero(here & listed.in_contact))
        waiting = int(np.count_nonzero(here)) - in_care
        need = labels.of("need", pathway.need)
        line = f"Opening list, {need}: {waiting:,} waiting, {in_care:,} in care"
        reported = scenario.opening.reported.get(pathway.need)
        if reported is not None:
            line += f"; reported {reported:,}, difference {waiting - reported:+,}"
        lines.append(line + ".")
    return lines
