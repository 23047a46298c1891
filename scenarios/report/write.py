"""A paper in the forms asked for, each written whole or not at all."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from scenarios.report.html import html
from scenarios.report.paper import Paper
from scenarios.report.slides import slides
from scenarios.report.word import word
from scenarios.report.workbook import workbook
from sim.runs.executor import Progress
from sim.settings import BadInput, Problem
from sim.settings.problems import did_you_mean

FORMS: dict[str, Callable[[Paper], bytes]] = {
    "html": lambda paper: html(paper).encode("utf-8"),
    "docx": word,
    "pptx": slides,
    "xlsx": workbook,
}
"""Form to the function that makes it."""
NEEDS = {
    "html": (("vl_convert", "vl-convert-python"),),
    "docx": (("docx", "python-docx"), ("vl_convert", "vl-convert-python")),
    "pptx": (("pptx", "python-pptx"), ("vl_convert", "vl-convert-python")),
    "xlsx": (("xlsxwriter", "xlsxwriter"),),
}
"""Form to the modules it needs, each with the package that brings it."""
NAME = "report"


def lacking(form: str) -> str:
    """Return the package that a form needs and that is not installed; empty when none is."""
    return next((package for module, package in NEEDS[form] if find_spec(module) is None), "")


def write_report(
    paper: Paper, folder: Path, forms: Sequence[str], name: str = NAME,
    progress: Progress | None = None,
) -> list[Path]:  # fmt: skip
    """Write a paper into a folder and return the files, all made before any is written.

    ``progress`` is told of the forms made.

    Raises:
    BadInput
        When a form is not known, its package is missing, or a file cannot be written.
    """
    problems = [
        Problem("report", "--to", f"{form} is not a form of a report",
                did_you_mean(form, list(FORMS)) or f"Forms: {', '.join(FORMS)}.")
        for form in forms
        if form not in FORMS
    ]  # fmt: skip
    if problems:
        raise BadInput(problems)
    made: dict[Path, bytes] = {}
    asked = list(dict.fromkeys(forms))
    for form in asked:
        made[folder / f"{name}.{form}"] = FORMS[form](paper)
        if progress:
            progress(len(made), len(asked))
    for path, content in made.items():
        _write(path, content)
    return list(made)


def _write(path: Path, content: bytes) -> None:
    part = path.with_suffix(f"{path.suffix}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        text = f"cannot be written ({error.strerror})"
        raise BadInput([Problem(str(path), "--out", text, "Give another place.")]) from error
    finally:
        with suppress(OSError):  # a folder that cannot be written holds no part to take away
            part.unlink(missing_ok=True)
