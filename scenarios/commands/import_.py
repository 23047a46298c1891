"""``pathways import``: published or local files in; observed waits and a quality report out."""

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calibration.importers.kinds import KINDS
from scenarios.cli import DONE
from scenarios.commands.files import write_text
from scenarios.commands.flags import json_option
from scenarios.commands.words import show_table
from sim.settings import BadInput, Problem

if TYPE_CHECKING:
    from calibration.importers import Request
    from calibration.quality import Finding, QualityReport

SALT_BYTES = 32
OBSERVED, REPORT = ".parquet, .csv", ".html, .md, .json"


class Kinds(click.Choice):  # type: ignore[type-arg]
    """The kinds of file, each explained in the help."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the word that stands for the kind in the usage line."""
        return "KIND"


@click.command(
    "import",
    short_help="Import published or local waits.",
    epilog="\b\nKinds:\n" + "\n".join(f"  {name:<10} {kind.title}" for name, kind in KINDS.items()),
)
@click.argument("kind", type=Kinds(list(KINDS)))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="Where the observed waits go: .parquet or .csv. Left out, "
              "nothing is written and the report alone is printed.")  # fmt: skip
@click.option("--report", "report_file", type=click.Path(path_type=Path, dir_okay=False),
              default=None, metavar="FILE", help="Write the data-quality report too: .html, .md "
              "or .json.")  # fmt: skip
@click.option("--about", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="What a local file does not say itself, such as the dates of an "
              "extract (`pathways template about`).")  # fmt: skip
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), default=None, metavar="DATE",
              help="When this version of the files was published.")  # fmt: skip
@click.option("--opening", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="From an extract: write an opening list for the engine (CSV), "
              "with fresh identities and coarsened dates.")  # fmt: skip
@click.option("--salt", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="Keep identities in the opening list as hashes salted with "
              "this file, made if it is not there; keep it to yourself.")  # fmt: skip
@json_option
def command(
    kind: str, files: tuple[Path, ...], out: Path | None, report_file: Path | None,
    about: Path | None, published: dt.datetime | None, opening: Path | None, salt: Path | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Import FILES of one KIND as observed waits, with a report on their quality.

    Give several files of one publication at once, in order of publication. A star is read as
    suppressed, never as zero. Every row dropped is counted, with the reason.
    """
    _refuse_forms(out, report_file)
    from calibration.importers import Request, import_files
    from calibration.importers.about import About, read_about
    from calibration.observed import write_observed

    described = read_about(about) if about else About()
    request = Request(files, described, published.date() if published else None)
    imported = import_files(kind, request)
    report = imported.report
    if opening is not None:
        report = report.with_findings(_write_opening(kind, request, opening, salt))
    if out is not None:
        write_observed(imported.observed, out)
    if report_file is not None:
        write_text(report_file, _page(report_file, report))
    if as_json:
        show_table(report.table(), as_json=True)
        return DONE
    for line in report.words():
        click.echo(line)
    for path in (out, report_file, opening):
        if path is not None:
            click.echo(f"Wrote {path}.")
    return DONE


def _refuse_forms(out: Path | None, report: Path | None) -> None:
    """Refuse names whose endings say no known form, before any work is done."""
    problems = [
        Problem(str(path), option, "has an ending that is not known", f"End it in {forms}.")
        for option, path, forms in (("--out", out, OBSERVED), ("--report", report, REPORT))
        if path is not None and path.suffix not in forms.split(", ")
    ]
    if problems:
        raise BadInput(problems)


def _write_opening(
    kind: str, request: "Request", path: Path, salt_file: Path | None
) -> "tuple[Finding, ...]":
    from calibration.extract.opening import opening_list

    if kind != "extract":
        text = "an opening list comes from a patient-level extract"
        raise BadInput([Problem(kind, "--opening", text, "Leave --opening out.")])
    table, findings = opening_list(request, _salt(salt_file))
    write_text(path, table.to_csv(index=False, lineterminator="\n"))
    return findings


def _salt(path: Path | None) -> bytes:
    """Return the salt of a file, which is made, readable by its owner alone, if not there."""
    if path is None:
        return b""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(os.urandom(SALT_BYTES))
    salt = path.read_bytes()[:SALT_BYTES]
    if len(salt) < SALT_BYTES:
        remedy = "Give a file that is not there yet: it will be made."
        raise BadInput([Problem(str(path), "--salt", "is too short to be a salt", remedy)])
    return salt


def _page(path: Path, report: "QualityReport") -> str:
    from calibration.quality.page import as_html, as_markdown

    if path.suffix == ".json":
        return report.table().to_json(orient="records", indent=2) + "\n"
    return as_html(report) if path.suffix == ".html" else as_markdown(report)
