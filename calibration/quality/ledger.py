"""The running account of an import: every row read ends as used, or as dropped for a reason."""

from dataclasses import dataclass, field

from calibration.quality.report import CAVEAT, Finding, QualityReport, together


@dataclass
class Ledger:
    """Counts rows as they are read and dropped, and notes findings."""

    title: str
    files: list[str] = field(default_factory=list)
    rows_read: int = 0
    dropped: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def read(self, file: str, rows: int) -> None:
        """Note a file and its number of rows."""
        self.files.append(file)
        self.rows_read += rows

    def drop(self, count: float, why: str, where: str = "") -> None:
        """Note rows dropped for one reason; none is noted for a count of 0."""
        if count:
            self.dropped.append(Finding("rows dropped", where, int(count), why))

    def note(self, check: str, count: float, meaning: str, where: str = "") -> None:
        """Note a finding; none is noted for a count of 0."""
        if count:
            self.findings.append(Finding(check, where, int(count), meaning))

    def caveat(self, meaning: str, where: str = "") -> None:
        """Note something to be careful about that is not a count of rows."""
        self.findings.append(Finding(CAVEAT, where, 1, meaning))

    @property
    def rows_used(self) -> int:
        """Rows read less rows dropped."""
        return self.rows_read - sum(one.count for one in self.dropped)

    def report(self, figures: int) -> QualityReport:
        """Close the account."""
        return QualityReport(
            self.title,
            tuple(self.files),
            self.rows_read,
            self.rows_used,
            figures,
            together(self.dropped),
            together(self.findings),
        )
