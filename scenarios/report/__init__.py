"""Reports: one paper, written once, given as a web page, Word, slides or a workbook.

:func:`~scenarios.report.board.board_paper` writes the paper from a run folder;
:func:`~scenarios.report.write.write_report` gives it in the forms asked for.
"""

from scenarios.report.board import board_paper
from scenarios.report.paper import Paper, Part, Sheet
from scenarios.report.write import FORMS, write_report

__all__ = ["FORMS", "Paper", "Part", "Sheet", "board_paper", "write_report"]
