"""How cost and memory grow: with referrals a year, and with the list on the first day.

Each size runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import ours
from workload import TEAMS, Workload

from sim.pathway.state import REGISTER

VOLUMES = [2_000, 20_000, 100_000, 400_000, 1_500_000]
OPENINGS = [0, 10_000, 30_000, 100_000]
OPENING_VOLUME = 20_000


def opening_bands(workload: Workload, count: int) -> dict[str, Any]:
    """Return an opening list spread over the assessment lists as referrals are."""
    bands = {
        f"{area}_{need}": {
            "need": need, "stage": f"assess_{need}", "area": area,
            "count": round(count * workload.volume(area, need) / workload.referrals_per_year),
            "waited": [{"from_weeks": 0, "to_weeks": 104, "share": 1.0}],
            "age_from": 6, "age_to": 10,
        }
        for area, need in TEAMS
    }  # fmt: skip
    return {"opening": {"source": "bands" if count else "empty", "bands": bands if count else {}}}


def peak_megabytes() -> float:
    """Return the most memory this process has held."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measured(volume: float, opening: int, version: str, rounds: int) -> dict[str, Any]:
    """Run one size several times in this process."""
    ours.run(ours.laid_out(Workload(version, 0.2, 2_000)), 0)
    before = peak_megabytes()
    workload = Workload(version, 1, volume)
    blueprint = ours.laid_out(workload, **opening_bands(workload, opening))
    costs = []
    for seed in range(rounds):
        begun = time.process_time()
        history = ours.run(blueprint, seed)
        costs.append(time.process_time() - begun)
        rows = len(history.register)
        waiting, longest = int(history.state.waiting.sum()), int(history.state.waiting.sum(1).max())
        bytes_per_row = sizes(history)
        del history
    return {
        "referrals_per_year": volume, "opening": opening, "rows": rows, "version": version,
        "microseconds_per_row": [1e6 * cost / rows for cost in costs],
        "waiting_at_end": waiting, "longest_list_at_end": longest,
        "peak_megabytes": peak_megabytes(), "peak_before": before,
        "bytes_per_row": bytes_per_row,
    }  # fmt: skip


def sizes(history: Any) -> dict[str, float]:
    """Return bytes for each row of the register, by array."""
    state, rows = history.state, len(history.register)
    used = {"register": REGISTER.itemsize}
    for name in ("visits", "milestones", "handover"):
        array = getattr(state, name)
        used[name] = array.nbytes / len(array)
    used["stays, written"] = len(history.stays) * state.stays.itemsize / rows
    used["stays, room"] = state.stays.nbytes / rows
    return used


def in_its_own_process(*arguments: str | float) -> dict[str, Any]:
    """Measure one size in a new process."""
    command = [sys.executable, str(Path(__file__)), "--one", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    return json.loads(done.stdout)


def told(rows: list[dict[str, Any]]) -> None:
    """Print one table."""
    print(f"{'referrals/year':>15}{'opening':>9}{'us/referral':>24}{'waiting':>10}{'longest':>9}"
          f"{'peak MB':>9}{'above idle':>11}")  # fmt: skip
    for row in rows:
        costs = row["microseconds_per_row"]
        spread = f"{statistics.median(costs):.2f} [{min(costs):.2f}-{max(costs):.2f}]"
        print(
            f"{row['referrals_per_year']:>15,.0f}{row['opening']:>9,}{spread:>24}"
            f"{row['waiting_at_end']:>10,}{row['longest_list_at_end']:>9,}"
            f"{row['peak_megabytes']:>9.0f}"
            f"{row['peak_megabytes'] - row['peak_before']:>11.0f}"
        )


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Cost and memory by size.")
    parser.add_argument("--version", default="long", choices=["stable", "long"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--short", action="store_true", help="nothing above 100,000 a year")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Measure every size, in turn."""
    chosen = options()
    if chosen.one:
        volume, opening, version, rounds = chosen.one
        print(json.dumps(measured(float(volume), int(opening), version, int(rounds))))
        return
    volumes = [volume for volume in VOLUMES if volume <= 100_000 or not chosen.short]
    more = (chosen.version, chosen.rounds)
    by_volume = [in_its_own_process(volume, 0, *more) for volume in volumes]
    by_opening = [in_its_own_process(OPENING_VOLUME, count, *more) for count in OPENINGS]
    if chosen.json:
        print(json.dumps({"by volume": by_volume, "by opening list": by_opening}, indent=1))
        return
    print("one year, everyone in the same nine teams")
    told(by_volume)
    print("\none year, by the list on the first day")
    told(by_opening)
    print("\nbytes for each referral")
    for name, size in by_volume[-1]["bytes_per_row"].items():
        print(f"  {name:<16}{size:>8.0f}")


if __name__ == "__main__":
    main()
