"""The data-quality report of one import, in plain words and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

COLUMNS = ("check", "where", "count", "meaning")


@dataclass(frozen=True)
class Finding:
    """One thing that a reader of the data should know: what, where, how many, what it means."""

    check: str
    where: str
    count: int
    meaning: str


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
        noun = "file" if len(self.files) == 1 else "files"
        lines = [
            f"{self.title}: {self.rows_read:,} rows read from {len(self.files)} {noun}, "
            f"{self.rows_used:,} used, {self.rows_read - self.rows_used:,} dropped; "
            f"{self.figures:,} figures."
        ]
        lines += [f"Dropped {one.count:,}{_place(one)}: {one.meaning}" for one in self.dropped]
        return lines + [
            f"{one.check[:1].upper()}{one.check[1:]}{_place(one)}: {one.count:,}. {one.meaning}"
            for one in self.findings
        ]


def _place(finding: Finding) -> str:
    return f" ({finding.where})" if finding.where else ""


def together(reports: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings with those of the same check, place and meaning added up."""
    sums: dict[tuple[str, str, str], int] = {}
    for one in reports:
        key = (one.check, one.where, one.meaning)
        sums[key] = sums.get(key, 0) + one.count
    return tuple(
        Finding(check, where, count, meaning) for (check, where, meaning), count in sums.items()
    )
