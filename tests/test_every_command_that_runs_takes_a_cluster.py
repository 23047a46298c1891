"""Every command that runs replications takes a cluster, over TLS, and gives the same answers."""

import importlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import calibration
from scenarios.commands.machines import PLACES
from scenarios.template import template
from tests import certificates

SCOTLAND = Path(calibration.__file__).parent / "cases" / "scotland" / "data"
TABLES = ("errors.csv", "forecasts.csv", "profiles.csv")
RUNNING = ("run", "compare", "seek", "batch", "slip", "explain", "fit", "backtest")
MORE = """
title = "More"
[set.teams.clinic.roles.clinician]
wte = 1.6
"""
PLAN = """
title = "Two cells"
scenarios = ["single_clinic"]
replications = 2
options = ["more.toml"]
"""


@pytest.mark.parametrize("name", RUNNING)
def test_the_command_has_every_option_of_place(name):
    command = importlib.import_module(f"scenarios.commands.{name}").command
    given = {option.name for option in command.params}
    assert set(PLACES) <= given


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and a worker that speak to nobody without a certificate of their authority."""
    folder = tmp_path_factory.mktemp("tls")
    ca, own, key = map(str, certificates.make(folder))
    proof = ["--tls-ca-file", ca, "--tls-cert", own, "--tls-key", key]
    file = folder / "scheduler.json"
    started = [start("distributed.cli.dask_scheduler", "--host", "tls://127.0.0.1", "--port", "0",
                     "--no-dashboard", "--scheduler-file", str(file), *proof)]  # fmt: skip
    wait_for(lambda: file.is_file() and file.read_text().strip().endswith("}"))
    started.append(start("distributed.cli.dask_worker", "--scheduler-file", str(file),
                         "--nthreads", "1", "--no-nanny", "--no-dashboard",
                         "--local-directory", str(folder), *proof))  # fmt: skip
    import json

    address = json.loads(file.read_text())["address"]
    yield ["--scheduler", address, "--tls-ca", ca, "--tls-cert", own, "--tls-key", key]
    for process in started:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def start(*words):
    return subprocess.Popen([sys.executable, "-m", *words], start_new_session=True,
                            stderr=subprocess.DEVNULL)  # fmt: skip


def wait_for(ready, seconds=90):
    ends = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < ends, "it did not start"
        time.sleep(0.1)


def pathways(*words, folder):
    folder.mkdir(exist_ok=True)
    (folder / "more.toml").write_text(MORE, encoding="utf-8")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    return subprocess.run([sys.executable, "-m", "scenarios", *words], cwd=folder,
                          capture_output=True, text=True, check=False)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("compare", "single_clinic", "--option", "more.toml", "--replications", "2", "--quiet"),
        ("batch", "plan.toml", "--quiet"),
    ],
    ids=lambda words: words[0],
)
def test_a_cluster_over_tls_gives_the_same_tables(cluster, words, tmp_path):
    here = pathways(*words, "--workers", "1", folder=tmp_path / "here")
    there = pathways(*words, *cluster, folder=tmp_path / "there")
    assert (here.returncode, there.returncode) == (0, 0), here.stderr + there.stderr
    assert here.stdout == there.stdout
    files = sorted((tmp_path / "here").rglob("measures.parquet"))
    assert files
    for one in files:
        two = tmp_path / "there" / one.relative_to(tmp_path / "here")
        assert one.read_bytes() == two.read_bytes()


def starting_files(folder):
    """What a reader of the manual makes first: a scenario, a list in bands, a fit file."""
    folder.mkdir()
    for kind, name in (("scenario", "mine.toml"), ("fit", "fit.toml"), ("bands", "list.csv")):
        (folder / name).write_text(template(kind), encoding="utf-8")
    past = [line[4:] for line in template("fit").splitlines() if line.startswith("#   ")]
    past = past[past.index('extends = "mine.toml"') :]
    (folder / "past.toml").write_text("\n".join(past), encoding="utf-8")
    made = pathways("import", "bands", "list.csv", "--out", "observed.parquet", folder=folder)
    assert made.returncode == 0, made.stderr


@pytest.mark.slow
def test_a_fit_over_tls_accepts_the_same_sets(cluster, tmp_path):
    words = ("fit", "fit.toml", "--effort", "0.05", "--quiet")
    kept = []
    for place, where in (("here", ("--workers", "1")), ("there", cluster)):
        starting_files(tmp_path / place)
        done = pathways(*words, *where, folder=tmp_path / place)
        assert done.returncode == 0, done.stderr
        kept.append((tmp_path / place / "fits" / "fit" / "accepted.parquet").read_bytes())
    assert kept[0] == kept[1]


@pytest.mark.slow
def test_a_backtest_over_tls_has_the_same_errors(cluster, tmp_path):
    files = sorted(map(str, SCOTLAND.glob("scotland_camhs_*.csv")))
    words = ("backtest", "observed.parquet", "--area", "NHS Orkney", "--every", "12",
             "--replications", "10", "--out", "held", "--quiet")  # fmt: skip
    kept = []
    for place, where in (("here", ("--workers", "1")), ("there", cluster)):
        folder = tmp_path / place
        made = pathways("import", "scotland", *files, "--out", "observed.parquet", folder=folder)
        assert made.returncode == 0, made.stderr
        done = pathways(*words, *where, folder=folder)
        assert done.returncode == 0, done.stderr
        kept.append([(folder / "held" / name).read_bytes() for name in TABLES])
    assert kept[0] == kept[1]


@pytest.mark.slow
def test_whoever_has_a_certificate_of_another_authority_is_turned_away(cluster, tmp_path):
    ca, own, key = map(str, certificates.make(tmp_path / "other"))
    proof = ["--tls-ca", ca, "--tls-cert", own, "--tls-key", key]
    done = pathways("run", "single_clinic", "--replications", "2", *cluster[:2], *proof, "--quiet",
                    folder=tmp_path / "run")  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
