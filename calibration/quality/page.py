"""The data-quality report as a page (HTML) or as Markdown."""

from importlib import resources

from jinja2 import Environment, StrictUndefined

from calibration.quality.report import QualityReport


def as_html(report: QualityReport) -> str:
    """Return one self-contained page; text from the files is escaped."""
    template = (resources.files("calibration.quality") / "report.html.j2").read_text("utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined).from_string(template)
    return page.render(report=report)


def as_markdown(report: QualityReport) -> str:
    """Return headings and one table."""
    rows = [
        f"| {one.check} | {_cell(one.where)} | {one.count:,} | {_cell(one.meaning)} |"
        for one in report.lines()
    ]
    return "\n".join(
        [
            f"# Data quality: {report.title}",
            "",
            report.words()[0],
            "",
            "| check | where | count | meaning |",
            "|---|---|--:|---|",
            *rows,
            "",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
