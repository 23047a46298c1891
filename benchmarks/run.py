"""Time the reference workload on this engine, on plain SimPy and as one compiled loop.

Rivals run one after the other in each round, each round with its own seed, and a ratio is
taken within a round. Before the timings, all three run the same children with the same luck
and the dates they give are compared; beside the timings stand the numbers they agree on.
"""

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import luck
import numpy as np
import ours
import plain
import whole_loop
from outcome import Outcome, agreement, difference
from workload import Workload

Case = tuple[Callable[[int], Any], Callable[[Any], Outcome]]


def rivals(workload: Workload, *, with_plain: bool) -> dict[str, Case]:
    """Return, by name, how to run a seed and how to read what came out."""
    blueprint = ours.laid_out(workload)

    def compiled(seed: int) -> Any:
        generator = np.random.default_rng(seed)
        children = luck.fresh_children(workload, generator)
        return whole_loop.run(workload, children, luck.fresh_pages(generator))

    def simpy_alone(seed: int) -> Any:
        return plain.Model(workload, plain.OwnLuck(workload, seed)).run()

    cases: dict[str, Case] = {"ours": (lambda seed: ours.run(blueprint, seed), ours.outcome_of)}
    cases["compiled"] = (compiled, whole_loop.outcome_of)
    if with_plain:
        cases["plain"] = (simpy_alone, plain.outcome_of)
    return cases


def timed(case: Case, seed: int) -> tuple[float, Outcome]:
    """Return CPU seconds of one run, and its outcome (not timed)."""
    gc.collect()
    begun = time.process_time()
    result = case[0](seed)
    seconds = time.process_time() - begun
    return seconds, case[1](result)


def same_luck(workload: Workload, seed: int) -> dict[str, dict[str, Any]]:
    """Give every rival the same children and luck; return what each makes of them."""
    blueprint = ours.laid_out(workload)
    children, pages = luck.same_children(blueprint, seed), luck.same_pages(blueprint, seed)
    outcomes = {
        "ours": ours.outcome_of(ours.run(blueprint, seed)),
        "compiled": whole_loop.outcome_of(whole_loop.run(workload, children, pages)),
        "plain": plain.outcome_of(plain.Model(workload, plain.GivenLuck(children, pages)).run()),
    }
    return {
        name: {
            "summary": outcome.summary(),
            "share of referrals with another date": difference(outcomes["ours"], outcome),
        }
        for name, outcome in outcomes.items()
    }


def measured(workload: Workload, rounds: int, plain_rounds: int) -> dict[str, Any]:
    """Run every rival in turn, round after round."""
    cases = rivals(workload, with_plain=plain_rounds > 0)
    for name in ("ours", "compiled"):
        timed(cases[name], 0)
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    summaries: dict[str, list[dict[str, float]]] = {name: [] for name in cases}
    for turn in range(max(rounds, plain_rounds)):
        for name, case in cases.items():
            if turn < (plain_rounds if name == "plain" else rounds):
                cost, outcome = timed(case, 1 + turn)
                seconds[name].append(cost)
                summaries[name].append(outcome.summary())
    return {
        "version": workload.version, "years": workload.years,
        "seconds": seconds,
        "microseconds_per_referral": {
            name: [1e6 * cost / summary["referrals"]
                   for cost, summary in zip(seconds[name], summaries[name], strict=True)]
            for name in cases
        },
        "agreement": {
            name: agreement(summaries["ours"], summaries[name]) for name in cases if name != "ours"
        },
    }  # fmt: skip


def ratios(case: dict[str, Any], above: str, below: str) -> list[float]:
    """Return the ratio of two rivals' costs per referral, one for each round."""
    costs = case["microseconds_per_referral"]
    return [a / b for a, b in zip(costs.get(above, []), costs[below], strict=False)]


def spread(values: list[float]) -> str:
    """Return a median with its range."""
    if not values:
        return "not run"
    return f"{statistics.median(values):.3g} [{min(values):.3g}-{max(values):.3g}]"


def told(case: dict[str, Any]) -> None:
    """Print one case: costs, ratios, and the numbers agreed on."""
    print(f"\n{case['version']}, {case['years']:g} year(s)")
    for name, costs in case["microseconds_per_referral"].items():
        print(f"  {name:<9} {spread(costs):>24} microseconds a referral, {len(costs)} rounds")
    print(f"  plain / ours     {spread(ratios(case, 'plain', 'ours'))}")
    print(f"  ours / compiled  {spread(ratios(case, 'ours', 'compiled'))}")
    names = list(case["agreement"])
    print(f"  {'means over rounds, each with its own luck':<42}{'ours':>11}"
          + "".join(f"{name:>23}" for name in names))  # fmt: skip
    for measure, (mine, _, _) in case["agreement"][names[0]].items():
        cells = [case["agreement"][name][measure] for name in names]
        others = "".join(f"{mean:>13.2f}{_chance(chance)}" for _, mean, chance in cells)
        print(f"    {measure:<40}{mine:>11.2f}{others}")


def _chance(chance: float) -> str:
    return f" (p={chance:4.2f})" if chance == chance else "  one run "


def told_same_luck(version: str, found: dict[str, dict[str, Any]]) -> None:
    """Print what the rivals make of the same children."""
    print(f"\n{version}: the same children with the same luck")
    print(f"    {'':<40}" + "".join(f"{name:>13}" for name in found))
    for measure in found["ours"]["summary"]:
        cells = [rival["summary"][measure] for rival in found.values()]
        print(f"    {measure:<40}" + "".join(f"{cell:>13.3f}" for cell in cells))
    print("    referrals with another date than ours:")
    for column in found["ours"]["share of referrals with another date"]:
        cells = [rival["share of referrals with another date"][column] for rival in found.values()]
        print(f"      {column:<38}" + "".join(f"{cell:>13.2%}" for cell in cells))


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Time the reference workload on three rivals.")
    parser.add_argument("--years", type=float, nargs="+", default=[1, 5])
    parser.add_argument("--versions", nargs="+", default=["stable", "long"],
                        choices=["stable", "long"])  # fmt: skip
    parser.add_argument(
        "--rounds", type=int, default=5, help="of this engine and the compiled loop"
    )
    parser.add_argument(
        "--plain-rounds", type=int, default=3, help="of plain SimPy; 0 leaves it out"
    )
    parser.add_argument("--volume", type=float, default=20_000, help="referrals a year")
    parser.add_argument("--short", action="store_true", help="1 year, 3 rounds, plain once")
    parser.add_argument("--same-luck", action="store_true",
                        help="only check that the work is equal, and time nothing")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    chosen = parser.parse_args()
    if chosen.same_luck:
        chosen.years = []
    if chosen.short and not chosen.same_luck:
        chosen.years = [1]
        chosen.rounds, chosen.plain_rounds = min(chosen.rounds, 3), min(chosen.plain_rounds, 1)
    return chosen


def main() -> None:
    """Check that the work is equal, then time it."""
    chosen = options()
    report: dict[str, Any] = {"same luck": {}, "cases": []}
    for version in chosen.versions:
        found = same_luck(Workload(version, 1, min(chosen.volume, 20_000)), 1)
        report["same luck"][version] = found
        if not chosen.json:
            told_same_luck(version, found)
    for years in chosen.years:
        for version in chosen.versions:
            workload = Workload(version, years, chosen.volume)
            case = measured(workload, chosen.rounds, chosen.plain_rounds)
            report["cases"].append(case)
            if not chosen.json:
                told(case)
    if chosen.json:
        print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
