"""Families are told a likely wait as a range, in words a twelve-year-old reads, and no promise."""

import pandas as pd
import pytest

from scenarios.families import Leaflet, paper_of
from scenarios.families.prospects import prospects
from scenarios.families.words import at_least, in_short, spell
from scenarios.project import project
from scenarios.report.html import html
from sim.settings import load
from tests.reading_age import reading_age
from tests.the_command import pathways

FUTURES = 20


def row(measure, mean, *, area="all", need="camhs", band="0 weeks", futures=FUTURES):
    return {
        "measure": measure, "clock": "first_contact", "period": "all", "need": need, "area": area,
        "band": band, "mean": mean, "range_p10": 0.9 * mean, "range_p90": 1.1 * mean,
        "replications": futures, "n": 100.0,
    }  # fmt: skip


SUMMARY = pd.DataFrame([
    row("further_wait_p10", 2.0), row("further_wait_p50", 50.0), row("further_wait_p90", 73.0),
    row("prospect_left", 0.21),
    row("further_wait_p50", 28.0, area="waveney", futures=12), row("prospect_left", 0.1,
                                                                  area="waveney", futures=12),
    row("further_wait_p90", 35.0, area="waveney", futures=12),
    row("further_wait_p50", 14.0, area="west_suffolk", futures=2),
    row("prospect_left", 0.1, area="west_suffolk", futures=2),
    row("further_wait_p10", 400.0, need="asd"), row("prospect_left", 0.3, need="asd"),
    row("further_wait_p50", 900.0, need="asd", futures=FUTURES // 2),
    row("further_wait_p10", 60.0, need="asd", band="52 weeks"),
    row("further_wait_p50", 780.0, need="asd", band="52 weeks"),
    row("prospect_left", 0.3, need="asd", band="52 weeks"),
])  # fmt: skip


@pytest.fixture(scope="module")
def suffolk():
    return load("suffolk").scenario


@pytest.fixture(scope="module")
def told(suffolk):
    return Leaflet(SUMMARY, suffolk, FUTURES)


def words_of(paper):
    return " ".join(sentence for part in paper.body for sentence in part.sentences)


def test_a_child_referred_today_is_told_by_when_half_and_nine_in_ten_are_seen(told):
    first = next(told.today())
    assert first == (
        "For mental health (CAMHS): Half of the children are seen within 7 weeks. "
        "9 in 10 are seen within 10 weeks."
    )
    assert in_short(told.of("camhs")) == "2 days to 10 weeks"


def test_a_wait_that_most_futures_do_not_see_the_end_of_is_more_than_they_see(told):
    autism = list(told.today())[1]
    assert "Half of the children wait more than 2 and a half years." in autism
    assert "900" not in autism


def test_a_longer_share_is_never_told_as_a_shorter_wait(suffolk):
    seen_late = pd.DataFrame([
        row("further_wait_p10", 1020.0), row("further_wait_p50", 1060.0), row("prospect_left", 0.2)
    ])  # fmt: skip
    (prospect,) = prospects(seen_late, suffolk, FUTURES)
    assert not prospect.most.reached
    assert prospect.most.days == prospect.half.days == 1060.0


def test_a_child_who_has_waited_is_told_from_now_on(told):
    table = told.table("asd").table
    waited = table[table["So far"] == "Has waited 1 year"].iloc[0]
    assert waited["Half are seen within"].startswith("2 years")
    assert waited["9 in 10 are seen within"] == "more than 3 years"


def test_each_area_is_told_apart_and_nothing_is_said_of_too_few(told):
    table = told.table("camhs").table
    assert table["Area"].tolist() == ["All areas", "Waveney"]
    assert table["Half are seen within"].tolist()[1].startswith("4 weeks")


def test_the_page_promises_nothing_and_says_what_to_do_now(told):
    paper = paper_of(told, "Illustrative.")
    assert "not a promise" in paper.caveat
    assert "not a forecast" not in html(paper)  # it calls itself one
    assert "111" in words_of(paper)
    assert "about 2 in 10 leave the list and are not seen here" in words_of(paper)
    assert ("From the makers of the forecast", "Illustrative.") in paper.facts


def test_a_twelve_year_old_can_read_it(told):
    paper = paper_of(told, "")
    assert reading_age(f"{paper.caveat} {words_of(paper)} {paper.foot}") <= 12.0


def test_the_formula_tells_easy_from_hard():
    easy = "The cat sat on the mat. It was a warm day."
    hard = "Capacity utilisation notwithstanding, probabilistic projections necessitate caution."
    assert reading_age(easy) < 8
    assert reading_age(hard) > 18


@pytest.mark.parametrize(
    "days, said, floor",
    [(0.4, "1 day", "1 day"), (13.6, "2 weeks", "13 days"), (70, "10 weeks", "10 weeks"),
     (182, "6 months", "5 months"), (365.3, "1 year", "1 year"), (728, "2 years", "23 months"),
     (1005, "3 years", "2 and a half years")],
)  # fmt: skip
def test_times_are_said_as_people_say_them(days, said, floor):
    assert (spell(days), at_least(days)) == (said, floor)


def test_the_page_stands_alone_and_has_no_annex(told):
    page = html(paper_of(told, ""))
    assert "Annex" not in page
    assert "<script" not in page


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "clinic"
    project("single_clinic", replications=3, workers=1, out=out)
    return out


def test_the_command_writes_it_beside_the_board_paper(folder):
    done = pathways("report", folder, "--for", "families")
    assert "families.html" in done.stdout
    page = (folder / "families.html").read_text("utf-8")
    assert "Half of the children are seen within" in page
