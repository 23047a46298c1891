"""A paper as one web page: nothing outside it, no script, prints well, readable by ear."""

from importlib import resources
from itertools import count
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scenarios.charts import Chart, svg
from scenarios.report.cells import shown, style
from scenarios.report.paper import Paper, Part, side_by_side


def html(paper: Paper) -> str:
    """Return the paper as a self-contained HTML document."""
    folder = resources.files("scenarios.report") / "templates"
    pages = Environment(
        loader=FileSystemLoader(str(folder)), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True,
    )  # fmt: skip
    numbers = count(1)

    def table(title: str, frame: pd.DataFrame) -> Markup:
        rows = [[shown(value) for value in row] for row in frame.itertuples(index=False)]
        return Markup(
            pages.get_template("table.html.j2").render(
                title=title,
                columns=[str(name) for name in frame.columns],
                rows=rows,
                style=style,
            )
        )

    def section(part: Part, *, annex: bool = False) -> Markup:
        names: dict[str, Any] = {"part": part, "annex": annex, "anchor": f"part-{next(numbers)}",
                                 "table": table, "picture": picture,
                                 "stretches": side_by_side(part.charts)}  # fmt: skip
        return Markup(pages.get_template("part.html.j2").render(**names))

    sheet = Markup((folder / "paper.css").read_text(encoding="utf-8"))
    return pages.get_template("paper.html.j2").render(paper=paper, section=section, style=sheet)


def picture(chart: Chart, *, narrow: bool = False) -> Markup:
    """Return a chart's drawing, hidden from screen readers: its words stand on what holds it."""
    drawn = svg(chart, narrow=narrow)
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
