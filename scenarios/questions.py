"""What is asked of the engine about a scenario: with its own numbers, or with accepted sets.

With accepted sets, what an option (or anything else) changes is changed in each set: `add` and
`multiply` work from the set's own number, and `set` gives the same number in every set.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path

from scenarios.accepted import AcceptedSets, accepted_sets, resting_on
from sim.runs.question import Asked, Question, UncertainQuestion
from sim.settings import (
    Altering,
    BadInput,
    Loaded,
    Problem,
    Scenario,
    with_values,
    written_option,
)
from sim.streams import seeded_order

BASELINE = "baseline"
KEPT = 64
"""Questions of one accepted set each that are kept made; about 1 MB each for a county."""
MOST_TOLD = 50
"""Problems of accepted sets that are told; a file with one fault has it in every row."""

Made = Callable[[Loaded], Scenario]
"""What makes a scenario out of the one that is asked about, or out of one of its sets."""


@dataclass
class Questions:
    """Asks about a scenario under a seed; replication r uses the same set in every question."""

    loaded: Loaded
    seed: int
    _fitted: dict[int, Loaded] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the latest questions of sets, not all: a plan of many cells has too many."""
        self._with_set = lru_cache(KEPT)(lambda asking, row: asking(self.fitted(row)))

    @cached_property
    def sets(self) -> AcceptedSets | None:
        """The accepted sets; None where the scenario has none."""
        return accepted_sets(self.loaded)

    @cached_property
    def baseline(self) -> Asked:
        """The scenario as it stands."""
        return self.of(BASELINE, lambda loaded: loaded.scenario)

    def option(self, name: str, asked: str | Altering) -> Asked:
        """Return the question that an option asks; ``asked`` is its name, path or maker."""
        made = written_option(self.loaded, asked) if isinstance(asked, str) else asked
        return self.of(name, partial(_optional, made=made))

    def of(self, name: str, made: Made) -> Asked:
        """Return a question about what is made of the scenario; set by set where it has sets.

        The scenario's own settings rule before the first day.
        """
        asking = partial(self._question, name, made)
        own = asking(self.loaded)
        if self.sets is None:
            return own
        with_set = partial(self._with_set, asking)
        sets, settings = self.sets, tuple(self.sets.rows[0])
        return UncertainQuestion(
            name, own, self._order, sets.hash, settings, sets.file, with_set
        )  # fmt: skip

    def fitted(self, row: int) -> Loaded:
        """Return the scenario with one accepted set.

        Raises:
        BadInput
            When the scenario refuses the set.
        """
        assert self.sets is not None
        if row not in self._fitted:
            self._fitted[row] = with_values(self.loaded, self.sets.rows[row], self.sets.file)
        return self._fitted[row]

    def problems(self) -> list[Problem]:
        """Look at every accepted set, whether or not it will be used; return what is wrong."""
        try:
            number = 0 if self.sets is None else len(self.sets.rows)
        except BadInput as unreadable:
            return list(unreadable.problems)
        found: list[Problem] = []
        for row in range(number):
            try:
                self.fitted(row)
            except BadInput as refused:
                found += refused.problems
        return list(dict.fromkeys(found))[:MOST_TOLD]

    def in_replication(self, replication: int) -> Loaded:
        """Return the scenario with the set of a replication; as it stands without sets."""
        if self.sets is None:
            return self.loaded
        return self.fitted(self._order[replication % len(self._order)])

    @cached_property
    def _order(self) -> tuple[int, ...]:
        assert self.sets is not None
        order = seeded_order(self.seed, "accepted sets", len(self.sets.rows))
        return tuple(int(row) for row in order)

    def _question(self, name: str, made: Made, loaded: Loaded) -> Question:
        return Question(name, made(loaded), self.seed, loaded.scenario)


def checked(loaded: Loaded, accepted: str | Path | None) -> Loaded:
    """Return a scenario with the accepted sets that somebody hands over, all looked at.

    Raises:
    BadInput
        With what is wrong with them.
    """
    loaded = resting_on(loaded, accepted)
    problems = [] if accepted is None else Questions(loaded, 0).problems()
    if problems:
        raise BadInput(problems)
    return loaded


def _optional(loaded: Loaded, made: Altering) -> Scenario:
    return made(loaded).scenario
