"""Drawings of pathways: nothing crosses words, everything is said, and every reader is served."""

import re
import subprocess
import sys
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest

from scenarios.diagram import mermaid, svg
from scenarios.diagram.layout import laid_out
from scenarios.diagram.marks import EDGES, HEADS, PAPER, STROKES
from scenarios.diagram.measure import LABEL, LABEL_LINE, TEXT, measured, width_of, wrapped
from scenarios.diagram.picture import ARROWS, KINDS, Arrow, Box, Picture, picture_of
from sim.settings import from_values, library_names, load

SHIPPED = [(name, pathway) for name in library_names() for pathway in load(name).scenario.pathways]


def tangle() -> Picture:
    """More arrows than any pathway has: forward past layers, back, to itself, and re-graded."""
    boxes = [
        Box(f"b{k}", "clinic_day", f"Step {k}", ("A line of words",) * (k % 5)) for k in range(9)
    ]
    ways = [Arrow(f"b{a}", f"b{b}", "outcome", f"{a} to {b} with many words")
            for a, b in combinations(range(9), 2) if (a * b) % 3 != 1]  # fmt: skip
    back = [Arrow("b6", "b2", "outcome", "again"), Arrow("b5", "b5", "outcome", "itself")]
    risen = [
        Arrow(f"b{k}", to, "escalation", "re-graded") for k in (2, 3, 5, 8) for to in ("b1", "b4")
    ]
    return Picture("tangle", "Tangle", "", tuple(boxes), (*ways, *back, *risen), ("b0",))


def drawn_by_lot(seed: int) -> Picture:
    """Boxes and arrows by lot, each with words by lot."""
    lot = np.random.default_rng(seed)
    number = int(lot.integers(1, 11))
    boxes = [
        Box(f"b{k}", str(lot.choice(KINDS)), "Step" + " and step" * int(lot.integers(0, 6)),
            ("A line of words",) * int(lot.integers(0, 6)), ("An end",) * int(lot.integers(0, 3)),
            str(lot.choice(["", "adds"])))
        for k in range(number)
    ]  # fmt: skip
    labels = ["", "5%", "10% go on somewhere far"]
    arrows = [
        Arrow(f"b{lot.integers(number)}", f"b{lot.integers(number)}", str(lot.choice(ARROWS)),
              str(lot.choice(labels)))
        for _ in range(int(lot.integers(0, 2 * number + 1)))
    ]  # fmt: skip
    return Picture("lot", "Lot", "", tuple(boxes), tuple(dict.fromkeys(arrows)), ("b0",))


@pytest.fixture(params=[*SHIPPED, "tangle", *range(12)], ids=str)
def drawn(request):
    if isinstance(request.param, tuple):
        name, pathway = request.param
        picture = picture_of(load(name).scenario, pathway)
    else:
        picture = tangle() if request.param == "tangle" else drawn_by_lot(request.param)
    return laid_out(picture, measured(picture))


def rectangles_of_words(layout):
    for line in layout.lines:
        if line.label:
            x, y = line.label_at
            widest = max(width_of(text, LABEL) for text in line.label)
            yield x, y - LABEL, x + widest, y + LABEL_LINE * (len(line.label) - 1) + 3


def rectangles_of_boxes(layout):
    return [(p.x, p.y, p.x + p.width, p.y + p.height) for p in layout.boxes]


def stretches(layout):
    for line in layout.lines:
        for (ax, ay), (bx, by) in zip(line.points, line.points[1:], strict=False):
            yield line, (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def overlap(a, b, touch=0.5):
    return (
        a[0] < b[2] - touch and b[0] < a[2] - touch and a[1] < b[3] - touch and b[1] < a[3] - touch
    )


def crosses(stretch, rectangle):
    """A stretch has no width, so it is given one."""
    x0, y0, x1, y1 = stretch
    return overlap((x0 - 1, y0 - 1, x1 + 1, y1 + 1), rectangle, touch=1.5)


def test_no_box_stands_on_another(drawn):
    assert not [pair for pair in combinations(rectangles_of_boxes(drawn), 2) if overlap(*pair)]


def test_no_words_stand_on_other_words_or_boxes(drawn):
    words = list(rectangles_of_words(drawn))
    assert not [pair for pair in combinations(words, 2) if overlap(*pair)]
    boxes = rectangles_of_boxes(drawn)
    assert not [(w, b) for w in words for b in boxes if overlap(w, b)]


def test_no_arrow_crosses_words_or_boxes(drawn):
    solid = [*rectangles_of_words(drawn), *rectangles_of_boxes(drawn)]
    assert not [(s, r) for _, s in stretches(drawn) for r in solid if crosses(s, r)]


def test_arrows_run_level_or_upright_and_stay_on_the_sheet(drawn):
    for _, (x0, y0, x1, y1) in stretches(drawn):
        assert abs(x0 - x1) < 0.6 or abs(y0 - y1) < 0.01
        assert 0 <= x0 <= x1 <= drawn.width and 0 <= y0 <= y1 <= drawn.height


def test_no_arrow_runs_along_another(drawn):
    shared = []
    for (one, a), (other, b) in combinations(stretches(drawn), 2):
        same_bus = one.arrow.kind == other.arrow.kind == "escalation"
        if one is other or same_bus and one.arrow.end == other.arrow.end:
            continue
        upright = a[0] == a[2] and b[0] == b[2] and abs(a[0] - b[0]) < 2
        level = a[1] == a[3] and b[1] == b[3] and abs(a[1] - b[1]) < 2
        if upright and min(a[3], b[3]) - max(a[1], b[1]) > 2:
            shared.append((one.arrow, other.arrow))
        if level and min(a[2], b[2]) - max(a[0], b[0]) > 2:
            shared.append((one.arrow, other.arrow))
    assert not shared


def test_words_fit_their_boxes(drawn):
    for place in drawn.boxes:
        for text in (*place.box.body, *(line for end in place.box.ends for line in end)):
            assert width_of(text, TEXT) <= place.width - 18


def test_every_arrow_reaches_its_box_or_joins_one_that_does(drawn):
    boxes = {place.key: place for place in drawn.boxes}
    for line in drawn.lines:
        x, y = line.points[-1]
        end = boxes[line.arrow.end]
        assert line.joins or (y == end.y and end.x <= x <= end.x + end.width)
    for line in (line for line in drawn.lines if line.joins):
        x, y = line.points[-1]
        bus = [
            s for one, s in stretches(drawn) if one.arrow.end == line.arrow.end and not one.joins
        ]
        assert any(s[0] == s[2] == x and s[1] - 0.01 <= y <= s[3] + 0.01 for s in bus)


@pytest.mark.parametrize(("name", "pathway"), SHIPPED)
def test_every_stage_outcome_and_exit_is_in_both_forms(name, pathway):
    scenario = load(name).scenario
    picture = picture_of(scenario, pathway)
    assert set(scenario.pathways[pathway].stages) <= {box.key for box in picture.boxes}
    chart, words = mermaid(scenario, pathway), spoken(svg(scenario, pathway))
    for box in picture.boxes:
        for text in (box.title, *box.lines, *box.ends):
            assert text in words and text.replace('"', "#quot;") in chart
    for arrow in picture.arrows:
        assert arrow.label in words and arrow.label in chart


def spoken(picture):
    """The words for those who cannot see the drawing."""
    tree = ElementTree.fromstring(picture)
    return tree.find("{http://www.w3.org/2000/svg}desc").text


def test_the_picture_has_a_role_a_title_and_a_description():
    tree = ElementTree.fromstring(svg(load("suffolk").scenario, "asd"))
    assert tree.get("role") == "img"
    named = tree.get("aria-labelledby").split()
    children = {child.get("id"): child for child in tree}
    assert [children[key].tag.rpartition("}")[2] for key in named] == ["title", "desc"]
    assert "Autism" in children[named[0]].text


@pytest.mark.parametrize("name", library_names())
def test_the_picture_stands_alone(name):
    text = svg(load(name).scenario)
    assert not re.findall(
        r"https?://(?!www\.w3\.org)|@import|<script|<image|href=|url\((?!#)", text
    )
    identities = re.findall(r' id="([^"]+)"', text)
    assert len(identities) == len(set(identities))
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(identities)
    assert set(re.findall(r'font-family="([^"]+)"', text)) == {"Arial, sans-serif"}


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_words_and_lines_stand_out_from_what_is_behind_them():
    assert all(contrast(*pair) >= 4.5 for pair in HEADS.values())
    lines = [*EDGES.values(), *(colour for colour, _ in STROKES.values())]
    assert all(contrast(colour, PAPER) >= 3 for colour in lines)


def test_arrows_differ_by_more_than_colour():
    assert len({dashes for _, dashes in STROKES.values()}) == len(STROKES)


def test_the_same_scenario_gives_the_same_bytes_in_another_process():
    code = (
        "from sim.settings import load; from scenarios.diagram import svg, mermaid;"
        "s = load('suffolk').scenario; print(hash_of(svg(s) + mermaid(s)))"
    )
    code = "import zlib\nhash_of = lambda t: zlib.crc32(t.encode())\n" + code
    command = [sys.executable, "-c", code]
    first, second = (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in "ab"
    )
    assert first == second


def test_a_crisis_service_is_drawn_with_where_it_goes_when_closed():
    picture = picture_of(load("suffolk").scenario, "camhs")
    closed = {(a.start, a.end) for a in picture.arrows if a.kind == "when_closed"}
    assert closed == {("crisis_response", "crisis_line"), ("crisis_line", "hospital_liaison")}


def test_re_grading_is_drawn_from_every_stage_where_it_acts():
    picture = picture_of(load("suffolk").scenario, "camhs")
    risen = {(a.start, a.end) for a in picture.arrows if a.kind == "escalation"}
    assert ("choice", "urgent_assessment") in risen
    assert ("partnership", "crisis_presentation") in risen


def test_nice_marks_are_shown():
    text = svg(load("suffolk").scenario, "asd")
    assert "NICE: follows" in text and "NICE: adds" in text


def test_odd_names_are_shown_as_they_stand():
    values = {**load("single_clinic").values}
    treatment = {**values["stages"]["treatment"], "label": 'Therapy <"A" & #B>'}
    values["stages"] = {**values["stages"], "treatment": treatment}
    scenario = from_values(values)
    assert 'Therapy <"A" & #B>' in spoken(svg(scenario))
    assert "Therapy #lt;#quot;A#quot; & #35;B#gt;" in mermaid(scenario)


def test_long_words_are_wrapped_at_spaces_only():
    assert wrapped("one two three", 60, 13) == ["one two", "three"]
    assert wrapped("Donaudampfschifffahrtsgesellschaft", 20, 13) == [
        "Donaudampfschifffahrtsgesellschaft"
    ]


def test_a_stage_says_who_works_there_how_long_how_often_and_who_is_lost():
    picture = picture_of(load("suffolk").scenario, "camhs")
    partnership = next(box for box in picture.boxes if box.key == "partnership")
    assert partnership.lines == (
        "clinician 105 min",
        "7.5 contacts on average, 10.5 days apart",
        "12% missed, 3.7% cancelled by the service",
        "Discharged after 3 missed in a row",
        "30% drop out before the last contact",
        "By: CAMHS, Ipswich and East Suffolk; CAMHS, West Suffolk; CAMHS, Waveney (Norfolk and "
        "Waveney pathway)",
    )
    assert partnership.ends == ("87% completed: helped",)


def test_a_stage_that_the_pathway_does_not_list_is_drawn_if_children_reach_it():
    values = {**load("single_clinic").values}
    values["pathways"] = {"camhs": {**values["pathways"]["camhs"], "stages": ["choice"]}}
    picture = picture_of(from_values(values), "camhs")
    assert "treatment" in {box.key for box in picture.boxes}
