"""Charts: one builder for each question, shared by the page and the reports.

A builder takes tidy tables and gives a :class:`~scenarios.charts.chart.Chart`: a title that
says what is to be seen, words for those who do not see it, the table of all it draws, and a
Vega-Lite drawing that becomes SVG or PNG without a browser.
"""

from scenarios.charts.chart import Chart
from scenarios.charts.picture import png, svg

__all__ = ["Chart", "png", "svg"]
