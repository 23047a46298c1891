"""What every browser test shares: a folder with a run, the server over it, the browser."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from scenarios.project import project
from tests.browser.rig import CHROMIUM, FLAGS, Windows, served, visited

SERVICE = Path(__file__).resolve().parents[1] / "small_service" / "scenario.toml"


def pytest_collection_modifyitems(items):
    """Without a browser, skip and say so; where CI runs, that is a failure."""
    missing = not CHROMIUM and not os.environ.get("CI")
    skip = pytest.mark.skip(reason="no Chromium on this machine: apt-get install chromium")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """A folder with one run of a small service and an option beside it."""
    folder = tmp_path_factory.mktemp("page") / "runs"
    scenario = shutil.copytree(SERVICE.parent, folder.parent / "small") / SERVICE.name
    project(scenario, options=["one_more_clinician"], replications=6, out=folder / "small",
            workers=1)  # fmt: skip
    return folder


@pytest.fixture(scope="session")
def server(runs):
    """The address of the page."""
    log = runs.parent / "server.log"
    with served(runs, log, runs.parent / "small" / SERVICE.name) as address:
        yield address
    assert "bare mode" not in log.read_text(), "a worker executed app.py"
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; none is downloaded."""
    assert CHROMIUM, "no Chromium on this machine: apt-get install chromium"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Windows(chromium)
        chromium.close()


@pytest.fixture
def visit(browser, server):
    """A page of its own."""
    with visited(browser, server) as one:
        yield one
