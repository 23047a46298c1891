"""One page for families: how long, what happens meanwhile, how sure, and no promise."""

from collections.abc import Iterator, Mapping

import pandas as pd

from scenarios.charts import Chart
from scenarios.charts.ahead import ahead
from scenarios.compare.contender import settings_of
from scenarios.evidence.entries import dates
from scenarios.families.prospects import READS, Ahead, Prospect, chosen, prospects
from scenarios.families.words import (
    answer,
    leaving,
    need_in_words,
    ranged,
    so_far,
    told,
)
from scenarios.labels import Labels, opened
from scenarios.report.paper import Paper, Part, Sheet
from sim.measures.table import ALL
from sim.runs.folder import Run
from sim.settings import Scenario

TITLE = "How long might a child wait?"
PROMISE = (
    "This is a forecast, not a promise. It cannot say how long one child will wait. "
    "Children in most need are seen first."
)
SEEN = (
    "We count up to the first meeting with a professional.",
    "That meeting may be a check of what is needed. Treatment may start later.",
    "These figures hold for all children together, urgent or not.",
)
FOOT = "This page is about many children. It is not about one child."
NOBODY = "There are too few children in this run to say."


class Leaflet:
    """What families are told of one option of a run."""

    def __init__(self, summary: pd.DataFrame, scenario: Scenario, replications: int) -> None:
        self.scenario = scenario
        self.labels = Labels(scenario)
        self.replications = replications
        self.prospects = prospects(summary, scenario, replications)

    @property
    def needs(self) -> list[str]:
        """Needs of which something can be said, in the order of the pathways."""
        known = {one.need for one in self.prospects}
        order = dict.fromkeys(pathway.need for pathway in self.scenario.pathways.values())
        return [need for need in order if need in known]

    @property
    def areas(self) -> list[str]:
        """All areas together, then each."""
        return [ALL, *self.scenario.areas] if len(self.scenario.areas) > 1 else [ALL]

    def waited(self, need: str) -> list[int]:
        """Return the weeks already waited of which something can be said."""
        return sorted({one.waited for one in self.prospects if one.need == need})

    def area(self, key: str) -> str:
        """Return an area's name; all of them together have one too."""
        return "All areas" if key == ALL else self.labels.of("area", key)

    def of(self, need: str, area: str = ALL, waited: int = 0) -> Prospect | None:
        """Return one prospect, or None where there are too few children."""
        return chosen(self.prospects, need, area, waited)

    def today(self) -> Iterator[str]:
        """Say of each need how long a child referred today is likely to wait."""
        for need in self.needs:
            prospect = self.of(need)
            if prospect is not None:
                yield f"For {need_in_words(need)}: {' '.join(answer(prospect))}"

    def meanwhile(self, need: str | None = None) -> Iterator[str]:
        """Say what happens, and what to do, while waiting."""
        yield "If things get worse, tell the service or your GP. You may be seen sooner."
        if self.scenario.calendar.country == "England":
            yield (
                "If you need help now, call NHS 111 and choose mental health. You can call at "
                "any time. If a life is in danger, call 999."
            )
        for one in self.needs if need is None else [need]:
            yield from self._leaving(one)
        yield self._support()

    def _leaving(self, need: str) -> Iterator[str]:
        prospect = self.of(need)
        if prospect is not None:
            words = leaving(prospect)
            yield f"{opened(need_in_words(need))}: {words[0].lower()}{words[1:]}"

    def _support(self) -> str:
        reached = [opened(need_in_words(need)) for need, waiting in self.scenario.waiting.items()
                   if waiting.support.reach_share > 0]  # fmt: skip
        if reached:
            return f"Some children get support while they wait. This is for: {', '.join(reached)}."
        return "The forecast does not count on extra help while children wait."

    def sure(self) -> tuple[str, ...]:
        """Say how far the figures can be trusted."""
        return (
            f"A computer played out what might happen {self.replications} times. Each time, "
            "children came and staff worked as they do now.",
            "In brackets is what 8 in 10 of those tries gave.",
            "Real waits may be shorter or longer. Staff may leave. More children may need help.",
        )

    def table(self, need: str) -> Sheet:
        """Return the further wait of one need, by area and by time waited."""
        rows = [
            (self.area(area), so_far(waited), ranged(one.half), ranged(one.most))
            for area in self.areas
            for waited in self.waited(need)
            if (one := self.of(need, area, waited)) is not None
        ]
        columns = ["Area", "So far", "Half are seen within", "9 in 10 are seen within"]
        return Sheet(opened(need_in_words(need)), pd.DataFrame(rows, columns=columns))

    def chart(self, need: str, area: str = ALL, waited: int = 0) -> Chart | None:
        """Draw what lies ahead, by time waited; where there is one time only, by area."""
        times = {so_far(weeks): self.of(need, area, weeks) for weeks in self.waited(need)}
        places = {self.area(key): self.of(need, key, waited) for key in self.areas}
        bars = {name: one for name, one in (times if len(times) > 1 else places).items() if one}
        if not bars:
            return None
        where = f", {self.area(area)}" if len(times) > 1 else ""
        what = f"Time still to wait, {need_in_words(need)}{where}"
        title = f"{opened(need_in_words(need))}: how long the wait may be"
        return ahead(_bars(bars), name=f"ahead-{need}-{area}", title=title, what=what)


def _bars(found: Mapping[str, Prospect]) -> pd.DataFrame:
    """Return the bars of a chart: times in weeks, and in words."""
    return pd.DataFrame([
        {"row": name, "half_reached": one.half.reached,
         "most_reached": one.most.reached,
         **{part: side.days / 7 for part, side in _sides(one)},
         **{f"{part}_words": told(side) for part, side in _sides(one)}}
        for name, one in found.items()
    ])  # fmt: skip


def _sides(one: Prospect) -> tuple[tuple[str, Ahead], ...]:
    return ("few", one.few), ("half", one.half), ("most", one.most)


def leaflet_of(run: Run, scenario: Scenario, option: str) -> Leaflet:
    """Return what families are told of an option of a run."""
    return Leaflet(run.summary([option], READS), scenario, run.manifest["replications"])


def families_paper(run: Run) -> Paper:
    """Write the page for families from a run folder, of the plan as it stands.

    Raises:
    BadInput
        When the folder is damaged or of another version.
    """
    told_of = leaflet_of(run, settings_of(run), run.manifest["options"][0])
    return paper_of(told_of, run.manifest["caveat"])


def paper_of(told_of: Leaflet, caveat: str) -> Paper:
    """Return the page for families, to be given in any form a paper has."""
    places = ", ".join(told_of.area(area) for area in told_of.scenario.areas)
    facts = [("Numbers as at", dates(told_of.scenario)), ("For", places)]
    if caveat:
        facts.append(("From the makers of the forecast", caveat))
    return Paper(
        TITLE, "", PROMISE, tuple(facts),
        (
            Part("If a child is referred today", tuple(told_of.today()) or (NOBODY,)),
            Part("If a child has waited already", (), tuple(map(told_of.table, told_of.needs))),
            Part("What we count", SEEN),
            Part("While you wait", tuple(told_of.meanwhile())),
            Part("How sure we are", told_of.sure()),
        ),
        (), foot=FOOT,
    )  # fmt: skip
