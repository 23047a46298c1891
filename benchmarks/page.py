"""Time the page in Chromium: opening a known run, and clicking while simulations run.

Needs a run folder (``pathways run suffolk`` makes one), Chromium, and the packages for
development. The run is copied to a folder of its own; nothing is written beside it. Seconds are
by the clock, from the click to what the reader sees.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from sim.settings import load
from tests.browser.rig import CHROMIUM, FLAGS, PATIENCE, served
from views.engine_room import Room, study_job

DRAWN = "[role=graphics-document]"
"""A chart that is drawn."""
SEEN = f"#first-look figure svg, {DRAWN}"
"""A chart that can be seen, in a first look or drawn."""
BUSY = ("three_more_posts_west", "nurse_led_adhd", "crisis_team_until_midnight")
"""Options of Suffolk that are simulated, a job each, while clicks are timed."""
LOOK_MADE = 6_000
"""Milliseconds until a first look of a link has been drawn."""
Times = dict[str, list[float]]


def timed(times: Times, name: str, begun: float) -> None:
    """Keep the seconds since a moment under a name."""
    times.setdefault(name, []).append(time.perf_counter() - begun)


def opened(page: Page, address: str, times: Times, name: str) -> None:
    """Open an address, and time when its first chart is seen and when the page has drawn it.

    Then wait until a first look of it is made for the next reader.
    """
    begun = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(SEEN).first.wait_for()
    painted = "performance.getEntriesByName('first-contentful-paint').length"
    page.wait_for_function(painted)
    timed(times, f"{name}: first chart seen", begun)
    page.locator(DRAWN).first.wait_for()
    timed(times, f"{name}: the page ready", begun)
    page.wait_for_timeout(LOOK_MADE)


def clicked(page: Page, times: Times, name: str, *, on: str, shows: str) -> None:
    """Click a choice, and time until the heading that it leads to."""
    begun = time.perf_counter()
    page.get_by_role("radio", name=on, exact=True).click()
    page.get_by_role("heading", name=shows).wait_for()
    timed(times, name, begun)


def gone_to(page: Page, times: Times, name: str, *, view: str, shows: str) -> None:
    """Go to another view by the menu, and time its heading and its first chart."""
    begun = time.perf_counter()
    page.get_by_role("link", name=view, exact=True).click()
    page.get_by_role("heading", level=1, name=shows).wait_for()
    timed(times, f"{name}: heading", begun)
    page.locator(DRAWN).first.wait_for()
    timed(times, f"{name}: first chart", begun)


def links(browser: Browser, address: str, run: str, rounds: int, times: Times) -> None:
    """Open the board of a run by its link: the first reader, a second, and the same one again."""
    for number in range(rounds):
        window = browser.new_context(viewport={"width": 1280, "height": 900})
        page = window.new_page()
        page.set_default_timeout(PATIENCE)
        opened(page, f"{address}/board?run={run}", times,
               "link, another reader" if number else "link, first reader")  # fmt: skip
        opened(page, f"{address}/board?run={run}", times, "link, same reader again")
        window.close()


def clicks(page: Page, times: Times, busy: str) -> None:
    """Click through the board and the views that draw charts."""
    clicked(page, times, f"board, question{busy}", on="Areas", shows="Who waits longest")
    clicked(page, times, f"board, question{busy}", on="Standards", shows="Will the standards be")
    clicked(page, times, f"board, question{busy}", on="Waits", shows="How long do children wait")
    gone_to(page, times, f"to Families{busy}", view="Families", shows="How long might a child")
    gone_to(page, times, f"to Board{busy}", view="Board", shows="For the board")


@contextmanager
def asked_for(folder: Path, replications: int) -> Iterator[Callable[[], bool]]:
    """Run three simulations; what is given says whether any of them still runs."""
    room, suffolk = Room(folder), load("suffolk")
    jobs = [study_job(suffolk, [one], replications=replications, asked_by=one) for one in BUSY]
    for job in jobs:
        room.ask(job)
    while not any(room.state(job.name).done for job in jobs):
        time.sleep(0.5)
    yield lambda: any(room.state(job.name).is_open for job in jobs)
    for job in jobs:
        room.stop(job.name)
    while any(room.state(job.name).is_open for job in jobs):
        time.sleep(0.5)
    room.close()


def measured(run: Path, rounds: int, replications: int) -> Times:
    """Serve a copy of a run and time what readers do."""
    times: Times = {}
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        runs = Path(place) / "runs"
        shutil.copytree(run, runs / run.name)
        begun = time.perf_counter()
        with served(runs, Path(place) / "server.log") as address:
            timed(times, "the command, until the page is served", begun)
            browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            links(browser, address, run.name, rounds, times)
            page = browser.new_page()
            page.set_default_timeout(PATIENCE)
            opened(page, f"{address}/board?run={run.name}", {}, "")
            for _ in range(rounds):
                clicks(page, times, "")
            with asked_for(runs, replications) as still:
                for _ in range(rounds):
                    clicks(page, times, ", 3 simulations running")
                if not still():
                    raise RuntimeError("the simulations ended too soon: more --replications")
            browser.close()
    return times


def main() -> None:
    """Time the page and print seconds."""
    parser = argparse.ArgumentParser(description="Time the page in Chromium over a run folder.")
    parser.add_argument("run", type=Path, help="a run folder")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--replications", type=int, default=60, help="of each simulation")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    chosen = parser.parse_args()
    times = measured(chosen.run.resolve(), chosen.rounds, chosen.replications)
    if chosen.json:
        print(json.dumps(times, indent=1))
        return
    print(f"Seconds by the clock; load of the machine {os.getloadavg()[0]:.1f}.")
    print(f"{'':<52}{'median':>8}{'best':>8}{'worst':>8}")
    for name, found in times.items():
        print(f"{name:<52}{statistics.median(found):>8.2f}{min(found):>8.2f}{max(found):>8.2f}")


if __name__ == "__main__":
    main()
