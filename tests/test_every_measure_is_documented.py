"""docs/measures.md names every measure that the program stores, with its unit, and no other."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sim.measures.measure import measured
from sim.measures.table import SCHEMA
from sim.pathway.blueprint import blueprint_of
from sim.pathway.codes import TRACE_WORDS
from sim.pathway.simulate import simulate
from sim.runs.summary import COLUMNS
from sim.runs.trace import events_table
from sim.settings import load

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"^\| `(\w+)` \| ([\w-]+) \| ", re.MULTILINE)
NEVER_TRACED = {"referral", "closed"}
ADDERS = {"_add", "_add_counts", "_gap", "_standing", "by_need_and", "add_counts", "add_statistics"}
"""Functions of sim/measures that are given the name of a measure and add its rows."""


@cache
def page() -> str:
    return (ROOT / "docs" / "measures.md").read_text("utf-8")


@cache
def documented() -> dict[str, str]:
    """Measure to unit, as the page says."""
    return dict(ROW.findall(page()))


@pytest.fixture(scope="module")
def history():
    scenario = load("single_clinic").scenario
    return simulate(blueprint_of(scenario), seed=1, replication=0, trace=True)


def test_every_measure_of_a_run_is_on_the_page_with_its_unit(history):
    rows = measured(history).select(["measure", "unit"]).to_pandas().drop_duplicates()
    found = dict(zip(rows["measure"], rows["unit"], strict=True))
    assert {name: documented().get(name) for name in found} == found


def calls() -> Iterator[tuple[ast.Call, str]]:
    """(call, where) of every call in sim/measures."""
    for path in sorted((ROOT / "sim" / "measures").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield node, f"{path.name}:{node.lineno}"


def names_in_source() -> list[tuple[str, str]]:
    """(pattern of a measure, where) of every call that adds rows."""
    return [(name, where) for call, where in calls() if (name := measure_of(call)) is not None]


def measure_of(call: ast.Call) -> str | None:
    """The measure given to a call that adds rows, as a pattern; None when it is not text."""
    if isinstance(call.func, ast.Attribute):
        adds = call.func.attr == "add" and getattr(call.func.value, "id", "") == "table"
        if adds:
            return pattern(call.args[0])
        return pattern(call.args[1]) if call.func.attr in ADDERS else None
    if getattr(call.func, "id", "") in ADDERS:
        return next((text for argument in call.args if (text := pattern(argument))), None)
    return None


def pattern(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+"
            for part in node.values
        )
    return None


def test_every_measure_named_in_the_source_is_on_the_page():
    named = names_in_source()
    assert len(named) > 25
    missing = [
        f"{where}: {name}"
        for name, where in named
        if not any(re.fullmatch(name + r"(_\w+)?", known) for known in documented())
    ]
    assert not missing


def test_units_named_in_the_source_are_those_on_the_page():
    wrong = [
        (where, known, unit)
        for call, where in calls()
        if (name := measure_of(call)) and (unit := unit_of(call)) and name != r"\w+_\w+"
        for known in documented()
        if re.fullmatch(name, known) and documented()[known] != unit
    ]
    assert not wrong


def unit_of(call: ast.Call) -> str | None:
    """The unit given with a measure, when both are written out."""
    if getattr(call.func, "attr", "") != "add" or len(call.args) < 2:
        return None
    return getattr(call.args[1], "value", None)


def test_the_page_describes_nothing_that_the_source_cannot_store():
    patterns = [name for name, _ in names_in_source() if name != r"\w+_\w+"]
    stale = [
        known
        for known in documented()
        if not any(re.fullmatch(name + r"(_(mean|p50|p90|p95))?", known) for name in patterns)
    ]
    assert not stale


def described(heading: str) -> set[str]:
    """Names in the first column of the tables under a heading."""
    section = page().split(f"\n{heading}\n")[1].split("\n## ")[0]
    firsts = re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
    return {name for first in firsts for name in re.findall(r"`(\w+)`", first)}


def test_every_column_is_described_in_the_table_of_its_file(history):
    events = set(events_table(history, "baseline").column_names)
    assert described("## Columns of measures.parquet") >= {*SCHEMA.names}
    assert described("## Columns of events.parquet") >= events
    assert not [name for name in COLUMNS if f"`{name}`" not in page()]


def test_every_word_of_the_event_log_is_on_the_page():
    assert not [w for w in TRACE_WORDS if f"`{w}`" not in page() and w not in NEVER_TRACED]


def test_every_file_that_a_run_is_read_from_is_on_the_page():
    source = (ROOT / "sim" / "runs" / "folder.py").read_text("utf-8")
    files = set(re.findall(r'"([\w.]+\.(?:parquet|csv|json))"', source))
    assert files and not [file for file in files if f"`{file}`" not in page()]


def test_every_key_of_the_manifest_is_on_the_page():
    tree = ast.parse((ROOT / "sim" / "runs" / "folder.py").read_text("utf-8"))
    made = next(n for n in ast.walk(tree) if getattr(n, "name", "") == "_manifest")
    begun = next(n for n in ast.walk(made) if isinstance(n, ast.Dict))
    sums = [n for n in ast.walk(tree) if isinstance(n, ast.AugAssign)]
    added = [n.value for n in sums if getattr(n.target, "id", "") == "manifest"]
    keys = [key.value for one in (begun, *added) for key in one.keys]
    assert len(added) == 1
    assert not [key for key in keys if key not in described("## The run folder")]
