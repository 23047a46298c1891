"""A folder that takes no file is told with the file and a remedy, and nothing is left in it."""

import errno
from pathlib import Path

import pytest

from scenarios.report.write import _write
from sim.settings import BadInput


def test_a_read_only_folder_is_told_as_such(tmp_path, monkeypatch):
    def refuse(*_: object, **__: object):
        raise OSError(errno.EROFS, "Read-only file system", "report.html.part")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(BadInput, match=r"cannot be written \(Read-only.*Give another place"):
        _write(tmp_path / "report.html", b"")
    assert not list(tmp_path.iterdir())
