"""A file that cannot be used says why, with exit code 2; one that partly can says what is odd."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_published_waits_are_imported_as_they_stand import (
    BANDS,
    MADE_UP,
    MHSDS,
    counted,
    imported,
)

from calibration.importers import Request, import_files
from calibration.importers.source import Given
from sim.settings import BadInput
from tests.the_command import pathways

UNUSABLE = {
    "empty": (b"", "is empty"),
    "headings alone": (b"month,need,0-4\n", "no rows"),
    "not text": (b"\x00\x01\x02\x03", "not a text file"),
    "a zip": (b"PK\x03\x04\x00\x00", "packed file"),
    "a gzip": (b"\x1f\x8b\x08\x00", "packed file"),
    "no band": (b"month,need\n2026-01,camhs\n", "no column is a band of weeks"),
    "no month": (b"need,0-4\ncamhs,4\n", "month"),
    "a heading twice": (b"month,need,need,0-4\n2026-01,camhs,camhs,4\n", "heading of another"),
    "every need unknown": (b"month,need,0-4\n2026-01,speech,4\n", "gave no figure"),
    "no date at all": (b"month,need,0-4\nsoon,camhs,4\n", "gave no figure"),
}


def refusal(kind, *paths):
    with pytest.raises(BadInput) as caught:
        import_files(kind, Request(paths))
    return str(caught.value)


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_is_refused_in_plain_words(tmp_path, case):
    content, words = UNUSABLE[case]
    (tmp_path / "list.csv").write_bytes(content)
    assert words in refusal("bands", tmp_path / "list.csv")


@pytest.mark.parametrize("kind", ["scotland", *MADE_UP])
def test_a_file_of_another_kind_is_refused(tmp_path, kind):
    (tmp_path / "other.csv").write_text("name,colour\nx,red\n")
    text = refusal(kind, tmp_path / "other.csv")
    assert "other.csv" in text and ("column" in text or "headings" in text)


def test_no_file_a_missing_file_and_a_workbook_are_refused(tmp_path):
    assert "no file" in refusal("bands")
    assert "no such file" in refusal("bands", tmp_path / "none.csv")
    (tmp_path / "list.xlsx").write_bytes(b"PK")
    assert "Save the sheet as CSV" in refusal("bands", tmp_path / "list.xlsx")


def test_a_small_parquet_file_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    bomb = tmp_path / "bomb.parquet"
    pq.write_table(pa.table({"need": pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(1_000_000, np.int8)), ["camhs"])}), bomb)  # fmt: skip
    assert bomb.stat().st_size < 10_000
    monkeypatch.setattr("calibration.importers.source.MOST_CELLS", 999_999)
    assert "too large once it is unpacked" in refusal("bands", bomb)


def test_a_file_handed_over_in_memory_gives_the_same_as_one_on_disk(tmp_path):
    (tmp_path / "list.csv").write_text(BANDS)
    in_memory = import_files("bands", Request((Given("list.csv", BANDS.encode()),)))
    on_disk = import_files("bands", Request((tmp_path / "list.csv",)))
    pd.testing.assert_frame_equal(in_memory.observed, on_disk.observed)


def test_ragged_rows_and_another_encoding_are_told(tmp_path):
    text = BANDS + "2026-05,west\n"
    report = imported(tmp_path, "bands", text.replace("west", "Château"), encoding="cp1252").report
    assert any("Windows-1252" in one.meaning for one in report.findings)
    assert counted(report, "rows dropped") == 2
    assert report.rows_used + counted(report, "rows dropped") == report.rows_read


def test_words_and_negative_numbers_among_figures_are_left_out_and_counted(tmp_path):
    report = imported(tmp_path, "bands", BANDS.replace("10,10,20,5", "ten,-1,20,5")).report
    assert counted(report, "unreadable cells") == 1
    assert counted(report, "negative counts") == 1


def test_a_local_list_that_identifies_somebody_is_refused_and_nobody_is_named(tmp_path):
    numbered = BANDS.replace("west", "943 476 5919")
    assert "holds NHS numbers" in (told := refusal_of(tmp_path, numbered))
    assert "5919" not in told
    named = BANDS.replace("month,area", "month,child_name").replace("west", "Quux")
    assert "holds a person's name" in (told := refusal_of(tmp_path, named))
    assert "Quux" not in told and "child_name" not in told


def refusal_of(folder, text):
    (folder / "list.csv").write_text(text)
    return refusal("bands", folder / "list.csv")


def test_priorities_not_known_and_bands_that_do_not_meet_are_counted(tmp_path):
    odd = BANDS.replace("month", "priority,month").replace("4-8", "5-8")
    odd = odd.replace("2026-", "greenish,2026-").replace("Feb", "routine,Feb")
    report = imported(tmp_path, "bands", odd).report
    assert counted(report, "unknown priorities") == 2  # the third is of a need not known
    assert counted(report, "bands that do not meet") == 1
    whole = imported(tmp_path, "bands", BANDS).report
    assert counted(whole, "unknown priorities") == counted(whole, "bands that do not meet") == 0


def test_months_are_read_in_numbers_too_and_what_was_not_read_is_not_called_read(tmp_path):
    lines = BANDS.splitlines(keepends=True)
    extra = [lines[1].replace("2026-01", month) for month in ("06/2026", "13/2026")]
    report = imported(tmp_path, "bands", "".join([*lines, *extra])).report
    assert counted(report, "rows dropped") == 1 + counted(
        imported(tmp_path, "bands", BANDS).report, "rows dropped"
    )
    (mixed,) = [one for one in report.findings if one.check == "mixed date formats"]
    assert "1 as mm/yyyy" in mixed.meaning and mixed.count == len(lines)


def test_periods_that_cannot_be_are_dropped(tmp_path):
    line = "{},{},Final,England,E,E,NONE,NONE,MHS133,n,9\n"
    extra = (line.format("2999-01-01", "2999-03-31") + line.format("2025-31-01", "2025-03-31")
             + line.format("2025-03-01", "2024-03-31"))  # fmt: skip
    report = imported(tmp_path, "mhsds", MHSDS + extra).report
    assert counted(report, "rows dropped") == 3 + 3


def test_a_figure_said_twice_is_kept_once_and_told(tmp_path):
    lines = BANDS.splitlines(keepends=True)
    changed = lines[1].replace(",46,", ",47,")
    made = imported(tmp_path, "bands", BANDS + lines[1] + changed)
    assert counted(made.report, "figures said twice, alike") > 0
    assert counted(made.report, "figures said twice, differing") == 1
    lists = made.observed[made.observed["statistic"] == "waiting"]
    assert lists.loc[lists["period_start"] == "2026-01-01", "value"].tolist() == [47]


def test_text_from_a_file_cannot_become_markup_in_the_page(tmp_path):
    from calibration.quality.page import as_html, as_markdown

    report = imported(tmp_path, "bands", BANDS.replace("west", "<script>x</script>|")).report
    assert "<script>" not in as_html(report)
    assert "&lt;script&gt;" in as_html(report)
    assert all(line.count("|") - line.count("\\|") == 5
               for line in as_markdown(report).splitlines() if line.startswith("| "))  # fmt: skip


def test_the_command_writes_what_was_asked_and_explains_what_it_cannot_use(tmp_path):
    (tmp_path / "list.csv").write_text(BANDS)
    done = pathways("import", "bands", tmp_path / "list.csv", "--out", tmp_path / "o.parquet",
                   "--report", tmp_path / "r.html", "--json")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "o.parquet").is_file() and (tmp_path / "r.html").is_file()
    assert done.stdout.count("{") == done.stdout.count("\n")
    bad = pathways("import", "bands", tmp_path / "list.csv", "--out", "o.txt", "--report", "r.doc")
    assert bad.returncode == 2 and "2 problems" in bad.stderr
    assert pathways("import", "mhsds", tmp_path / "list.csv").returncode == 2
