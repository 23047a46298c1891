"""Every number of the shipped Suffolk scenarios says where it comes from, beside the number.

A number is what the TOML states, so defaults of the program are not asked for. A scenario that
extends another inherits its evidence; the last entry that covers a number is its story, and a
number that the scenario states itself needs a story of its own.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from calibration.targets import FILE as TARGETS
from calibration.targets import read_targets, scenarios_with_targets
from scenarios.commands.fit import SHIPPED as FIT
from sim.settings import Scenario, load

SHIPPED = ["suffolk", "suffolk_2019", "devon_booking"]
KEY = re.compile(r"\b[A-Z]\d+\b")  # S34, W2
NOT_SETTINGS = {"evidence", "sources"}


@pytest.fixture(scope="module", params=SHIPPED)
def loaded(request):
    return load(request.param)


def leaves(values: dict, above: tuple[str, ...] = ()) -> dict:
    """Path to value of everything that is not a table; a list is one leaf."""
    found = {}
    for name, value in values.items():
        path = (*above, name)
        found |= leaves(value, path) if isinstance(value, dict) else {".".join(path): value}
    return found


def numbers(values: dict) -> Iterator[str]:
    """Paths of every leaf that is, or holds, a number."""
    return (path for path, value in leaves(values).items() if holds_a_number(value))


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


def story(scenario: Scenario, path: str):
    """The last entry that covers a number, or None."""
    entries = [e for e in scenario.evidence if any(covers(glob, path) for glob in e.settings)]
    return entries[-1] if entries else None


def stated(values: dict) -> list[str]:
    return list(numbers({k: v for k, v in values.items() if k not in NOT_SETTINGS}))


def topic_files(folder: Path) -> dict[str, dict]:
    """Every file of settings in a scenario's own folder: not its options, targets or fit.

    A fit file's priors each have a source of their own, without which it cannot be read.
    """
    paths = (path for path in folder.glob("*.toml") if path.name not in (TARGETS, FIT))
    return {path.name: tomllib.loads(path.read_text("utf-8")) for path in paths}


def test_every_number_is_covered_by_an_evidence_entry(loaded):
    bare = [path for path in stated(loaded.values) if story(loaded.scenario, path) is None]
    assert not bare, "\n".join([f"{len(bare)} numbers without a source:", *bare])


def test_a_number_stated_here_has_its_story_here_and_only_one(loaded):
    files = topic_files(loaded.folder).values()
    globs = [(k, glob) for k, e in enumerate(all_evidence(files)) for glob in e["settings"]]
    wrong = []
    for path in (path for values in files for path in stated(values)):
        entries = {k for k, glob in globs if covers(glob, path)}
        if len(entries) != 1:
            wrong.append(f"{path}: {len(entries)} entries")
    assert not wrong, "\n".join(["numbers without exactly one entry in their own folder:", *wrong])


def test_evidence_stands_in_a_file_that_states_one_of_its_settings(loaded):
    astray = [
        f"{name}: {entry['settings'][0]}"
        for name, values in topic_files(loaded.folder).items()
        for entry in values.get("evidence", ())
        if not any(covers(glob, path) for glob in entry["settings"] for path in leaves(values))
    ]
    assert not astray, "\n".join(["evidence away from its numbers:", *astray])


def test_no_evidence_is_about_a_setting_that_is_not_there(loaded):
    paths = list(leaves(loaded.values))
    stale = [
        glob
        for entry in all_evidence(topic_files(loaded.folder).values())
        for glob in entry["settings"]
        if not any(covers(glob, path) for path in paths)
    ]
    assert not stale, "\n".join(["evidence about nothing:", *stale])


def all_evidence(files) -> list[dict]:
    return [entry for values in files for entry in values.get("evidence", ())]


def test_every_source_key_is_explained(loaded):
    used = {
        key
        for entry in loaded.scenario.evidence
        for text in (entry.source, entry.note)
        for key in KEY.findall(text)
    }
    unknown = sorted(used - set(loaded.scenario.sources))
    assert not unknown, f"source keys that [sources] does not explain: {unknown}"


@pytest.mark.parametrize("name", scenarios_with_targets())
def test_every_target_names_a_source_that_is_explained(name):
    sources = load(name).scenario.sources
    for target in read_targets(name).values():
        keys = KEY.findall(target.source)
        assert keys, f"{target.label}: no source"
        assert set(keys) <= set(sources), f"{target.label}: {set(keys) - set(sources)}"


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
