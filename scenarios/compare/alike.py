"""Are two runs comparable? What differs between them, and what that does to a comparison."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.runs.folder import Run
from sim.settings import BadInput, Problem


@dataclass(frozen=True)
class Unlike:
    """One thing in which two runs differ."""

    run: str
    what: str
    first: str
    other: str
    why: str
    """What it does to a comparison."""
    pairing_fails: bool
    """True where the same replication is no longer the same children."""

    def __str__(self) -> str:
        return f"{self.run}: another {self.what}{self.sides}. {self.why}"

    @property
    def sides(self) -> str:
        """What the first has and this has, in brackets, where that is short enough."""
        shown = self.first or self.other
        return f" ({self.first or 'none'}, here {self.other or 'none'})" if shown else ""


@dataclass(frozen=True)
class _Look:
    what: str
    why: str
    pairing_fails: bool
    read: Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
    """From the manifest and the settings of a run."""
    shown: bool = True
    """Whether the two values are short enough to be printed."""


def _setting(*path: str) -> Callable[[Mapping[str, Any], Mapping[str, Any]], Any]:
    def read(_: Mapping[str, Any], settings: Mapping[str, Any]) -> Any:
        value: Any = settings
        for part in path:
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    return read


def _fact(name: str) -> Callable[[Mapping[str, Any], Mapping[str, Any]], Any]:
    return lambda manifest, _: manifest.get(name)


DESCRIPTIVE = frozenset({"label", "source", "population", "status", "face_to_face"})


def _defined(name: str) -> Callable[[Mapping[str, Any], Mapping[str, Any]], Any]:
    """Read a table of named definitions, without the words that describe them."""

    def read(_: Mapping[str, Any], settings: Mapping[str, Any]) -> Any:
        return {
            key: {word: value for word, value in table.items() if word not in DESCRIPTIVE}
            for key, table in settings.get(name, {}).items()
        }

    return read


NOT_SAME_CHILDREN = "The same future is not the same children."
LOOKS = (
    _Look("seed", NOT_SAME_CHILDREN, True, _fact("seed")),
    _Look("start date", NOT_SAME_CHILDREN, True, _setting("calendar", "start_date")),
    _Look("file of accepted sets", NOT_SAME_CHILDREN, True, _fact("accepted_file")),
    _Look("set of areas", "Children of an area that only one has are in one total only.", True,
          lambda _, settings: ", ".join(settings.get("areas", {}))),
    _Look("reporting period", "Months and weeks do not fall together.", True,
          _setting("calendar", "period")),
    _Look("horizon in days",
          f"{NOT_SAME_CHILDREN} Only periods that both have are compared.", True,
          _setting("calendar", "horizon_days")),
    _Look("warm-up in days", NOT_SAME_CHILDREN, True, _setting("calendar", "warm_up_days")),
    _Look("number of futures", "Only futures that both have are compared.", False,
          _fact("replications")),
    _Look("status", "An interrupted run holds only what had finished.", False, _fact("status")),
    _Look("version", "Part of the difference may be the program's.", False, _fact("version")),
    _Look("commit", "Part of the difference may be the program's.", False, _fact("commit")),
    _Look("set of library versions", "Part of the difference may be the libraries'.", False,
          _fact("libraries"), shown=False),
    _Look("demand", "Part of the difference is that more or fewer children are referred.", False,
          _setting("demand"), shown=False),
    _Look("opening list", "Part of the difference is who was there on the first day.", False,
          _setting("opening"), shown=False),
    _Look("set of input files", "Part of the difference is who was there on the first day.",
          False, _fact("input_hashes"), shown=False),
    _Look("set of clocks", "A wait may be measured from another date to another.", False,
          _defined("clocks"), shown=False),
    _Look("set of standards", "A share within a standard may be of another promise.", False,
          _defined("standards"), shown=False),
    _Look("set of costs", "Part of a difference in spending is its price.", False,
          _setting("costs"), shown=False),
)  # fmt: skip


def unlike(first: Run, other: Run, name: str) -> list[Unlike]:
    """Return everything in which a run differs from the first and that bears on a comparison."""
    sides = [(run.manifest, run.scenario()) for run in (first, other)]
    found = []
    for look in LOOKS:
        one, two = (look.read(*side) for side in sides)
        if one != two:
            shown = (str(one), str(two)) if look.shown else ("", "")
            found.append(Unlike(name, look.what, *shown, look.why, look.pairing_fails))
    return found


def refuse_meaningless(found: Sequence[Unlike], *, paired: bool) -> None:
    """Raise when replications are to be paired that are not the same children.

    Raises:
    BadInput
        With one problem for each reason.
    """
    remedy = "Run both alike, or ask for --unpaired."
    problems = [
        Problem(u.run, "", f"cannot be paired: another {u.what}{u.sides}", remedy)
        for u in found
        if u.pairing_fails
    ]
    if paired and problems:
        raise BadInput(problems)
