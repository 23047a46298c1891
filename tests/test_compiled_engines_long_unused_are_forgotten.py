"""The cache of compiled engines keeps the versions in use and touches nothing else."""

import os
import time
from pathlib import Path

import pytest

from sim.pathway import compiled

DAY = 24 * 3600


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder in which this version is being compiled for the first time."""
    monkeypatch.setenv("PATHWAYS_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(compiled, "DISABLE_JIT", False)
    compiled.cache_folder().mkdir()
    return tmp_path


def version(cache: Path, name: str, days_unused: float) -> Path:
    folder = cache / name
    (folder / "kernels").mkdir(parents=True)
    mark = folder / compiled.COMPLETE
    mark.touch()
    os.utime(mark, (time.time() - days_unused * DAY,) * 2)
    return folder


def test_a_version_long_unused_goes_when_another_has_been_compiled(cache: Path):
    old, recent = version(cache, "old", 31), version(cache, "recent", 29)
    compiled.note_compiled()
    assert compiled.is_compiled()
    assert not old.exists()
    assert recent.exists()


def test_what_is_no_version_of_the_engine_stays(cache: Path):
    other = cache / "somebody_else"
    other.mkdir()
    os.utime(other, (0, 0))
    compiled.note_compiled()
    assert other.exists()


def test_using_a_version_keeps_it(cache: Path):
    compiled.note_compiled()
    mark = compiled.cache_folder() / compiled.COMPLETE
    os.utime(mark, (0, 0))
    compiled.note_compiled()
    assert time.time() - mark.stat().st_mtime < DAY
