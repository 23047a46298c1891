"""What is handed over looks made for it: nothing cut, everything named, pages numbered."""

import datetime as dt
import io
import re
import zipfile
from types import SimpleNamespace

import docx
import pandas as pd
import pptx
import pytest
from docx.shared import Cm
from pptx.util import Inches

from scenarios.charts import png
from scenarios.charts.bands import BANDS
from scenarios.report import Paper, Part, Sheet, write_report
from scenarios.report.columns import about_columns
from scenarios.report.fitting import CELL_LETTERS, widths
from scenarios.report.html import html
from scenarios.report.word import BESIDE_CM, _sized
from scenarios.report.word_look import LINE_CM
from scenarios.report.workbook import workbook
from tests.test_charts_say_what_they_show import a_fan, some_bands, some_differences, some_shares

LONG = "Share seen within the limit: treatment within six weeks of choice (four where possible)"
ROWS = [(f"{LONG}, {k}", 1234.5 * k, 0.001 * k, "commissioner") for k in range(1, 40)]
TABLE = pd.DataFrame(ROWS, columns=["What", "Children", "Share", "Owner"])


@pytest.fixture(scope="module")
def paper():
    charts = (a_fan(), some_bands())
    return Paper(
        "A paper", "What if?", "Illustrative.", (("Futures", "8"),),
        (Part("The answer", ("One.", "Two."), (Sheet("Today's plan", TABLE),),
              (some_differences(),)),),
        (Part("North", (), (Sheet("Money", TABLE.head(2)),)),
         Part("South", (), (Sheet("Money", TABLE.head(3)),)),
         Part("Everything", (), (Sheet("Sources", TABLE, looked_up=True),)),
         Part("Charts", (), (), (*charts, some_shares()))),
    )  # fmt: skip


@pytest.fixture(scope="module")
def files(paper, tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms")
    return {path.suffix[1:]: path
            for path in write_report(paper, folder, ["html", "docx", "pptx", "xlsx"])}  # fmt: skip


@pytest.fixture(scope="module")
def document(files):
    return docx.Document(str(files["docx"]))


@pytest.fixture(scope="module")
def deck(files):
    return pptx.Presentation(str(files["pptx"]))


def test_no_word_of_a_table_is_broken_and_its_columns_fill_the_line():
    heading, rows = list(TABLE.columns), [[str(cell) for cell in row] for row in ROWS]
    given = widths(heading, rows, 12.0, CELL_LETTERS)
    assert sum(given) == pytest.approx(12.0)
    for column, width in zip(zip(heading, *rows, strict=True), given, strict=True):
        longest = max(len(word) for text in column for word in text.split())
        assert width * CELL_LETTERS >= longest
    assert given[0] == max(given)


def test_a_page_breaks_a_word_only_where_it_is_a_path():
    table = pd.DataFrame([["NHS Borders", "teams.clinic.roles.clinician.wte", "persistence"]],
                         columns=["a", "b", "c"])  # fmt: skip
    page = html(Paper("A", "", "", (), (Part("B", (), (Sheet("C", table),)),), ()))
    assert page.count('class="long"') == 1
    assert '<td class="long">teams.clinic' in page


def test_tables_of_word_fit_the_line_repeat_their_heading_and_break_no_row(document):
    for table in document.tables:
        assert sum(column.width for column in table.columns) <= Cm(LINE_CM + 0.01)
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        order = [part.tag.rpartition("}")[2] for part in table._tbl.tblPr]
        assert order.index("tblBorders") < order.index("tblLayout") < order.index("tblLook")
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)


def test_the_annex_of_word_begins_on_its_own_page_and_says_what_is_in_it(document, paper):
    start = next(k for k, p in enumerate(document.paragraphs) if p.text.startswith("Annex"))
    assert document.paragraphs[start].paragraph_format.page_break_before
    said = [p.text for p in document.paragraphs[start + 1 : start + 1 + len(paper.annex)]]
    assert said == [part.heading for part in paper.annex]


def test_pages_of_word_are_numbered_and_its_words_are_british(document):
    foot = document.sections[0].footer._element.xml
    assert "PAGE" in foot
    assert "NUMPAGES" in foot
    assert 'w:lang w:val="en-GB"' in document.styles.element.xml.replace(' w:eastAsia="en-US"', "")


def test_every_form_says_at_its_foot_what_the_paper_is_not(files, document, deck, paper):
    assert paper.foot in files["html"].read_text(encoding="utf-8")
    assert paper.foot in document.sections[0].footer.paragraphs[0].text
    assert all(any(paper.foot in shape.text_frame.text for shape in slide.shapes
                   if shape.has_text_frame) for slide in deck.slides)  # fmt: skip


def test_pictures_of_word_fit_the_page_and_narrow_ones_stand_two_on_a_line(document):
    shapes = document.inline_shapes
    assert all(shape.width <= Cm(LINE_CM) and shape.height <= Cm(20) for shape in shapes)
    pair = [p for p in document.paragraphs if len(p._p.xpath(".//w:drawing")) == 2]
    assert len(pair) == 1
    assert sum(shape.width for shape in list(shapes)[1:3]) <= Cm(LINE_CM)


def test_a_high_picture_beside_another_leaves_the_rest_of_two_pages_to_words():
    shape = SimpleNamespace(width=Cm(10), height=Cm(20))
    _sized(shape, *BESIDE_CM)
    assert shape.height <= Cm(9)
    assert shape.height == pytest.approx(2 * shape.width, rel=1e-6)


def test_a_table_to_look_things_up_in_is_folded_on_the_page_and_left_out_on_paper(files, document):
    page = files["html"].read_text(encoding="utf-8")
    assert re.search(r"<details><summary>Sources \(39 rows\)</summary>", page)
    said = "Sources: 39 rows, in the workbook and on the web page."
    assert said in page
    assert said in [p.text for p in document.paragraphs]
    assert not any("Sources" in p.text and p.text != said for p in document.paragraphs)
    assert len(document.tables) == 3


def test_the_annex_of_the_page_begins_with_ways_to_its_parts(files, paper):
    page = files["html"].read_text(encoding="utf-8")
    for part in paper.annex:
        (anchor,) = re.findall(rf'<a href="#(part-\d+)">{part.heading}</a>', page)
        assert f'<h3 id="{anchor}">{part.heading}</h3>' in page


def test_nothing_on_a_slide_lies_outside_it_and_every_slide_is_numbered(deck):
    for number, slide in enumerate(deck.slides, 1):
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height + Inches(0.01)
        assert any(shape.has_text_frame and shape.text_frame.text.startswith(f"{number} of ")
                   for shape in slide.shapes)  # fmt: skip


def test_lines_layers_and_shares_can_be_edited_and_name_their_unit(deck):
    drawn = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert [chart.value_axis.axis_title.text_frame.text for chart in drawn] == [
        "Weeks", "Children", "Share of days waited",
    ]  # fmt: skip
    assert list(drawn[0].plots[0].categories) == ["Jan 2026", "Feb 2026", "Mar 2026"]
    assert [one.name for one in drawn[1].plots[0].series] == [
        f"{band[:1].upper()}{band[1:]}" for band in BANDS
    ]


def test_a_picture_on_a_slide_does_not_say_the_title_again():
    chart = some_differences()
    assert png(chart, titled=False) != png(chart)
    assert chart.title == " ".join(chart.spec["title"]["text"])


def test_alike_tables_of_several_parts_are_one_sheet_that_says_of_whom_each_row_tells(paper):
    (money,) = (sheet.table for sheet in paper.sheets if sheet.title == "Money")
    assert money["About"].tolist() == ["North"] * 2 + ["South"] * 3


def sheet_names(path):
    with zipfile.ZipFile(path) as book:
        return re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())


def test_the_first_sheet_leads_to_every_other_and_says_what_it_holds(files, paper):
    names = sheet_names(files["xlsx"])
    with zipfile.ZipFile(files["xlsx"]) as book:
        cover = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert names[0] == "Read first"
    assert all(f"'{name}'!A1" in cover for name in names[1:])
    assert all(f"{sheet.title} ({len(sheet.table)} rows)" in words for sheet in paper.sheets)


def test_names_of_sheets_are_whole_words_that_tell_charts_apart(files):
    names = sheet_names(files["xlsx"])
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 for name in names)
    assert "1 Today\u2019s plan" in names


def number_formats(frame):
    """The format that each column of a table is written in."""
    sheet = Paper("A paper", "", "", (), (Part("All", (), (Sheet("Mixed", frame),)),), ())
    with zipfile.ZipFile(io.BytesIO(workbook(sheet))) as book:
        styles = book.read("xl/styles.xml").decode()
        cells = book.read("xl/worksheets/sheet2.xml").decode()
    codes = dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]+)"', styles)) | {"3": "#,##0"}
    uses = [codes.get(number, "") for number in
            re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])]  # fmt: skip
    return [uses[int(style)] for style in re.findall(r'<c r="[A-Z]5" s="(\d+)"', cells)]


def test_every_column_of_a_workbook_is_told_and_its_headings_are_no_riddles(paper, files):
    told = about_columns(sheet_names(files["xlsx"])[1:-1], paper.sheets).table
    headings = {str(name) or "What" for sheet in paper.sheets for name in sheet.table}
    assert set(told["Heading"]) == headings
    assert told["What it says"].str.endswith(".").all()
    assert sheet_names(files["xlsx"])[-1].endswith("What the columns say")


def test_months_and_dates_of_a_workbook_are_dates():
    frame = pd.DataFrame({"Period": ["2026-01", "2026-02"],
                          "Week": ["2026-01-05", "2026-01-12"],
                          "Planned": [dt.date(2026, 1, 5), dt.date(2026, 2, 1)],
                          "Source": ["2026-01", "January 2026"]})  # fmt: skip
    assert number_formats(frame) == ["mmm yyyy", "d mmm yyyy", "d mmm yyyy", ""]


def test_numbers_of_rows_with_units_are_written_in_them():
    frame = pd.DataFrame({"Unit": ["share", "days"], "Average": [0.5, 1082.7],
                          "Better in, share of futures": [0.9, 1.0]})  # fmt: skip
    assert number_formats(frame) == ["", "0.0%", "0.0%"]
    assert number_formats(frame.iloc[::-1])[1] == "#,##0.0"


def test_the_workbook_has_numbers_where_the_paper_has_words():
    words = pd.DataFrame({"Cost": ["\u00a31,000 (\u00a3900 to \u00a31,100)"]})
    numbers = pd.DataFrame({"Cost, \u00a3": [1000.4]})
    money = Sheet("Money (in brackets, where the average lies)", words, numbers=numbers)
    made = Paper("A paper", "", "", (), (Part("All", (), (money,)),), ())
    (kept,) = made.sheets
    assert kept.table.equals(numbers)
    assert kept.title == "Money"


def test_a_share_among_counts_is_not_rounded_to_nothing():
    frame = pd.DataFrame({"Mixed": [1178.0, 0.64], "Counts": [1178.0, 64.0],
                          "Shares": [0.1, 0.64], "Days": [3.5, 20.1]})  # fmt: skip
    assert number_formats(frame) == ["#,##0.0##", "#,##0", "0.000", "#,##0.0"]


def test_numbers_of_the_workbook_have_formats_and_its_columns_room(files):
    with zipfile.ZipFile(files["xlsx"]) as book:
        styles = book.read("xl/styles.xml").decode()
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
    assert 'formatCode="0.000"' in styles
    sizes = [float(size) for size in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
    assert len(sizes) == len(TABLE.columns)
    assert min(sizes) >= 9
