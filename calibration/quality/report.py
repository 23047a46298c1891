"""The data-quality report of one import, in plain words and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

COLUMNS = ("check", "where", "count", "meaning")
CAVEAT = "caveat"
"""The check of a finding that counts nothing."""


@dataclass(frozen=True)
class Finding:
    """One thing that a reader of the data should know: what, where, how many, what it means."""

    check: str
    where: str
    count: int
    meaning: str

    @property
    def words(self) -> str:
        """Return the finding as a line to read; a caveat is no count of anything."""
        where = f" ({self.where})" if self.where else ""
        counted = "" if self.check == CAVEAT else f" {self.count:,}."
        return f"{self.check[:1].upper()}{self.check[1:]}{where}:{counted} {self.meaning}"


@dataclass(frozen=True)
class QualityReport:
    """What an import read, used and dropped, and what it found on the way."""

    title: str
    files: tuple[str, ...]
    rows_read: int
    rows_used: int
    figures: int
    dropped: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    def lines(self) -> list[Finding]:
        """Return everything the report says, each as a finding."""
        files = ", ".join(self.files)
        return [
            Finding("rows read", files, self.rows_read, "Rows below the headings."),
            Finding("rows used", files, self.rows_used, "Rows that gave at least one figure."),
            *self.dropped,
            Finding("figures", "", self.figures, "Rows of the observed table."),
            *self.findings,
        ]

    def with_findings(self, more: Sequence[Finding]) -> "QualityReport":
        """Return the report with findings added."""
        return replace(self, findings=(*self.findings, *more))

    def table(self) -> pd.DataFrame:
        """Return the report as a table: check, where, count, meaning."""
        return pd.DataFrame([vars(one) for one in self.lines()], columns=COLUMNS)

    def words(self) -> list[str]:
        """Return the report as lines to read."""
        read = f"{_counted(self.rows_read, 'row')} read from {_counted(len(self.files), 'file')}"
        return [
            f"{self.title}: {read}, "
            f"{self.rows_used:,} used, {self.rows_read - self.rows_used:,} dropped; "
            f"{_counted(self.figures, 'figure')}.",
            *(one.words for one in (*self.dropped, *self.findings)),
        ]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def together(reports: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings with those of the same check, place and meaning added up."""
    sums: dict[tuple[str, str, str], int] = {}
    for one in reports:
        key = (one.check, one.where, one.meaning)
        sums[key] = sums.get(key, 0) + one.count
    return tuple(
        Finding(check, where, count, meaning) for (check, where, meaning), count in sums.items()
    )
