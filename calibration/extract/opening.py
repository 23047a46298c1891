"""An opening list for the engine from an extract: fresh identities, coarsened dates, whole ages."""

import numpy as np
import pandas as pd

from calibration.extract.read import read_extract
from calibration.extract.referrals import NEEDS, Days, Referrals
from calibration.importers.about import About
from calibration.importers.request import Request
from calibration.importers.source import read_source
from calibration.quality import Finding, Ledger
from sim.settings import BadInput, Problem
from sim.settings.lengths import DAYS_PER_YEAR
from sim.settings.words import PRIORITIES

ROUTINE = PRIORITIES.index("routine")


def opening_list(request: Request, salt: bytes = b"") -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the opening list of one extract, and what to know about it.

    With a ``salt`` identities are salted hashes, so that two months can be compared.
    """
    if len(request.files) != 1:
        text = "an opening list is made from one extract"
        raise BadInput([Problem("--opening", "", text, "Give one file.")])
    source = read_source(request.files[0])
    referrals = read_extract(source, request.about, Ledger("said with the import"), salt)
    ledger = Ledger("Opening list")
    table = opening_rows(referrals, request.about, ledger)
    ledger.note("children in the opening list", len(table), "Waiting or in treatment.")
    return table, tuple(ledger.findings)


def opening_rows(r: Referrals, about: About, ledger: Ledger) -> pd.DataFrame:
    """Return a row for each child still open on the extract's last day.

    Dates are the middle of their week, ages whole years, identities new numbers (or salted
    hashes, when a salt was given); rows stand in an order that says nothing of the file's.

    Raises:
    BadInput
        When the stages of a need in the list are not given under [opening_stages].
    """
    r = r.where(np.isnan(r.closed))
    _refuse_without_stages(r, about)
    undecided, waiting = _standing(r)
    stages = [about.opening_stages[NEEDS[need]] for need in r.need]
    stage = np.array([
        place.before_decision if early else place.before_first_contact if unseen
        else place.after_first_contact
        for place, early, unseen in zip(stages, undecided, waiting, strict=True)
    ], dtype=str)  # fmt: skip
    entry = np.where(undecided, r.referred, np.where(waiting, _first_of(r.accepted, r.referred),
                                                     r.first))  # fmt: skip
    started = ~undecided & ~waiting & ~np.isnan(r.second)
    contacts = np.where(started, np.maximum(np.nan_to_num(r.contacts, nan=2.0) - 1, 1), 0)
    table = pd.DataFrame({
        "id": r.hashed, "area": np.array(r.areas)[r.area], "need": np.array(NEEDS)[r.need],
        "stage": stage,
        "priority": np.array(PRIORITIES)[np.where(r.priority < 0, ROUTINE, r.priority)],
        "referral_date": _midweek(r, r.referred), "stage_entry_date": _midweek(r, entry),
        "contacts_done": contacts.astype(int),
        "age": np.minimum(np.floor(r.age + (r.length - r.referred) / DAYS_PER_YEAR), 25),
        "in_contact": np.where(started, "yes", "no"),
    })  # fmt: skip
    ledger.note("opening list: priority not known", (r.priority < 0).sum(), "Read as routine.")
    _note_reported(r, undecided | waiting, about, ledger)
    order = [str(name) for name in table if name != "id"]
    table = table.sort_values([*order, "id"], kind="stable").reset_index(drop=True)
    if not len(r.hashed) or not r.hashed[0]:
        table["id"] = np.arange(1, len(table) + 1)
    return table


def _refuse_without_stages(r: Referrals, about: About) -> None:
    wanted = [NEEDS[need] for need in np.unique(r.need)]
    problems = [
        Problem("--about", f"opening_stages.{need}", "is missing", "Say at which stages of the "
                "scenario these children stand; see `pathways template about`.")
        for need in wanted if need not in about.opening_stages
    ]  # fmt: skip
    if r.areas == ("all",):
        text = "an opening list needs the scenario's areas"
        problems.append(Problem("--about", "areas", text, "Translate them under [areas]."))
    if problems:
        raise BadInput(problems)


def _standing(r: Referrals) -> tuple[np.ndarray, np.ndarray]:
    """Return who is undecided, and who is accepted and not yet seen."""
    unseen = np.isnan(r.first)
    undecided = unseen & np.isnan(r.accepted) if r.has_accepted else np.zeros(len(r), bool)
    return undecided, unseen & ~undecided


def _first_of(preferred: Days, otherwise: Days) -> Days:
    return np.where(np.isnan(preferred), otherwise, preferred)


def _midweek(r: Referrals, when: Days) -> list[str]:
    """Return the Thursday of each day's week, but never after the last day."""
    first = int(r.first_day.astype(int))  # days since 1970-01-01, which was a Thursday
    day = first + when.astype(int)
    weekday = (day + 3) % 7  # Monday is 0
    middle = np.minimum(day - weekday + 3, first + int(r.length))
    return [str(date) for date in middle.astype("datetime64[D]")]


def _note_reported(r: Referrals, waiting: np.ndarray, about: About, ledger: Ledger) -> None:
    """Set the list against the size reported elsewhere; the difference is shown."""
    for need, reported in about.reported_waiting.items():
        listed = int((waiting & (r.need == NEEDS.index(need))).sum()) if need in NEEDS else 0
        near = int(5 * np.floor(listed / 5 + 0.5))
        ledger.note("opening list against the reported list", 1, f"About {near} are listed as "
                    f"waiting and {reported} were reported: a difference of about "
                    f"{near - reported:+d}.", need)  # fmt: skip
