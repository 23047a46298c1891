"""The options of commands that run replications: on which machines they are run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from scenarios.commands.flags import workers_option
from sim.runs.executor import Executor, kept_executor
from sim.settings import BadInput, Problem

TLS = ("tls_ca", "tls_cert", "tls_key")
PLACES = ("workers", "scheduler", *TLS)
"""The names of these options."""
FILE = click.Path(path_type=Path, dir_okay=False)


def machine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --workers, --scheduler and the files that prove who is who."""
    for option in reversed([
        workers_option,
        click.option("--scheduler", default=None, metavar="ADDRESS",
                     help="Run on a Dask cluster that is there: tls://HOST:PORT, or "
                     "tcp://127.0.0.1:PORT on this machine."),
        click.option("--tls-ca", type=FILE, default=None, metavar="FILE",
                     help="Certificate of the cluster's authority (PEM)."),
        click.option("--tls-cert", type=FILE, default=None, metavar="FILE",
                     help="Own certificate (PEM)."),
        click.option("--tls-key", type=FILE, default=None, metavar="FILE",
                     help="Own key (PEM)."),
    ]):  # fmt: skip
        command = option(command)
    return command


def taken_from(settings: dict[str, Any]) -> dict[str, Any]:
    """Take these options out of all that a command was given, as :func:`machines` wants them."""
    return {name: settings.pop(name) for name in PLACES}


@contextmanager
def machines(workers: int | None, scheduler: str | None, **tls: Path | None) -> Iterator[Executor]:
    """Give the executor that was asked for, for as long as the command runs."""
    given = [name for name in TLS if tls.get(name) is not None]
    if scheduler is None:
        if given:
            raise BadInput([Problem(f"--{given[0].replace('_', '-')}", "",
                                    "goes with --scheduler", "Give --scheduler too.")])  # fmt: skip
        with kept_executor(workers) as executor:
            yield executor
        return
    from sim.runs.cluster import Certificates, Cluster

    if given and len(given) < len(TLS):
        raise BadInput([Problem("--scheduler", "", "needs all of --tls-ca, --tls-cert, --tls-key",
                                "Give the three files, or none.")])  # fmt: skip
    files = Certificates(*(Path(str(tls[name])) for name in TLS)) if given else None
    yield Cluster(scheduler, files)
