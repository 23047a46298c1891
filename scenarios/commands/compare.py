"""``pathways compare``: what each option changes, how sure that is, and what it breaks."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import click
import pandas as pd

from scenarios.cli import DONE, INTERRUPTED
from scenarios.commands.briefly import show_briefly, too_many
from scenarios.commands.flags import (
    accepted_option,
    json_option,
    quiet_option,
    seed_option,
    store_option,
)
from scenarios.commands.machines import machine_options, machines, taken_from
from scenarios.commands.words import NOTHING_TO_TELL, show_table
from scenarios.compare.assumptions import NOBODY
from scenarios.compare.comparison import Compared
from scenarios.compare.contender import contenders_of
from scenarios.compare.promised_words import standard_sentences
from scenarios.compare.study import Study, study, study_of
from scenarios.compare.terms import RANKED_BY
from scenarios.compare.variants import AS_FUNDED
from scenarios.compare.verdict import matters
from scenarios.compare.window import Over
from scenarios.compare.words import (
    account_sentences,
    amount,
    change,
    headline_table,
    knock_on_sentences,
    more_replications,
    opening_lines,
    rail_sentences,
    rounded,
    untouched_sentences,
    what,
)
from scenarios.labels import Labels, opened
from scenarios.progress import COMPARED, SOON, WRITTEN, counts_shown, progress_shown
from scenarios.report.options import Options, options_among
from scenarios.value.value import NOT_PRICED, Value
from sim.runs.folder import read_run
from sim.settings import BadInput, Problem, load

REPLICATIONS = 20


@click.command(
    "compare", short_help="Compare options with the baseline, replication by replication."
)
@click.argument("runs", nargs=-1, required=True, metavar="RUN_OR_SCENARIO...")
@click.option("--option", "options", multiple=True, metavar="NAME",
              help="Of a scenario: an option to run and compare, by name or path. Of a run "
              "folder: compare only this one. May be repeated.")  # fmt: skip
@click.option("--over", type=click.Choice(get_args(Over)), default="last_year", show_default=True,
              help="The part of the run that is compared.")  # fmt: skip
@click.option("--by", type=click.DateTime(["%Y-%m-%d"]), default=None, metavar="DATE",
              help="Compare the quarter up to this date's month instead.")  # fmt: skip
@click.option("--by-area", is_flag=True, help="Show every area in the table, not only totals.")
@click.option("--rank-by", default=None, metavar="MEASURE",
              help="The measure by which the best option is chosen: wait_weeks, list_size, "
              f"exits_helped…; by default that of the run's plan, or {RANKED_BY}.")  # fmt: skip
@click.option("--unpaired", is_flag=True,
              help="Compare runs that have not the same children; far less sure.")  # fmt: skip
@click.option("--full", is_flag=True,
              help="Of a scenario: run everything at zero, low and high re-grading while waiting "
              "too, which takes about four times as long.")  # fmt: skip
@accepted_option
@click.option("--replications", type=click.IntRange(2, 100_000), default=REPLICATIONS,
              show_default=True, help="Of a scenario: how many simulated histories.")  # fmt: skip
@seed_option("Of a scenario: same seed, same results.")
@machine_options
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Of a scenario: the run folder; by default runs/SCENARIO-options.")  # fmt: skip
@store_option()
@quiet_option
@json_option
def command(
    runs: tuple[str, ...], options: tuple[str, ...], over: Over, by: dt.datetime | None,
    by_area: bool, rank_by: str | None, unpaired: bool, full: bool, as_json: bool, quiet: bool,
    **settings: Any,
) -> int:  # fmt: skip
    """Compare options with the baseline of the same run, or several runs with the first.

    Of many options the answer is told, and a line for each; named with --option, one in full.
    Given a scenario, runs it and its options first, or takes the answers from the store; an
    option with posts is run as likely recruited and as funded. Guard rails (urgent work,
    crisis, EHC advice, the longest waits, the worst-served area) are checked before any gain is
    told.
    """
    chosen: dict[str, Any] = {
        "over": over, "by": by.date() if by else None, "by_replication": not unpaired,
        "ranked_by": rank_by,
    }  # fmt: skip
    if all(_is_run(path) for path in runs):
        opened_runs = [read_run(Path(path)) for path in runs]
        contenders = contenders_of(opened_runs, options)
        done = study_of(opened_runs[0]) if len(runs) == 1 else Study(opened_runs[0], {})
    else:
        done = _run(runs, options, full=full, quiet=quiet or as_json, settings=settings)
        if done.run is None:
            click.echo(NOTHING_TO_TELL, err=True)
            return INTERRUPTED
        contenders = contenders_of([done.run])
    with progress_shown(quiet=quiet or as_json, of=COMPARED, after=SOON) as progress:
        found = options_among(contenders, done, **chosen, progress=progress)
    if as_json:
        _show_json(found)
    else:
        _show(found, briefly=len(runs) == 1 and not by_area, by_area=by_area)
    return INTERRUPTED if done.interrupted else DONE


def _is_run(path: str) -> bool:
    """Return whether an argument is meant as a run folder, damaged ones included."""
    folder = Path(path)
    marks = ("manifest.json", "measures.parquet", "summary.csv")
    return folder.is_dir() and any((folder / name).is_file() for name in marks)


def _run(
    runs: Sequence[str], options: Sequence[str], *, full: bool, quiet: bool,
    settings: dict[str, Any],
) -> Study:  # fmt: skip
    if len(runs) > 1:
        wrong = [path for path in runs if not _is_run(path)]
        remedy = "Give run folders only, or one scenario with --option."
        raise BadInput([Problem(path, "", "is not a run folder", remedy) for path in wrong])
    loaded = load(runs[0])
    out = settings.pop("out") or Path("runs") / f"{loaded.name}-options"
    where = taken_from(settings)
    with counts_shown(quiet=quiet) as counting, machines(**where) as executor:
        return study(
            loaded, options, out=out, full=full, progress=counting("replications"),
            writing=counting(WRITTEN, SOON), executor=executor, **settings,
        )  # fmt: skip


def _show_json(options: Options) -> None:
    """Print every table as JSON lines; ``table`` says which one a line belongs to."""
    comparison = options.comparison
    warnings = pd.DataFrame([vars(warning) for warning in comparison.warnings])
    tables = {
        "warnings": warnings, "rails": comparison.rails(),
        "differences": comparison.differences(), "splits": comparison.splits(),
        "standards": comparison.standards(),
        "knock_on": comparison.knock_on(), "as_funded": options.funded,
        "regrading": options.regrading, "costs": options.value.costs,
        "ratios": options.value.ratios,
        "best": comparison.best.table.assign(sentence=comparison.best.sentence),
    }  # fmt: skip
    for name, table in tables.items():
        if len(table):
            show_table(table.assign(table=name), as_json=True)


def _show(options: Options, *, briefly: bool, by_area: bool) -> None:
    comparison = options.comparison
    click.echo(comparison.scenario.title)
    if comparison.scenario.caveat:
        click.echo(comparison.scenario.caveat)
    for line in (*opening_lines(comparison), *options.study.notes):
        click.echo(line)
    if briefly and too_many(options):
        show_briefly(options)
    else:
        for one in comparison.likely():
            _show_option(one, options, by_area=by_area)
        click.echo(f"\n{comparison.best.sentence}")
    if not options.study.regrading and comparison.scenario.waiting:
        click.echo("Re-grading while waiting is taken at the scenario's own rate, which no "
                   "source gives; --full shows zero, low and high.")  # fmt: skip


def _show_option(one: Compared, options: Options, *, by_area: bool) -> None:
    title, labels = options.title(one.option), options.labels
    click.echo(f"\n== {one.option}{f': {title}' if title != one.option else ''}")
    if question := options.question(one.option):
        click.echo(question)
    for line in rail_sentences(one, labels):
        click.echo(line)
    table = headline_table(one, labels, by_area=by_area)
    if len(table):
        click.echo()
        show_table(table)
    for line in untouched_sentences(one, labels):
        click.echo(line)
    _show_section("Behind the standards", standard_sentences(one.differences, labels))
    _show_section("Where the children went", account_sentences(one, options.comparison, labels))
    _show_section("Worse elsewhere", knock_on_sentences(one, labels))
    _show_section("If every post were filled on its date", _funded(one, options, labels))
    _show_section("Across rates of re-grading while waiting", _regrading(one, options))
    _show_section("Money", _money(one, options.value, labels))
    more = more_replications(one, options.comparison)
    if more:
        click.echo(more)


def _show_section(title: str, lines: Sequence[str] | Iterator[str]) -> None:
    shown = list(lines)
    if shown:
        click.echo(f"{title}:")
    for line in shown:
        click.echo(f"  {line}")


def _funded(one: Compared, options: Options, labels: Labels) -> Iterator[str]:
    table = options.funded
    if not len(table):
        return
    rows = table[(table["option"] == one.option) & (table["standard"] == "none")]
    for _, row in rows.iterrows():
        told = (row["verdict"], row["funded_verdict"])
        if any(matters(verdict) or verdict == NOBODY for verdict in told):
            as_funded = row[["unit"]].to_dict() | {
                side: row[f"funded_{side}"] for side in ("difference", "low", "high")
            }
            yield (
                f"{opened(what(row, labels))}: {change(pd.Series(as_funded))} as funded, "
                f"{change(row)} as likely recruited."
            )


def _regrading(one: Compared, options: Options) -> Iterator[str]:
    if not options.study.regrading:
        return
    table = options.regrading[options.regrading["option"] == one.option]
    changed = table[table["changes"]]
    labels = Labels(options.comparison.scenario)
    rates = ", ".join(options.study.regrading)
    yield f"{len(table) - len(changed)} of {len(table)} verdicts are the same at {rates}."
    for _, row in changed.iterrows():
        said = "; ".join(f"{rate}: {row[f'{rate}_verdict']}" for rate in options.study.regrading)
        yield f"{opened(what(row, labels))}: {row['verdict']}; {said}."


def _money(one: Compared, found: Value, labels: Labels) -> Iterator[str]:
    names = {one.option: "", one.option + AS_FUNDED: " as funded"}
    for name, words in names.items():
        costs = found.costs[found.costs["option"] == name]
        if len(costs) and costs["extra_cost"].abs().max() >= 0.5:
            years = ", ".join(
                f"{row['year']} {amount(rounded(row['extra_cost']), 'GBP')}"
                for _, row in costs.iterrows()
            )
            once = amount(rounded(costs["one_off"].sum()), "GBP")
            yield f"Extra cost{words}: {years}; of it {once} one-off."
    ratios = found.ratios[found.ratios["option"] == one.option]
    if len(ratios) and (ratios["says"] == NOT_PRICED).all():
        yield f"{opened(NOT_PRICED)}."
    for _, row in ratios.iterrows():
        named = "" if row["standard"] == "none" else f": {labels.of('standard', row['standard'])}"
        if row["worth_saying"]:
            yield f"{opened(row['effect'])}{named}: {row['says']}."
