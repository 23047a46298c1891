"""From a table of text to cleaned referrals: every row and cell dropped is counted, none shown."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from calibration.extract.clean import cleaned
from calibration.extract.columns import ages, areas, coded, days, hashed, numbers
from calibration.extract.privacy import refuse_identifying
from calibration.extract.referrals import COLUMNS, DATES, NEEDED, NEEDS, Referrals
from calibration.importers.about import About
from calibration.importers.source import Source, tidy
from calibration.quality import Ledger
from sim.settings import BadInput, Problem
from sim.settings.words import EXITS, PRIORITIES


def read_extract(source: Source, about: About, ledger: Ledger, salt: bytes = b"") -> Referrals:
    """Return the cleaned referrals of a file.

    With a ``salt`` the identity of each is kept as a salted hash; without, not at all.

    Raises:
    BadInput
        When the file identifies people, columns are missing, or nobody said what it holds.
    """
    used = _used(source, about)
    refuse_identifying(source.name, source.table, used)
    _refuse_incomplete(source.name, used, about)
    ledger.note("columns not used", source.table.num_columns - len(used),
                "Not columns of the format; not read further.", source.name)  # fmt: skip
    table = pa.table({name: source.table.column(heading) for name, heading in used.items()})
    table = _told_apart(table, source.name, ledger)
    return cleaned(_typed(table, about, source.name, ledger, salt), source.name, ledger)


def _used(source: Source, about: About) -> dict[str, str]:
    """Return the columns of the format that the file has, with their headings there."""
    own = {name: tidy(heading) for name, heading in about.columns.items()}
    headings = set(source.table.column_names)
    problems = [
        Problem("--about", f"columns.{name}", "is not a column of an extract",
                f"Columns: {', '.join(COLUMNS)}.")
        for name in own if name not in COLUMNS
    ] + [
        Problem("--about", f"columns.{name}", f"{source.name} has no such heading", "Correct it.")
        for name, heading in own.items() if heading not in headings
    ]  # fmt: skip
    if problems:
        raise BadInput(problems)
    wanted = {name: own.get(name, name) for name in COLUMNS}
    return {name: heading for name, heading in wanted.items() if heading in headings}


def _refuse_incomplete(file: str, used: Mapping[str, str], about: About) -> None:
    missing = [name for name in NEEDED if name not in used]
    problems = []
    if missing:
        remedy = "Add them, or say under [columns] of --about which headings they have."
        problems.append(Problem(file, ", ".join(missing), "not found among the headings", remedy))
    if about.extract is None:
        text = "nobody said which referrals it holds, and waits cannot be worked out without"
        remedy = "Give --about FILE with [extract]; see `pathways template about`."
        problems.append(Problem(file, "extract", text, remedy))
    if problems:
        raise BadInput(problems)


def _told_apart(table: pa.Table, file: str, ledger: Ledger) -> pa.Table:
    """Keep the last row of each referral; without an identity a row cannot be told apart."""
    encoded = pc.dictionary_encode(table.column("referral_id")).combine_chunks()
    codes = encoded.indices.to_numpy()
    trimmed = pc.utf8_trim_whitespace(table.column("referral_id"))
    empty = pc.equal(trimmed, "").combine_chunks().to_numpy(zero_copy_only=False)
    last = np.zeros(len(encoded.dictionary), np.int64)
    last[codes] = np.arange(len(codes))
    keep = last[codes] == np.arange(len(codes))
    ledger.drop((~keep & ~empty).sum(), "The same referral stands there again, further down.", file)
    ledger.drop(empty.sum(), "No referral_id.", file)
    return table.filter(pa.array(keep & ~empty))


def _typed(table: pa.Table, about: About, file: str, ledger: Ledger, salt: bytes) -> Referrals:
    extract = about.extract
    assert extract is not None  # refused before
    first_day = np.datetime64(extract.first_day, "D")
    known = {name: days(table, name, first_day, file, ledger) for name in DATES}
    area, names = areas(table, about, file, ledger)
    grades = dict(zip(PRIORITIES, PRIORITIES, strict=True)) | about.priorities
    reasons = dict(zip(EXITS, EXITS, strict=True)) | about.reasons
    needs = dict(zip(NEEDS, NEEDS, strict=True)) | about.needs
    return Referrals(
        first_day=first_day,
        length=float((extract.last_day - extract.first_day).days),
        holds=extract.holds,
        areas=names,
        has_accepted="accepted_date" in table.column_names,
        area=area,
        need=coded(table, "need", needs, NEEDS, file, ledger),
        priority=coded(table, "priority", grades, PRIORITIES, file, ledger),
        referred=known["referral_date"],
        accepted=known["accepted_date"],
        first=known["first_contact_date"],
        second=known["second_contact_date"],
        closed=known["discharge_date"],
        reason=coded(table, "discharge_reason", reasons, EXITS, file, ledger),
        contacts=numbers(table, "contacts", file, ledger),
        missed=numbers(table, "missed", file, ledger),
        age=ages(table, known["referral_date"], first_day, file, ledger),
        hashed=hashed(table.column("referral_id"), salt),
    )
