"""A page server of its own, and Chromium that reaches nothing else and tells of each try."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome")
     if (found := shutil.which(name))),
    "",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
"""Nothing outside this machine can be reached."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SERIOUS = {"serious", "critical"}
STARTS_WITHIN = 120
"""Seconds that a server may take to come up on a busy machine."""
PATIENCE = 60_000
"""Milliseconds to wait for the page; a busy machine is slow, and a wrong page stays wrong."""

FORGETS = """try {
  if (!sessionStorage.getItem("begun")) localStorage.clear();
  sessionStorage.setItem("begun", "yes");
} catch {}"""
"""What is kept of one reader is no other's, and stays theirs while they go from page to page; a
page that is still blank keeps nothing."""
STANDS_STILL = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    const still = app?.dataset.testScriptState === "notRunning"
        && !document.querySelector("[data-stale=true], #first-look");
    window.stillSince = still ? window.stillSince || performance.now() : 0;
    return still && performance.now() - window.stillSince > 400;
}"""
"""Its connection never falls silent, so silence is not what to wait for."""


@dataclass
class Visit:
    """A page that is open, and what went wrong while it was."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    """Requests that would have left this machine."""
    errors: list[str] = field(default_factory=list)
    """Errors of the page's scripts and on its console."""

    def open(self, view: str = "", **link: str) -> Page:
        """Open a view as a link does, and wait until it stands still."""
        query = "&".join(f"{name}={value}" for name, value in link.items())
        self.page.goto(f"{self.address}/{view}{'?' if query else ''}{query}")
        self.page.get_by_role("heading", level=1).first.wait_for(timeout=PATIENCE)
        self.rest()
        return self.page

    def rest(self) -> None:
        """Wait until the page's script has run and nothing is dimmed as out of date any more.

        A click reaches the script a moment later, so it has to stand still for a while.
        """
        self.page.evaluate("window.stillSince = 0")
        self.page.wait_for_function(STANDS_STILL, polling=50, timeout=PATIENCE)

    def violations(self) -> list[tuple[str, str, str]]:
        """Return what axe finds wrong by WCAG 2.2 A and AA: rule, impact, element."""
        axe = Axe() if self.page.evaluate("!window.axe") else Axe("")  # half a megabyte, sent once
        asked = {"runOnly": WCAG, "resultTypes": ["violations"]}
        found = axe.run(self.page, options=asked).response["violations"]
        return [(one["id"], one["impact"], node["html"][:160])
                for one in found for node in one["nodes"]]  # fmt: skip

    def serious(self) -> list[tuple[str, str, str]]:
        """Return those that keep somebody out."""
        return [one for one in self.violations() if one[1] in SERIOUS]


@contextmanager
def served(runs: Path, log: Path, *scenarios: Path) -> Iterator[str]:
    """Serve the page over a folder of runs, as its users start it; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scenarios", "app", *map(str, scenarios), "--runs", str(runs),
               "--port", str(port), "--no-browser"]  # fmt: skip
    with log.open("w") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/_stcore/health", server, log)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=1)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the page does not come up:\n{log.read_text()}")


class Windows:
    """A browser's windows, one for each way of looking (a phone's width, a dark screen).

    Pages of one window follow each other: the next finds the page's scripts fetched and compiled.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._open: dict[str, BrowserContext] = {}

    def page(self, **settings: object) -> Page:
        """Open a page in the window with these settings."""
        looked = repr(settings)
        if looked not in self._open:
            self._open[looked] = self._browser.new_context(**settings)
            self._open[looked].add_init_script(FORGETS)
        return self._open[looked].new_page()


@contextmanager
def visited(windows: Windows, address: str, **looking: object) -> Iterator[Visit]:
    """Open a page in a window; afterwards it may have asked for nothing outside, nor broken."""
    settings = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce",
                "locale": "en-GB"}  # fmt: skip
    visit = Visit(windows.page(**(settings | looking)), address)
    window = visit.page.context  # which hears of other pages too, if this one opens any

    def asked(request: Request) -> None:
        visit.outside.extend(_outside(request.url, address))

    window.on("request", asked)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on("console", lambda said: visit.errors.extend(_error(said)))
    visit.page.set_default_timeout(PATIENCE)
    try:
        yield visit
    finally:
        visit.page.close()
        window.remove_listener("request", asked)
    assert not visit.outside, f"the page tried to leave this machine: {visit.outside}"
    assert not visit.errors, visit.errors


def _error(said: ConsoleMessage) -> list[str]:
    """Return what a message of the console complains of.

    Opened at the address of a view, Streamlit first asks for its own state one level too deep.
    """
    asked_too_deep = "/_stcore/" in said.location.get("url", "") and "404" in said.text
    return [f"{said.text} {said.location}"] if said.type == "error" and not asked_too_deep else []


def _outside(url: str, address: str) -> list[str]:
    """Return what was asked for, where that is not the page's own server."""
    return [] if url.startswith((address, "data:", "blob:")) else [url]
