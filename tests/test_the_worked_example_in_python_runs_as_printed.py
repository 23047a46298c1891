"""The worked example of docs/python.md runs exactly as it is printed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "python.md"


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The example's own process, in an empty folder."""
    folder = tmp_path_factory.mktemp("example")
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    (folder / "example.py").write_text(code, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "example.py"], cwd=folder, env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return folder, ran.stdout


def test_the_option_is_told_with_a_verdict(done):
    assert "better" in done[1]
    assert re.search(r"half_more does better than baseline \(95% sure\)", done[1])


def test_the_chart_and_the_paper_are_there(done):
    folder, _ = done
    assert "<svg" in (folder / "waiting.svg").read_text(encoding="utf-8")
    page = (folder / "runs/clinic/report.html").read_text(encoding="utf-8")
    assert "Half a clinician more" in page
    assert (folder / "runs/clinic/report.docx").stat().st_size > 10_000


def test_every_page_and_module_it_points_to_exists():
    for name in re.findall(r"`(docs/[a-z_]+\.md)`", PAGE.read_text(encoding="utf-8")):
        assert (ROOT / name).is_file(), name
    for name in re.findall(r"`((?:scenarios|calibration)\.[a-z_]+)`", PAGE.read_text("utf-8")):
        assert (ROOT / name.replace(".", "/")).is_dir(), name
