"""Replications on other machines: an existing Dask cluster, through the same executor interface.

Workers return what they work out, and only this process writes to the store, so no folder has
to be shared. What is stored is the same as from local work: an answer from another version of
the engine or of a library is refused.
"""

import ipaddress
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa

from sim.pathway.compiled import engine_hash
from sim.runs.answer import Work
from sim.runs.executor import WorkersLost
from sim.runs.question import library_versions
from sim.runs.store import Store
from sim.settings import BadInput, Problem

if TYPE_CHECKING:
    from distributed import Client

SECONDS_TO_CONNECT = 10
RETRIES = 3
"""Times a replication is sent again when the worker that had it is lost."""


@dataclass(frozen=True)
class Certificates:
    """Files that prove who is who on an encrypted cluster (PEM)."""

    authority: Path
    certificate: Path
    key: Path


class Cluster:
    """Runs tasks on the workers of a Dask scheduler that is already there."""

    def __init__(self, address: str, certificates: Certificates | None = None) -> None:
        _check(address, certificates)
        self.address = address
        self.certificates = certificates

    def run(self, tasks: Sequence[Work]) -> Iterator[str]:
        """Yield the key of each task as it finishes and is stored.

        A worker that is lost loses nothing: the scheduler gives its work to another.

        Raises:
        BadInput
            When the scheduler is not there, or workers have another version.
        WorkersLost
            When scheduler or workers go away for good; what finished is stored.
        """
        if not tasks:
            return
        _stays_here(tasks)
        with self._client() as client:
            for task, answered in self._answers(client, tasks):
                Store(task.store).write(task.key, answered)
                yield task.key

    def _answers(self, client: "Client", tasks: Sequence[Work]) -> Iterator[tuple[Work, pa.Table]]:
        """Yield tasks with their answers as workers send them."""
        try:
            yield from _collected(client, tasks)
        except _lost() as error:
            raise WorkersLost(
                f"The scheduler at {self.address}, or every worker it had, went away. "
                "What finished before is kept."
            ) from error

    def _client(self) -> "Client":
        distributed = _distributed()
        try:
            return distributed.Client(
                self.address, security=self._security(), timeout=SECONDS_TO_CONNECT,
                set_as_default=False,
            )  # fmt: skip
        except (OSError, TimeoutError, ValueError) as error:
            text = f"no scheduler answers at {self.address}"
            remedy = "Start one with `dask scheduler`, or leave --scheduler out."
            raise BadInput([Problem("--scheduler", "", text, remedy)]) from error

    def _security(self) -> Any:
        if self.certificates is None:
            return None
        files = self.certificates
        return _distributed().Security(
            tls_ca_file=str(files.authority), tls_client_cert=str(files.certificate),
            tls_client_key=str(files.key), require_encryption=True,
        )  # fmt: skip


def _lost() -> tuple[type[Exception], ...]:
    """What is raised when the scheduler, or the last worker, is gone."""
    distributed = _distributed()
    return distributed.KilledWorker, distributed.client.FutureCancelledError, OSError


def _collected(client: "Client", tasks: Sequence[Work]) -> Iterator[tuple[Work, pa.Table]]:
    """Yield tasks with their answers as workers send them; one of another version is refused."""
    distributed = _distributed()
    futures = {client.submit(worked_out, task, pure=False, retries=RETRIES): task for task in tasks}
    for future in distributed.as_completed(list(futures), loop=client.loop):
        version, content = future.result()
        task = futures.pop(future)
        _check_version(version)
        yield task, pa.ipc.open_stream(content).read_all()


def worked_out(task: Work) -> tuple[dict[str, str], bytes]:
    """Return a worker's version and what it worked out, as it sends them."""
    table = task.worked_out()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return _version(), sink.getvalue().to_pybytes()


def _version() -> dict[str, str]:
    return {"engine": engine_hash(), **library_versions()}


def _stays_here(tasks: Sequence[Work]) -> None:
    """Refuse to send children's rows away: an opening list from a file stays on this machine."""
    if any(task.stays_here for task in tasks):
        text = "an opening list from a file stays on this machine"
        remedy = "Leave --scheduler out, or give the opening list as counts by wait band."
        raise BadInput([Problem("--scheduler", "opening.file", text, remedy)])


def _check_version(version: dict[str, str]) -> None:
    if version == _version():
        return
    text = "a worker has another version of this program or of a library"
    remedy = "Install the same camhs-pathways and requirements.lock on every worker."
    raise BadInput([Problem("--scheduler", "", text, remedy)])


def _check(address: str, certificates: Certificates | None) -> None:
    """Refuse an address that is none, or that would send work unencrypted over a network."""
    problems = []
    parts = urlsplit(address)
    if parts.scheme not in {"tcp", "tls"} or not parts.hostname:
        text, remedy = f"{address} is no address", "Write tls://HOST:PORT or tcp://127.0.0.1:PORT."
        problems.append(Problem("--scheduler", "", text, remedy))
    elif parts.scheme == "tcp" and not _is_here(parts.hostname):
        text = f"{address} would send work over a network without encryption"
        problems.append(Problem("--scheduler", "", text, "Use tls:// with certificates."))
    if parts.scheme == "tls" and certificates is None:
        text = "tls:// needs --tls-ca, --tls-cert and --tls-key"
        problems.append(Problem("--scheduler", "", text, "Give the three files."))
    for path in _files(certificates):
        if not os.access(path, os.R_OK):
            problems.append(Problem(str(path), "", "cannot be read", "Give its path."))
    if problems:
        raise BadInput(problems)


def _files(certificates: Certificates | None) -> list[Path]:
    if certificates is None:
        return []
    return [certificates.authority, certificates.certificate, certificates.key]


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        problem = Problem("--scheduler", "", "needs the package distributed",
                          "Install camhs-pathways[cluster].")  # fmt: skip
        raise BadInput([problem]) from error
    # What becomes of a scheduler is told in words of our own, and not with its traceback.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    return distributed
