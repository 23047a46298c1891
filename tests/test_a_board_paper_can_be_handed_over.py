"""A board paper answers in order, rests on its sources, and opens in every form it is given in."""

import io
import re
import zipfile

import docx
import pptx
import pytest

from scenarios.evidence.entries import told_by_confidence
from scenarios.project import project
from scenarios.report import FORMS, board_paper, write_report
from sim.settings import BadInput, load
from tests.the_command import pathways

ORDER = ["The answer", "How sure we are", "What it rests on", "What would change it"]
MORE = """
title = "One more clinician"
question = "If one more clinician is funded, who waits less?"

[add.teams.clinic.roles.clinician]
wte = 1.0
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    option = folder / "one_more.toml"
    option.write_text(MORE, encoding="utf-8")
    plain = project("single_clinic", replications=5, out=folder / "plain", workers=1).run
    both = project(
        "single_clinic", options=[str(option)], replications=5, out=folder / "both", workers=1
    ).run
    return {"plain": plain, "both": both}


@pytest.fixture(scope="module")
def paper(runs):
    return board_paper(runs["plain"])


@pytest.fixture(scope="module")
def compared(runs):
    return board_paper(runs["both"])


@pytest.fixture(scope="module")
def files(compared, tmp_path_factory):
    written = write_report(compared, tmp_path_factory.mktemp("report"), list(FORMS))
    return {path.suffix[1:]: path for path in written}


def words_of(part):
    return " ".join(part.sentences)


def test_the_parts_come_in_the_order_a_board_reads_them(paper):
    assert [part.heading for part in paper.body] == ORDER


def test_a_paper_with_options_begins_with_the_answer_and_tells_each_question_with_its_option(
    compared,
):
    assert compared.body[0].heading == "The answer"
    assert compared.annex[0].heading == "One more clinician"
    assert compared.annex[0].sentences[0] == "If one more clinician is funded, who waits less?"


def test_each_option_is_told_by_its_title_with_a_verdict(compared):
    answer = next(part for part in compared.body if part.heading == "The answer")
    (line,) = answer.tables[0].table.to_dict("records")
    assert line["Option"] == "One more clinician"
    assert re.search("better|worse|no real difference|not clear", line["Verdict on waits"])


def test_how_sure_says_how_many_futures_were_run(paper):
    sure = next(part for part in paper.body if part.heading == "How sure we are")
    assert "5 futures" in words_of(sure)
    assert "The ranges hold luck alone" in words_of(sure)


def test_the_days_simulated_are_in_words_from_the_first_to_the_last(runs, paper):
    facts = dict(paper.facts)
    assert facts["Simulated"] == "1 April 2026 to 31 March 2027"
    assert not any(re.search(r"\d{4}-\d\d-\d\d", words) for words in facts.values())


def test_what_only_people_can_say_is_marked_and_not_made_up(paper):
    named = {part.heading: part for part in paper.annex}
    stress = named["STRESS-DES statement"].tables[0].table
    assert len(stress) == 20
    assert stress["Statement"].str.startswith("STILL TO BE WRITTEN").sum() == 1
    roles = named["Quality-assurance log"].tables[0].table
    assert roles["Who and when"].str.startswith("STILL TO BE WRITTEN").all()


def test_what_a_run_rests_on_and_took_is_told_with_the_weakest_first(compared):
    named = {part.heading: part for part in compared.annex}
    (stress,) = named["STRESS-DES statement"].tables
    said = stress.table.set_index("Item")["Statement"]
    assert said["3.4 Assumptions"].startswith("evidence by confidence: none stated")
    assert re.match(r"\d+ assumption, \d+ low, ", told_by_confidence(load("suffolk").scenario))
    assert (
        " for 10 answers, one for each option and replication" in said["5.4 System specification"]
    )
    checks = named["Quality-assurance log"].tables[1].table.set_index("Check")["Finding"]
    assert "confidence: " in checks["Every number says what it rests on"]
    assert "no accepted sets used" in checks["Fitted to observed waits"]


def test_every_number_of_the_scenario_is_listed_with_its_confidence(runs, paper):
    listed = next(part for part in paper.annex if part.heading == "Assumptions and sources")
    table = listed.tables[0].table
    assert len(table) == len(runs["plain"].scenario()["evidence"])
    assert set(table["Confidence"]) <= {"assumption", "low", "medium", "high"}


def test_what_options_change_is_told_in_words_and_by_path_in_the_workbook_alone(compared):
    (part,) = (part for part in compared.annex if part.heading == "What these options change")
    (row,) = part.tables[0].table.to_dict("records")
    assert set(row) == {"Option", "What", "Today", "In this option"}
    assert row["Option"] == "One more clinician"
    assert row["What"].endswith("clinician: WTE")
    assert float(row["In this option"].split()[0]) == float(row["Today"].split()[0]) + 1.0
    every = next(sheet for sheet in compared.sheets if sheet.title.startswith("Every setting"))
    assert every.table["Setting"].tolist() == ["teams.clinic.roles.clinician.wte"]


def test_numbers_in_the_annex_are_told_without_the_words_of_files(paper):
    (part,) = (part for part in paper.annex if part.heading == "Assumptions and sources")
    assert "Setting" not in part.tables[0].table
    assert "Value" in part.tables[0].table


def test_the_page_needs_nothing_outside_it_and_names_each_drawing_once(files, compared):
    page = files["html"].read_text(encoding="utf-8")
    assert set(re.findall(r"""(?:src|href)=["']?(.)""", page)) == {"#"}
    assert "<script" not in page
    assert page.count('role="img" aria-label=') == len(compared.charts)
    assert page.count("<svg ") == page.count('aria-hidden="true" focusable="false"')


def test_words_from_files_cannot_become_markup(runs, tmp_path):
    hostile = board_paper(runs["plain"])
    hostile = type(hostile)(**(vars(hostile) | {"title": "<script>alert(1)</script>"}))
    page = write_report(hostile, tmp_path, ["html"])[0].read_text(encoding="utf-8")
    assert "<script>" not in page


def test_the_word_document_has_headings_tables_and_described_pictures(files, compared):
    document = docx.Document(str(files["docx"]))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert all(part.heading in headings for part in (*compared.body, *compared.annex))
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described == [chart.words for chart in compared.charts]


def test_slides_are_wide_and_their_fans_can_be_edited(files):
    deck = pptx.Presentation(str(files["pptx"]))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=0.001)
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    assert any(shape.has_chart for shape in shapes)
    drawn = [s for s in shapes if s.has_chart or s.shape_type == 13]
    assert all(shape._element.xpath(".//p:cNvPr/@descr")[0] for shape in drawn)


def test_the_workbook_has_every_table_and_no_formula(files, compared):
    with zipfile.ZipFile(io.BytesIO(files["xlsx"].read_bytes())) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 2 + len(compared.sheets)  # what to read first, and the columns
        assert not any(b"<f>" in book.read(name) for name in sheets)


def test_an_unknown_form_is_refused_with_those_there_are(paper, tmp_path):
    with pytest.raises(BadInput) as refused:
        write_report(paper, tmp_path, ["htm", "html"])
    assert "html" in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_the_command_writes_the_paper_beside_the_run(runs):
    folder = runs["plain"].folder
    done = pathways("report", folder, "--to", "html,xlsx")
    assert done.returncode == 0, done.stderr
    assert (folder / "report.html").stat().st_size > 10_000
    assert (folder / "report.xlsx").is_file()


def test_the_command_explains_a_folder_that_is_no_run(tmp_path):
    done = pathways("report", tmp_path)
    assert done.returncode == 2
    assert "is not a run folder" in done.stderr
    assert "Traceback" not in done.stderr
