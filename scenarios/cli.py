"""The command ``pathways``: one small module a command, loaded only when it is asked for."""

import errno
import importlib
import io
import keyword
import os
import signal
import sys
import threading
from collections.abc import Sequence

import click

OUT_OF_MEMORY = (
    "A worker was ended by the system, most often for want of memory; what finished is kept. "
    "Use fewer --workers, a shorter horizon or fewer referrals, and give the command again."
)
DISK_FULL = (
    "The disk is full: there is no room to write. What finished is kept; free some room, or give "
    "other folders, and give the command again."
)
DONE, ANSWER_IS_NO, BAD_INPUT, INTERRUPTED = 0, 1, 2, 3

COMMANDS = {
    "app": "Open the page in a browser: test changes, compare, read results.",
    "run": "Run a scenario and its options; save and print projected waits.",
    "compare": "Compare options with the baseline, replication by replication.",
    "seek": "Find the smallest change that meets a standard by a date, with assurance.",
    "explain": "Say what drives a result, why it changed, and why children wait.",
    "check": "Check a scenario and print its arithmetic, without running it.",
    "targets": "Hold a run against the figures published for its scenario.",
    "validate": "Hold the program against theory, other tools and their worked examples.",
    "report": "Write the board paper of a run, as a page, Word, slides or a workbook.",
    "levers": "List what can be changed in a scenario, by whom, between what values.",
    "slip": "Show what each month of delay of an option costs.",
    "batch": "Run a plan of many scenarios, options, sweeps and grids; resumes.",
    "diagram": "Draw the pathways of a scenario, as SVG or mermaid.",
    "schema": "Print the JSON Schema of scenario files, or list every setting.",
    "import": "Import published or local waits, with a report on their quality.",
    "estimate": "Estimate settings directly from data, each with an interval.",
    "fit": "Infer settings from observed figures, and say what those cannot tell.",
    "case": "Make a scenario and accepted sets from a place's monthly figures.",
    "score": "Score a saved run against what was observed since.",
    "refresh": "Do the monthly routine: import, forecast, score the last forecast, explain.",
    "backtest": "Test forecasts of a list on months that have passed, beside simple ones.",
    "template": "Write a starting file: a scenario, option, plan or fit, or a form for local data.",
}


class Commands(click.Group):
    """Commands by name; the module of one is imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the command of that name."""
        if name not in COMMANDS:
            return None
        reserved = "_" if keyword.iskeyword(name) else ""
        module = importlib.import_module(f"scenarios.commands.{name}{reserved}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="camhs-pathways", prog_name="pathways")
def pathways() -> None:
    """Simulate referral pathways of children's mental health, autism and ADHD services.

    SCENARIO is the name of a shipped scenario (suffolk, suffolk_2019, devon_booking,
    single_clinic) or the path of a TOML file. Exit codes: 0 done, 1 the answer is no, 2 bad
    input, 3 interrupted (what finished is kept).
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; every problem with the input is printed and gives exit code 2."""
    _show_what_the_terminal_can()
    _end_as_if_interrupted()
    try:
        code = pathways.main(arguments, prog_name="pathways", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = BAD_INPUT
    except (click.Abort, KeyboardInterrupt) as stop:
        said = (stop.__cause__ or stop).args  # click hands a KeyboardInterrupt on as its own
        click.echo(" ".join(["Interrupted.", *map(str, said)]), err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - reader left
        code = DONE
    except Exception as error:  # noqa: BLE001 - raised again unless it is bad input
        code = _explain(error)
    sys.exit(code if isinstance(code, int) else DONE)


def _show_what_the_terminal_can() -> None:
    """Put a question mark where a terminal has no such letter, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _end_as_if_interrupted() -> None:
    """Let a request to end, as a scheduler or a closed window sends it, keep what finished."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), interrupt)


def _is_full(error: OSError) -> bool:
    """Return whether there is no room left; Arrow's writers give the number in words alone."""
    return error.errno == errno.ENOSPC or f"[errno {errno.ENOSPC}]" in str(error)


def _explain(error: Exception) -> int:
    """Print every problem of bad input; anything else is a fault of ours and is raised."""
    from concurrent.futures.process import BrokenProcessPool

    from sim.settings.problems import BadInput  # keeps pydantic out of --help

    if isinstance(error, (MemoryError, BrokenProcessPool)):
        click.echo(OUT_OF_MEMORY, err=True)
        return INTERRUPTED
    if isinstance(error, OSError) and _is_full(error):
        click.echo(DISK_FULL, err=True)
        return BAD_INPUT
    if isinstance(error, OSError):
        words = error.strerror or str(error)
        click.echo(f"Cannot read or write {error.filename or 'a file'}: {words}.", err=True)
        return BAD_INPUT
    if not isinstance(error, BadInput):
        raise error
    number = len(error.problems)
    click.echo(f"Cannot use this input: {number} problem{'s' if number > 1 else ''}.", err=True)
    for problem in error.problems:
        click.echo(f" * {problem}", err=True)
    return BAD_INPUT
