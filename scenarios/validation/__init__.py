"""What is known without this program, held against what it gives: cases, results, words.

A case is a formula, a recursion, another program or its published example. Its figures are
worked out when it is run (`cases.py`, `work.py`); nothing here is written down as agreed.
``pathways validate`` runs every case; `results.csv` is what it wrote for this version.
"""

from scenarios.validation.results import Results, as_csv, shipped
from scenarios.validation.words import AGAIN, by_case, for_readers, in_short, markdown

__all__ = ["AGAIN", "Results", "as_csv", "by_case", "for_readers", "in_short", "markdown",
           "shipped"]  # fmt: skip
