"""A paper of many options answers first, tells a handful, and gives each of them one line."""

import re

import pytest

from scenarios.project import project
from scenarios.report import board_paper, write_report
from scenarios.report.options import HANDFUL
from tests.the_command import pathways

STAFF = "teams.clinic.roles.clinician.wte"
MORE = {f"more_{k}": f'title = "{k} tenths more"\n[add]\n{STAFF} = {k / 10}\n' for k in range(1, 8)}
FEWER = {"fewer": f'title = "Half the staff"\n[multiply]\n{STAFF} = 0.5\n'}
RISK = {"risk": f'title = "What if more came to work?"\nunknown = true\n[add]\n{STAFF} = 1.0\n'}
PLAN = {"plan": 'title = "Both at once"\nquestion = "And together?"\n'
                'include = ["more_1.toml", "missed.toml"]\n',
        "missed": "[multiply]\nstages.choice.missed_share = 0.9\n"}  # fmt: skip
MINUTES, WORDS_A_MINUTE = 5, 240


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    for name, text in {**MORE, **FEWER, **RISK, **PLAN}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    asked = [str(folder / f"{name}.toml") for name in (*MORE, *FEWER, *RISK, "plan")]
    return project(
        "single_clinic", options=asked, replications=6, out=folder / "run", workers=1
    ).run


@pytest.fixture(scope="module")
def paper(run):
    return board_paper(run)


@pytest.fixture(scope="module")
def answer(paper):
    assert paper.body[0].heading == "The answer"
    return paper.body[0]


@pytest.fixture(scope="module")
def lines(paper):
    """Every option in one line, as the annex gives them."""
    (part,) = (part for part in paper.annex if part.heading == "Every option beside the others")
    return part.tables[0].table


def told(paper):
    titles = {*(f"{k} tenths more" for k in range(1, 8)), "Half the staff", "Both at once"}
    return [part.heading for part in paper.annex if part.heading in titles]


def test_every_option_has_one_line_in_the_annex_the_best_first(lines):
    assert len(lines) == len(MORE) + 3
    assert lines["Option"].iloc[0] == "7 tenths more"
    assert lines["Option"].iloc[-1] == "Half the staff"
    assert lines.notna().all(axis=None)


def test_the_paper_itself_has_a_line_for_the_handful_and_says_where_the_others_are(answer, paper):
    (table,) = (sheet.table for sheet in answer.tables)
    assert table["Option"].tolist() == told(paper)
    assert answer.sentences[-1] == "The other 5 are in the annex, a line each."


def test_numbers_are_told_to_three_figures(lines):
    told = " ".join(lines["Weeks waited by all children together"])
    numbers = [number.replace(",", "").rstrip("0") for number in re.findall(r"[\d,]*\d", told)]
    assert any(len(number) == 3 for number in numbers)
    assert max(map(len, numbers)) == 3


def test_the_best_is_named_before_any_option_is_told(answer):
    assert "\u201c7 tenths more\u201d" in answer.sentences[1]


def test_what_the_best_does_to_each_list_is_told_beside_what_today_s_plan_comes_to(answer):
    lists, _, today = answer.sentences[2:5]
    assert lists.startswith("With \u201c7 tenths more\u201d, children waiting at the end of ")
    assert re.search(r": CAMHS [\d,.]+, not [\d,.]+\.$", lists)
    assert re.search(
        r"^With today's plan, over .+: [\d,]+ weeks waited .*, [\d,]+ children helped", today
    )


def test_a_risk_that_does_most_is_marked_and_never_the_best(answer, lines):
    risk = "What if more came to work?"
    assert f"{risk} (nobody can choose what is not known)" in lines["Option"].tolist()
    assert "1 tries a risk: nobody can choose what is not known." in answer.sentences
    assert not any(risk in line for line in answer.sentences[1:3])


def test_only_a_handful_is_told_one_by_one(paper, answer):
    assert len(told(paper)) == HANDFUL
    assert len(answer.charts) == 2
    assert all(set(chart.table["Option"]) == set(told(paper)) for chart in answer.charts)


def test_a_plan_of_several_options_is_told_even_if_others_do_more(paper):
    assert "Both at once" in told(paper)
    assert "3 tenths more" not in told(paper)


def test_what_breaks_a_guard_rail_is_counted_and_named_in_its_line(answer, lines):
    line = lines.set_index("Option").loc["Half the staff"]
    assert line["Guard rails broken"] != "none"
    assert any(line.startswith("1 of 10 breaks a guard rail") for line in answer.sentences)


def test_whether_harm_by_the_best_is_ruled_out_is_said_before_its_price(answer, lines):
    (said,) = (line for line in answer.sentences if "breaks no guard rail" in line)
    assert said == answer.sentences[3]
    possible = re.search(r"none; (\d) not sure", lines["Guard rails broken"].iloc[0])
    assert ("cannot be ruled out" in said) == bool(possible)


def test_each_number_of_an_option_is_told_in_a_sentence_that_gives_its_period(run):
    briefly = pathways("compare", str(run.folder), "--quiet").stdout.splitlines()
    told_one_by_one = [
        line for line in briefly if ", weeks waited by all children together" in line
    ]
    assert len(told_one_by_one) == HANDFUL
    for line in told_one_by_one:
        assert ": " not in line
        assert line.count("over 1 April 2026 to 31 March 2027") == 1
        assert all(" over " in one for one in line.removesuffix(".").lower().split(". "))


def test_the_body_is_read_in_five_minutes(paper):
    sentences = [line for part in paper.body for line in part.sentences]
    cells = [str(cell) for part in paper.body for sheet in part.tables
             for cell in sheet.table.to_numpy().ravel()]  # fmt: skip
    assert len(" ".join(sentences + cells).split()) < MINUTES * WORDS_A_MINUTE


def test_the_others_stand_in_the_workbook_and_not_on_the_page(paper, tmp_path):
    sheets = {sheet.title: sheet.table for sheet in paper.sheets}
    assert sheets["Every difference, in numbers"]["Option"].nunique() == len(MORE) + 3
    said = sheets["What is said of every option"]
    assert said.set_index("Option").loc["Both at once", "Question"].iloc[0] == "And together?"
    page = write_report(paper, tmp_path, ["html"])[0].read_text(encoding="utf-8")
    assert "Every difference, in numbers" not in page
    assert "are in the workbook" in page


def test_the_command_compare_tells_many_options_as_briefly_and_one_in_full_when_named(run, answer):
    briefly = pathways("compare", str(run.folder), "--quiet").stdout
    assert all(line in briefly for line in answer.sentences[:-1])
    assert briefly.count(", weeks waited by all children together are ") == HANDFUL
    for name in (*MORE, *FEWER, *RISK, "plan"):
        assert sum(line.split()[:1] == [name] for line in briefly.splitlines()) == 1
    assert "Where the children went" not in briefly
    assert "--option NAME" in briefly
    for asked in (("--option", "more_7"), ("--by-area",)):
        full = pathways("compare", str(run.folder), "--quiet", *asked).stdout
        assert "== more_7: 7 tenths more" in full
        assert "Where the children went" in full
