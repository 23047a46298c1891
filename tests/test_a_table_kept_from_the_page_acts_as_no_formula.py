"""Tables kept as CSV: no cell is worked out by a spreadsheet, and no number is spoilt."""

import csv
import io

import pandas as pd
import pytest

from views.look.states import plain
from views.look.tables import as_csv, harmless

HOSTILE = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\t=1", "\r=1",
           '-HYPERLINK("x")']  # fmt: skip


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_cell_that_would_act_is_kept_as_words(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-64 (-67 to -61)", "+60.3 (50.7 to 69.8) points", "-£1,200",
                                  "-1.5%", "better", "", 3, -2.5, None])  # fmt: skip
def test_what_cannot_act_is_left_as_it_is(cell):
    assert harmless(cell) is cell


def test_headings_and_cells_of_a_whole_table_are_made_harmless():
    table = pd.DataFrame({"=evil": ["@x", "fine"], "Number": [-1.5, 2.0]})
    rows = list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"))))
    assert rows == [["'=evil", "Number"], ["'@x", "-1.5"], ["fine", "2.0"]]


def test_words_of_others_are_no_markup():
    assert plain("<b>*x*</b> [a](b) $1$ :red[c]") == (
        r"\<b\>\*x\*\</b\> \[a\]\(b\) \$1\$ \:red\[c\]"
    )
