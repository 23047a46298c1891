"""The page of rules cannot rot: every piece of code and every test it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "rules.md").read_text("utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
RULES = [
    line.strip("|").split(" | ") for line in PAGE.splitlines() if "`" in line and line[0] == "|"
]


@cache
def names_in(path: Path) -> set[str]:
    """Functions, classes and settings of a file."""
    if not path.is_file():
        return set()
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    return {node.name for node in found if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def gone(named: list[tuple[str, str]], folder: Path) -> list[str]:
    """Those of some names that are not where the page says."""
    return [f"{file}::{name}" for file, name in named if name not in names_in(folder / file)]


@pytest.mark.parametrize(("column", "folder"), [(1, ROOT), (2, ROOT / "tests")],
                         ids=["code", "tests"])  # fmt: skip
def test_what_the_page_names_is_there(column, folder):
    assert len(RULES) > 90
    for rule in RULES:
        named = NAMED.findall(rule[column])
        assert named, f"nothing is named for: {rule[0]}"
        assert not gone(named, folder), rule[0]


def test_a_name_that_is_gone_is_found():
    assert gone([("test_every_rule_has_its_test.py", "test_that_is_not")], ROOT / "tests")
    assert gone([("test_no_such_file.py", "test_that_is_not")], ROOT / "tests")
    assert not gone([("sim/streams.py", "Streams")], ROOT)
