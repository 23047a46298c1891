"""Observed figures are shown in months, words and weeks, and a hidden one is not shown as zero."""

import pandas as pd
import pytest

from calibration.importers import Request, import_files
from calibration.importers.source import Given
from calibration.observed.readable import HIDDEN, readable

BANDS = b"""month,area,need,priority,0-4,4-8,52+,total,received,accepted,seen,left
2026-01,North,camhs,routine,31,24,6,61,1044,33,27,4
2026-01,South,camhs,routine,29,26,*,58,41,31,24,4
"""


@pytest.fixture(scope="module")
def shown() -> pd.DataFrame:
    given = (Given("list.csv", BANDS),)
    return readable(import_files("bands", Request(given)).observed)


def test_no_code_and_no_clock_time_is_left(shown):
    cells = " ".join(shown.astype(str).to_numpy().ravel())
    assert "_" not in cells
    assert "00:00" not in cells
    assert set(shown["Period"]) == {"January 2026"}
    assert set(shown["Need"]) == {"children's mental health"}


def test_bands_are_told_in_the_weeks_that_were_given(shown):
    bands = dict.fromkeys(word for word in shown["Waited"] if word)
    assert list(bands) == ["under 4 weeks", "4 to 8 weeks", "52 weeks and more"]


def test_what_all_figures_share_has_no_column(shown):
    assert "Area" in shown
    assert "Priority" not in shown


def test_a_hidden_figure_is_called_hidden(shown):
    assert (shown["Figure"] == HIDDEN).sum() == 1
    assert "1,044" in set(shown["Figure"])
