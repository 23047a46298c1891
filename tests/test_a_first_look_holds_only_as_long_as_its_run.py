"""What a link shows at once is that of its run as it stands, and never of another link."""

import os
from pathlib import Path

import pytest

from views.first_look import shelf
from views.first_look.fetched import with_fetched
from views.first_look.keeping import held_by
from views.first_look.link import Link
from views.first_look.looks import LOOKS, MOST, Looks
from views.first_look.serving import FirstLook
from views.first_look.shelf import Shelf
from views.store.runs import stamp

PAGE = b"<html><body><noscript></noscript><div id=root></div></body></html>"
LOOK = "<p>1,161 children wait</p>"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run whose board has a first look; returns its folder."""
    monkeypatch.setenv("PATHWAYS_RUNS", str(tmp_path))
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
    LOOKS.keep(Link.to("board", {"run": "here"}), stamp("here"), LOOK)
    return tmp_path / "here"


async def streamlit(scope, receive, send):
    """Answer as Streamlit does: the same page everywhere, in two parts, or that it is known."""
    if scope["headers"]:
        await send({"type": "http.response.start", "status": 304, "headers": []})
        await send({"type": "http.response.body"})
        return
    told = [(b"content-type", b"text/html"), (b"content-length", str(len(PAGE)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": told})
    await send({"type": "http.response.body", "body": PAGE[:20], "more_body": True})
    await send({"type": "http.response.body", "body": PAGE[20:]})


def answer(path: str, query: str) -> tuple[str, dict[str, str]]:
    """Return page and headers of an answer."""
    sent = []
    had_before = [(b"if-none-match", b"old")]

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(),
             "headers": had_before}  # fmt: skip
    with pytest.raises(StopIteration):  # nothing waits, so no loop is needed to run it to its end
        FirstLook(streamlit)(scope, None, send).send(None)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return b"".join(one.get("body", b"") for one in sent).decode(), headers


def test_a_link_known_comes_with_its_look_and_is_not_kept_by_the_browser(run):
    page, headers = answer("/board", "run=here")
    assert LOOK in page
    assert page.index("id=root") < page.index(LOOK)
    assert headers["content-length"] == str(len(page.encode()))
    assert headers["cache-control"] == "no-store"


def test_a_look_is_for_the_eye_alone_and_nothing_in_it_can_be_reached(run):
    page, _ = answer("/board", "run=here")
    assert '<div id="first-look" aria-hidden="true" inert>' in page


@pytest.mark.parametrize(
    ("path", "query"),
    [("/board", ""), ("/board", "run=there"), ("/board", "run=here&screen=Options"),
     ("/board", "run=here&embed=true"), ("/compare", "run=here")],
)  # fmt: skip
def test_another_link_is_answered_without_it(run, path, query):
    page, headers = answer(path, query)
    assert page.encode() == PAGE
    assert headers["content-length"] == str(len(PAGE))


def test_a_browser_that_has_the_page_from_before_is_sent_it_anew(run):
    assert answer("/board", "run=there")[0]


def test_the_page_below_another_address_has_the_look_too(run):
    assert LOOK in answer("/waits/board", "run=here")[0]


@pytest.mark.parametrize("written", ["manifest.json", "observed.parquet"])
def test_when_a_run_or_what_stands_beside_it_is_made_anew_its_look_is_given_out_no_more(
    run, written
):
    (run / written).write_text("new")
    os.utime(run / written, (2e9, 2e9))
    assert LOOK not in answer("/board", "run=here")[0]


def test_another_run_made_anew_leaves_it_as_it_is(run):
    (run.parent / "there" / "manifest.json").write_text("new")
    os.utime(run.parent / "there" / "manifest.json", (2e9, 2e9))
    assert LOOK in answer("/board", "run=here")[0]


def test_a_deleted_run_has_no_look(run):
    (run / "manifest.json").unlink()
    assert LOOK not in answer("/board", "run=here")[0]


def test_those_not_asked_for_longest_are_forgotten():
    looks = Looks()
    links = [Link.to("board", {"run": str(number)}) for number in range(MOST + 1)]
    for number, link in enumerate(links):
        looks.keep(link, 0, LOOK)
        assert looks.of(links[0], 0) == LOOK, number
    assert looks.of(links[1], 0) == ""


def test_looks_are_known_again_after_a_restart_to_the_same_program_alone(tmp_path, monkeypatch):
    """The first reader after a restart waited for a chart that had been drawn the day before."""
    link, holds = Link.to("board", {"run": "here"}), (("here", 1), ("there", 2))
    before = Looks()
    before.take_up(Shelf(tmp_path), lambda _: holds)
    before.keep(link, holds, LOOK)
    after = Looks()
    after.take_up(Shelf(tmp_path), lambda _: holds)
    assert after.of(link, holds) == LOOK
    assert after.of(link, (("here", 3), ("there", 2))) == ""
    gone = Looks()
    gone.take_up(Shelf(tmp_path), lambda _: ())
    assert not list(tmp_path.iterdir())
    after.keep(link, holds, LOOK)
    monkeypatch.setattr(shelf, "_program", lambda: "another")
    other = Looks()
    other.take_up(Shelf(tmp_path), lambda _: holds)
    assert other.of(link, holds) == ""
    assert not list(tmp_path.iterdir())


def test_a_shelf_that_is_damaged_or_cannot_be_written_costs_nothing(tmp_path):
    (tmp_path / "x.json").write_text("[")
    assert not list(Shelf(tmp_path).looks())
    place = tmp_path / "a_file"
    place.write_text("")
    looks = Looks()
    looks.take_up(Shelf(place), held_by)
    looks.keep(Link.to("board", {}), (), LOOK)
    assert looks.of(Link.to("board", {}), ()) == LOOK


def test_a_shelf_from_which_nothing_can_be_taken_away_does_not_keep_the_page_from_starting(
    tmp_path, monkeypatch
):
    Shelf(tmp_path).keep(Link.to("board", {}), 1, LOOK)
    (tmp_path / "x.json").write_text("[")

    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    looks = Looks()
    looks.take_up(Shelf(tmp_path), lambda _: 2)
    assert looks.of(Link.to("board", {}), 1) == ""


def test_looks_asked_for_longest_ago_leave_the_shelf_too(tmp_path):
    looks = Looks()
    looks.take_up(Shelf(tmp_path), held_by)
    for number in range(MOST + 3):
        looks.keep(Link.to("board", {"run": str(number)}), (), LOOK)
    assert len(list(tmp_path.iterdir())) == MOST


def test_the_page_s_own_address_has_a_look_whatever_runs_there_are(run):
    LOOKS.keep(Link.to("", {}), stamp(""), LOOK)
    assert LOOK in answer("/", "")[0]


def test_the_grid_s_editor_is_fetched_before_the_first_key_is_typed():
    """What was typed into the first cell while its editor was fetched was lost."""
    page = with_fetched("<html><head><title>Pathways</title></head><body></body></html>")
    assert page.count('<link rel="modulepreload" href="./static/js/') == 2
    assert "number-overlay-editor." in page.partition("</head>")[0]
    assert with_fetched("no page") == "no page"
