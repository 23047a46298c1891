"""Who asks for a series that is not there learns what is there, and why this one is not."""

import pytest

from calibration.cases import series_of
from calibration.importers import Request, import_files
from sim.settings import BadInput

LIST = """month,area,need,priority,0-4,total,accepted,seen
2026-01,west,camhs,routine,9,9,5,5
2026-01,east,camhs,all,9,9,5,5
2026-01,east,asd,all,9,9,5,5
"""


@pytest.fixture(scope="module")
def observed(tmp_path_factory):
    path = tmp_path_factory.mktemp("lists") / "list.csv"
    path.write_text(LIST)
    return import_files("bands", Request((path,))).observed


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("west", ""), "has its list split by priority (routine)"),
        (("west", "camhs"), "has its list split by priority (routine)"),
        (("east", ""), "has several needs (asd, camhs)"),
        (("north", ""), "Places that have them: east."),
        (("east", "adhd"), "Places that have them: east."),
    ],
)
def test_the_reason_is_named(observed, asked, told):
    with pytest.raises(BadInput) as caught:
        series_of(observed, *asked)
    assert told in str(caught.value)
