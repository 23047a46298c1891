"""A paper as Markdown: for a repository, a wiki or a mail."""

from collections.abc import Iterator

import pandas as pd

from scenarios.report.paper import Paper, Part


def markdown(paper: Paper) -> str:
    """Return the paper as Markdown; charts are told in words."""
    lines = [f"# {paper.title}", "", paper.question, "", f"*{paper.caveat}*", ""]
    lines += [f"- {name}: {value}" for name, value in paper.facts]
    for part in (*paper.body, *paper.annex):
        lines += ["", *_part(part)]
    return "\n".join(lines) + "\n"


def _part(part: Part) -> Iterator[str]:
    yield from (f"## {part.heading}", "")
    yield from (f"- {sentence}" for sentence in part.sentences)
    for sheet in part.tables:
        yield from ("", f"**{sheet.title}**", "", as_markdown(sheet.table))
    for chart in part.charts:
        yield from ("", f"*{chart.words}*")


def as_markdown(table: pd.DataFrame) -> str:
    """Return a table in Markdown."""
    rows = [list(table.columns), ["---"] * len(table.columns), *table.astype(str).to_numpy()]
    return "\n".join(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)
