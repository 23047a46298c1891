"""Time the command's help, a first start that compiles, and a start from the cache.

Each start is a process of its own; times are seconds by the clock and CPU seconds.
"""

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
HELP = [sys.executable, "-m", "scenarios.cli", "--help"]
ONE_RUN = """
import sys
sys.path.insert(0, {folder!r})
import ours
from workload import Workload
ours.run(ours.laid_out(Workload("stable", 0.1, 2000)), 0)
"""
IMPORTS = "import sim.pathway.simulate"


def started(command: list[str], cache: str | None = None) -> tuple[float, float]:
    """Return seconds by the clock and CPU seconds of a process that must succeed."""
    environment = dict(os.environ)
    if cache:
        environment["PATHWAYS_CACHE_DIR"] = cache
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def several(command: list[str], rounds: int, cache: str | None = None) -> dict[str, float]:
    """Return the medians of several starts."""
    times = [started(command, cache) for _ in range(rounds)]
    return {
        "clock": statistics.median(seconds for seconds, _ in times),
        "cpu": statistics.median(cpu for _, cpu in times),
    }


def help_command() -> list[str] | None:
    """Return how to ask the command for help, or None when it is not there."""
    installed = Path(sys.executable).parent / "pathways"
    if importlib.util.find_spec("scenarios.cli") is None:
        return None
    return [str(installed), "--help"] if installed.exists() else HELP


def main() -> None:
    """Time every kind of start."""
    parser = argparse.ArgumentParser(description="Time how long it takes to get going.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-cold", action="store_true", help="leave the compilation out")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    chosen = parser.parse_args()
    found: dict[str, dict[str, float] | str] = {}
    asked = help_command()
    try:
        found["pathways --help"] = several(asked, chosen.rounds) if asked else "no command yet"
    except subprocess.CalledProcessError as error:
        found["pathways --help"] = f"the command failed with code {error.returncode}"
    found["imports alone"] = several([sys.executable, "-c", IMPORTS], chosen.rounds)
    run = [sys.executable, "-c", ONE_RUN.format(folder=str(HERE))]
    with tempfile.TemporaryDirectory() as cache:
        if not chosen.no_cold:
            found["small run, nothing compiled yet"] = several(run, 1, cache)
        else:
            started(run, cache)
        found["small run, compiled before"] = several(run, chosen.rounds, cache)
    if chosen.json:
        print(json.dumps(found, indent=1))
        return
    for name, times in found.items():
        if isinstance(times, str):
            print(f"{name:<34}{times}")
        else:
            print(f"{name:<34}{times['clock']:>8.2f} s by the clock{times['cpu']:>8.2f} s CPU")


if __name__ == "__main__":
    main()
