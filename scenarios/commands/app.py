"""``pathways app``: open the page in a browser, on this machine alone unless told otherwise."""

import ipaddress
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import click

from scenarios.cli import DONE
from sim.settings import BadInput, Problem, load

RUNS, SCENARIOS = "PATHWAYS_RUNS", "PATHWAYS_SCENARIOS"
"""Environment variables by which the page is told where its runs and scenarios are."""
ON_THE_NETWORK = (
    "The page can now be reached from other machines, by anybody who can reach this one: it asks "
    "for no password. Put a gateway that does in front of it."
)


@click.command("app", short_help="Open the page in a browser.")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@click.option("--runs", type=click.Path(path_type=Path, file_okay=False), default=Path("runs"),
              show_default=True, metavar="DIR",
              help="The folder whose runs are shown, and where new ones are kept.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), default=None,
              help="Port to listen on; by default 8501 or the next that is free.")  # fmt: skip
@click.option("--address", default=None, metavar="ADDRESS",
              help="Address to listen on; by default this machine alone (127.0.0.1).")  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Open no browser: only say where the page is.")
def command(
    scenarios: tuple[str, ...], runs: Path, port: int | None, address: str | None, no_browser: bool
) -> int:  # fmt: skip
    """Open the page.

    It offers the shipped scenarios, and each SCENARIO given: the path of a TOML file. Ctrl-C
    closes it; what was running goes on where it stopped when the page is opened again.
    """
    options = [
        *_option("server.port", port),
        *_option("server.headless", "true" if no_browser else None),
        *(_reached_at(address) if address else ()),
    ]
    return _served(options, _told(scenarios, runs))


def _told(scenarios: Sequence[str], runs: Path) -> dict[str, str]:
    """Return what the page is told of its surroundings, after reading every scenario once."""
    paths = [str(load(one).path) for one in scenarios]
    told = {RUNS: str(runs.resolve()), SCENARIOS: os.pathsep.join(paths)}
    # Streamlit and the engine start quicker when compiled files are kept.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | told


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [f"--{name}={value}"]


def _reached_at(address: str) -> list[str]:
    """Return the options for an address of the reader's own, with a warning where it is open."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        remedy = "Give one such as 127.0.0.1, or leave it out."
        raise BadInput([Problem("--address", address, "is no address", remedy)]) from None
    if not given.is_loopback:
        click.echo(ON_THE_NETWORK, err=True)
    return [f"--server.address={address}", "--server.allowedHosts=*"]


def _served(options: Sequence[str], environment: dict[str, str]) -> int:
    """Serve the page until it is closed; the page is started by its path, never imported."""
    page = Path(str(resources.files("scenarios"))).parent / "app.py"
    click.echo("Opening the page…")
    served = [sys.executable, "-P", "-m", "views", "run", str(page), *options]
    server = subprocess.Popen(served, env=environment)
    try:
        code = server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        return DONE
    return code
