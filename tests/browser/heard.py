"""A view as a screen reader is told of it: the browser's accessibility tree, read in order.

No screen reader is run. What is looked for is what would stop one, or make it say a thing twice.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

CONTROLS = {"button", "link", "combobox", "radio", "radiogroup", "slider", "spinbutton", "textbox",
            "checkbox", "switch", "tab", "DisclosureTriangle", "option"}  # fmt: skip
SPOKEN = {"graphics-symbol", "graphics-object", "StaticText"}
"""Parts of a chart that have words of their own."""
LANDMARKS = ("banner", "navigation", "main")
LONG = 80
"""Letters of a sentence that nobody should have to hear twice."""


@dataclass
class Node:
    """What is said of one element."""

    role: str
    name: str
    level: int
    inside: list["Node"] = field(default_factory=list)

    def all(self) -> Iterator["Node"]:
        """Yield it and everything inside it, in the order of reading."""
        yield self
        for one in self.inside:
            yield from one.all()


def heard(page: Page) -> Node:
    """Return the tree of a page without what is hidden from a screen reader."""
    session = page.context.new_cdp_session(page)
    given = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {one["nodeId"]: one for one in given}
    top = Node("", "", 0)
    top.inside = [told for one in given if not one.get("parentId") for told in _told(one, by_id)]
    return top


def _told(one: dict[str, Any], by_id: dict[str, Any]) -> list[Node]:
    inside = [node for child in one.get("childIds", ()) if child in by_id
              for node in _told(by_id[child], by_id)]  # fmt: skip
    if one.get("ignored"):
        return inside
    level = next(
        (p["value"]["value"] for p in one.get("properties", ()) if p["name"] == "level"), 0
    )
    role, name = (one.get(word, {}).get("value") or "" for word in ("role", "name"))
    return [Node(role, name, level, inside)]


def faults(page: Page) -> list[str]:
    """Return everything that would make a view hard to hear."""
    nodes = list(heard(page).all())
    return [*_headings(nodes), *_places(nodes), *_names(nodes), *_charts(nodes), *_tables(nodes)]


def _headings(nodes: list[Node]) -> Iterator[str]:
    levels = [one.level for one in nodes if one.role == "heading"]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"a view has one heading of level 1, and first: {levels}"
    for before, after in zip(levels, levels[1:], strict=False):
        if after > before + 1:
            yield f"headings jump from level {before} to {after}"
    yield from (f"a heading is empty: {one}" for one in nodes
                if one.role == "heading" and not one.name)  # fmt: skip


def _places(nodes: list[Node]) -> Iterator[str]:
    for landmark in LANDMARKS:
        if sum(one.role == landmark for one in nodes) != 1:
            yield f"there is not one {landmark}"
    yield from (f"a region has no name: {one}" for one in nodes
                if one.role == "region" and not one.name)  # fmt: skip


def _names(nodes: list[Node]) -> Iterator[str]:
    controls = [one for one in nodes if one.role in CONTROLS]
    yield from (f"a {one.role} has no name" for one in controls if not one.name.strip())
    said = Counter(
        one.name for one in nodes if one.role in CONTROLS | {"graphics-document", "image"}
    )
    yield from (f"said {number} times: {name}" for name, number in said.items()
                if number > 1 and len(name) > LONG)  # fmt: skip
    words = [one.name for one in nodes if one.role == "graphics-document"]
    yield from (f"a control repeats the words of a chart: {one.name}" for one in controls
                if any(chart in one.name for chart in words))  # fmt: skip


def _charts(nodes: list[Node]) -> Iterator[str]:
    for chart in (one for one in nodes if one.role == "graphics-document"):
        if len(chart.name) < LONG:
            yield f"a chart is not told in words: {chart.name}"
        if any(one.role in SPOKEN and one.name for one in chart.all()):
            yield f"a chart is read mark by mark: {chart.name}"


def _tables(nodes: list[Node]) -> Iterator[str]:
    for table in (one for one in nodes if one.role == "table"):
        heads = [one.name for one in table.all() if one.role in ("columnheader", "rowheader")]
        if not heads or not all(heads):
            yield f"a table has a head without a name: {heads[:4]}"
