"""``pathways explain``: what drives a result, why it changed, and why children wait."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenarios.cli import DONE, INTERRUPTED
from scenarios.commands.files import write_text
from scenarios.commands.flags import (
    STORE_OF_RUNS,
    accepted_option,
    json_option,
    quiet_option,
    seed_option,
    store_option,
)
from scenarios.commands.machines import machine_options, machines, taken_from
from scenarios.commands.words import show_table
from scenarios.interrupted import AGAIN, Interrupted
from scenarios.progress import progress_shown

if TYPE_CHECKING:
    from scenarios.charts import Chart
    from scenarios.explain import Outcome, Trying
    from sim.settings import Loaded


@dataclass(frozen=True)
class Asked:
    """What is explained, and how the answer is shown."""

    things: Sequence[str]
    option: str | None
    chart: Path | None
    as_json: bool
    accepted: str | None
    drivers: bool = False
    """Of a run folder: what drives its result."""

    def scenario(self, name: str) -> "Loaded":
        """Return a scenario with the accepted sets asked for."""
        from scenarios.questions import checked
        from sim.settings import load

        return checked(load(name), self.accepted)


@click.command("explain", short_help="Say what drives a result, why it changed, why children wait.")
@click.argument("things", nargs=-1, required=True, metavar="RUN_OR_SCENARIO...")
@click.option("--option", default=None, metavar="NAME",
              help="Of a scenario: explain what this option changes, part by part. Of a run "
              "folder: why children wait in it.")  # fmt: skip
@click.option("--drivers", is_flag=True,
              help="Of a run folder: what drives its result, by the settings it was run with; kept "
              "beside the run, where the page shows it.")  # fmt: skip
@accepted_option
@click.option("--measure", default="list_size", show_default=True, help="The result explained.")
@click.option("--need", default="all", show_default=True, help="Of this need.")
@click.option("--area", default="all", show_default=True, help="Of this area.")
@click.option("--priority", default="all", show_default=True, help="Of this priority.")
@click.option("--stage", default="all", show_default=True, help="At this stage.")
@click.option("--clock", default="none", show_default=True,
              help="By this clock, for waits.")  # fmt: skip
@click.option("--standard", default="none", show_default=True, help="Of this standard.")
@click.option("--by", type=click.DateTime(["%Y-%m-%d"]), default=None, metavar="DATE",
              help="In this date's month; by default at the end of the run (of the shorter of "
              "two).")  # fmt: skip
@click.option("--replications", type=click.IntRange(2, 10_000), default=8, show_default=True,
              help="Of what moves it most; everything is screened with 2.")  # fmt: skip
@click.option("--top", type=click.IntRange(1, 1_000), default=6, show_default=True,
              help="How many are run, or told one by one, with all replications.")  # fmt: skip
@seed_option("Same seed, same results; by default that of the run folder, or 1.", None)
@machine_options
@store_option(STORE_OF_RUNS)
@click.option("--chart", type=click.Path(path_type=Path, dir_okay=False), default=None,
              metavar="FILE", help="Write the chart as SVG.")  # fmt: skip
@quiet_option
@json_option
def command(
    things: tuple[str, ...], option: str | None, drivers: bool, accepted: str | None,
    by: dt.datetime | None, replications: int, top: int, seed: int | None, store: Path,
    chart: Path | None, quiet: bool, as_json: bool, **words: Any,
) -> int:  # fmt: skip
    """Explain a result.

    Of one SCENARIO: what drives it, each number moved to the ends of the range that its
    evidence gives. With --option, or of two (RUN folders or scenarios, the earlier first): which
    changed settings account for the difference, one at a time. Of one RUN folder: why its
    children wait, and nothing is simulated; with --drivers, what drives its result.

    What is run is kept and never run again.
    """
    from scenarios.explain import Outcome, Trying

    asked = Asked(things, option, chart, as_json, accepted, drivers)
    where = taken_from(words)
    if drivers:
        _check_drivers(things)
    elif len(things) == 1 and _is_run(things[0]):
        _causes(asked)
        return DONE
    outcome = Outcome(by=by.date() if by else None, **words)
    with progress_shown(quiet=quiet or as_json) as progress, machines(**where) as executor:
        trying = Trying(
            store, replications, top, _seed(things, seed), executor=executor, progress=progress
        )
        try:
            _simulated(asked, outcome, trying)
        except Interrupted:
            click.echo(AGAIN, err=True)
            return INTERRUPTED
    return DONE


def _is_run(path: str) -> bool:
    return (Path(path) / "manifest.json").is_file()


def _check_drivers(things: Sequence[str]) -> None:
    from sim.settings import BadInput, Problem

    if len(things) != 1 or not _is_run(things[0]):
        remedy = "Give the folder of one run; of a scenario, drivers are told without it."
        raise BadInput([Problem("explain", "--drivers", "is of one run folder", remedy)])


def _seed(things: Sequence[str], seed: int | None) -> int:
    from sim.runs.folder import read_run

    runs = [read_run(Path(path)) for path in things if _is_run(path)]
    return seed if seed is not None else int(runs[-1].manifest["seed"]) if runs else 1


def _simulated(asked: Asked, outcome: "Outcome", trying: "Trying") -> None:
    if len(asked.things) == 1 and asked.option is None:
        _drivers(asked, outcome, trying)
    else:
        _changes(asked, outcome, trying)


def _drivers(asked: Asked, outcome: "Outcome", trying: "Trying") -> None:
    from scenarios.explain import drivers, keep_drivers, loaded_of
    from scenarios.explain.words import chart_of, sentences, shown
    from sim.runs.folder import read_run

    run = read_run(Path(asked.things[0])) if asked.drivers else None
    loaded = asked.scenario(asked.things[0]) if run is None else loaded_of(run)
    found = drivers(loaded, outcome, trying)
    _show(asked, found.table, sentences(found), shown(found))
    if asked.chart is not None:
        _draw(asked.chart, chart_of(found, loaded.scenario.calendar))
    if run is not None:
        keep_drivers(found, run)


def _changes(asked: Asked, outcome: "Outcome", trying: "Trying") -> None:
    from scenarios.charts.waterfall import waterfall as drawn
    from scenarios.explain import waterfall
    from scenarios.explain.words import change_sentences, change_table

    before, after = _sides(asked, trying.seed)
    found = waterfall(before, after, outcome, trying)
    _show(asked, found.table, change_sentences(found), change_table(found))
    if asked.chart is not None:
        _draw(asked.chart, drawn(found.table, name="waterfall", what=outcome.words(),
                                 before=found.before, names=found.names))  # fmt: skip


def _sides(asked: Asked, seed: int) -> Any:
    from scenarios.explain import side_of, side_of_scenario
    from sim.runs.folder import read_run
    from sim.settings import BadInput, Problem

    if len(asked.things) == 1 and asked.option is not None:
        loaded = asked.scenario(asked.things[0])
        plan = replace(side_of_scenario(loaded, seed), name="today's plan")
        return plan, side_of_scenario(loaded, seed, asked.option)
    if len(asked.things) != 2 or asked.option is not None:
        text = f"{len(asked.things)} runs or scenarios are given"
        remedy = "Give one, or the earlier and the later; --option goes with one."
        raise BadInput([Problem("explain", "", text, remedy)])
    return tuple(
        side_of(read_run(Path(one))) if _is_run(one)
        else replace(side_of_scenario(asked.scenario(one), seed), name=one)
        for one in asked.things
    )  # fmt: skip


def _causes(asked: Asked) -> None:
    from scenarios.compare.contender import settings_of
    from scenarios.days_waited import days_waited, why_waited
    from scenarios.explain import causes
    from scenarios.explain.words import cause_sentences, cause_table
    from sim.runs.folder import read_run
    from sim.settings import BadInput, Problem
    from sim.settings.problems import did_you_mean

    run = read_run(Path(asked.things[0]))
    known, option = run.manifest["options"], asked.option or run.manifest["options"][0]
    if option not in known:
        remedy = did_you_mean(option, known) or f"Options in it: {', '.join(known)}."
        raise BadInput([Problem(str(run.folder), "--option", f"there is no {option}", remedy)])
    summary = run.summary()
    found = causes(summary, settings_of(run), option)
    _show(asked, found.table, cause_sentences(found), cause_table(found))
    chart = why_waited(days_waited(summary, option), found.labels, name="causes",
                       what="why children waited")  # fmt: skip
    if asked.chart is not None and chart is not None:
        _draw(asked.chart, chart)


def _show(asked: Asked, table: Any, lines: Any, shown: Any) -> None:
    if asked.as_json:
        show_table(table, as_json=True)
        return
    for line in lines:
        click.echo(line)
    click.echo()
    show_table(shown)


def _draw(path: Path, chart: "Chart") -> None:
    from scenarios.charts import svg

    write_text(path, svg(chart))
    click.echo(f"Wrote {path}.", err=True)
