"""Every number of the shipped Suffolk scenarios says where it comes from, in the same folder.

A number is what the TOML states, so defaults of the program are not asked for.
"""

import re
from collections.abc import Iterator

import pytest

from sim.settings import Scenario, load

SHIPPED = ["suffolk", "suffolk_2019"]
KEY = re.compile(r"\b[A-Z]\d+\b")  # S34, W2
NOT_SETTINGS = {"evidence", "sources"}


@pytest.fixture(scope="module", params=SHIPPED)
def loaded(request):
    return load(request.param)


def numbers(values: dict, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Paths of every leaf that is, or holds, a number; a list is one leaf."""
    for name, value in values.items():
        path = (*above, name)
        if isinstance(value, dict):
            yield from numbers(value, path)
        elif holds_a_number(value):
            yield ".".join(path)


def holds_a_number(value) -> bool:
    if isinstance(value, dict):
        return any(holds_a_number(item) for item in value.values())
    if isinstance(value, list):
        return any(holds_a_number(item) for item in value)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def covers(pattern: str, path: str) -> bool:
    """A star stands for any one name."""
    parts, names = pattern.split("."), path.split(".")
    return len(parts) == len(names) and all(
        part in ("*", name) for part, name in zip(parts, names, strict=True)
    )


def entries_for(scenario: Scenario, path: str) -> list:
    return [
        entry for entry in scenario.evidence if any(covers(glob, path) for glob in entry.settings)
    ]


def stated(loaded) -> list[str]:
    return list(numbers({k: v for k, v in loaded.values.items() if k not in NOT_SETTINGS}))


def test_every_number_is_covered_by_an_evidence_entry(loaded):
    bare = [path for path in stated(loaded) if not entries_for(loaded.scenario, path)]
    assert not bare, "\n".join([f"{len(bare)} numbers without a source:", *bare])


def test_no_number_has_two_stories(loaded):
    twice = [path for path in stated(loaded) if len(entries_for(loaded.scenario, path)) > 1]
    assert not twice, "\n".join(["numbers with more than one evidence entry:", *twice])


def test_every_source_key_is_explained(loaded):
    used = {
        key
        for entry in loaded.scenario.evidence
        for text in (entry.source, entry.note)
        for key in KEY.findall(text)
    }
    unknown = sorted(used - set(loaded.scenario.sources))
    assert not unknown, f"source keys that [sources] does not explain: {unknown}"


def test_an_entry_names_a_source_or_admits_to_none(loaded):
    silent = [
        entry.settings[0]
        for entry in loaded.scenario.evidence
        if not KEY.search(entry.source) and entry.confidence != "assumption"
    ]
    assert not silent, f"neither a source key nor confidence = assumption: {silent}"


def test_a_number_without_a_source_is_found():
    paths = list(numbers({"teams": {"a": {"wte": 2, "open": True, "label": "x", "days": [1, 2]}}}))
    assert paths == ["teams.a.wte", "teams.a.days"]
    assert covers("teams.*.wte", "teams.a.wte")
    assert not covers("teams.*", "teams.a.wte")
