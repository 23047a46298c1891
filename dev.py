"""Sets up the project on first use, then does the job asked for.

    python3 dev.py run [ARGS]        run the Suffolk scenario (pathways run suffolk ARGS)
    python3 dev.py app [ARGS]        open the page (pathways app ARGS)
    python3 dev.py test              run the tests, on every core
    python3 dev.py test ARGS         run some of them (pytest ARGS)
    python3 dev.py lint              check format, style and types
    python3 dev.py check             lint, then test
    python3 dev.py pathways ARGS     run the pathways command
    python3 dev.py lock              make requirements.lock again (needs uv)

Only the standard library is used, since nothing else is installed yet.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

OLDEST, TOO_NEW = (3, 11), (3, 15)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCK = ROOT / "requirements.lock"

LINTERS = [["ruff", "format", "--check"], ["ruff", "check"], ["mypy"]]
LOCK_COMMAND = (
    "uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 "
    "--generate-hashes --no-header --quiet --output-file requirements.lock"
).split()


def main(arguments: list[str]) -> int:
    """Do the job named first in `arguments`; returns its exit code."""
    job = JOBS.get(arguments[0]) if arguments else None
    if job is None:
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    refuse_wrong_python()
    return job(arguments[1:])


def run(arguments: list[str]) -> int:
    """Run the Suffolk scenario."""
    return pathways(["run", "suffolk", *arguments])


def app(arguments: list[str]) -> int:
    """Open the page."""
    return pathways(["app", *arguments])


def pathways(arguments: list[str]) -> int:
    """Run the pathways command where the reader stands, so that relative paths are theirs."""
    return set_up() or installed(["pathways", *arguments], Path.cwd())


def test(arguments: list[str]) -> int:
    """Run all the tests on every core, or those asked for by themselves."""
    chosen = arguments or ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    return set_up() or installed(["pytest", *chosen], ROOT)


def lint(_arguments: list[str]) -> int:
    """Check format, style and types; every one is run, so that all complaints come at once."""
    failed = set_up()
    for command in [] if failed else LINTERS:
        say(" ".join(command))
        failed = installed(command, ROOT) or failed
    return failed


def check(arguments: list[str]) -> int:
    """Lint, then test; the tests run even when a linter complained."""
    failed = lint([])
    return test(arguments) or failed


def lock(_arguments: list[str]) -> int:
    """Make requirements.lock again; versions already there stay unless they no longer fit."""
    if shutil.which("uv") is None:
        return complain("uv is not installed, and only uv makes the lock file: pip install uv")
    return child(LOCK_COMMAND, ROOT)


JOBS: dict[str, Callable[[list[str]], int]] = {
    job.__name__: job for job in (run, app, test, lint, check, pathways, lock)
}


def refuse_wrong_python() -> None:
    """Leave with a plain message when this Python is too old or too new."""
    if not OLDEST <= sys.version_info[:2] < TOO_NEW:
        here = ".".join(map(str, sys.version_info[:3]))
        raise SystemExit(
            complain(f"Python 3.11, 3.12, 3.13 or 3.14 is needed; {sys.executable} is {here}.")
        )


def set_up() -> int:
    """Make .venv, unless what it was made from is unchanged; 0 when it is ready to use."""
    locked = fingerprint(sys.version, str(ROOT), LOCK.read_text("utf-8"))
    project = fingerprint(locked, (ROOT / "pyproject.toml").read_text("utf-8"))
    return once("packages", locked, install_packages) or once("project", project, install_project)


def once(step: str, made_from: str, action: Callable[[], int]) -> int:
    """Do a step of the set-up unless its stamp says that it is done from the same things."""
    stamp = VENV / f"{step}.stamp"
    if stamp.is_file() and stamp.read_text("utf-8") == made_from:
        return 0
    failed = action()
    if not failed:
        stamp.write_text(made_from, "utf-8")
    return failed


def install_packages() -> int:
    """Start .venv afresh, so that it holds what the lock file names and nothing else."""
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        return complain(
            "This Python cannot make virtual environments: its venv module is missing.\n"
            "On Debian or Ubuntu: apt install python3-venv. Then run this command again."
        )
    say("Setting up .venv: about a minute, on first use and when the packages change")
    if child([sys.executable, "-m", "venv", "--clear", str(VENV)], ROOT):
        return complain("The folder .venv could not be made; the reason is above.")
    return pip("--require-hashes", "--requirement", str(LOCK))


def install_project() -> int:
    """Install the project itself, editable, with the build backend already in .venv."""
    return pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def pip(*arguments: str) -> int:
    """Install with pip, which also compiles, so that later starts are quick."""
    command = ["python", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    failed = installed([*command, *arguments], ROOT)
    if failed:
        complain(
            "The packages could not be installed; pip's own words are above.\n"
            "Set-up fetches them, so it needs a network (and proxy settings, where there is one).\n"
            "When that is put right, run this command again."
        )
    return failed


def installed(command: list[str], folder: Path) -> int:
    """Run a program that .venv holds; returns its exit code."""
    program = shutil.which(command[0], path=str(SCRIPTS))
    if program is None:
        return complain(f"{command[0]} is missing from .venv: delete that folder and try again.")
    return child([program, *command[1:]], folder)


def child(command: list[str], folder: Path) -> int:
    """Run a program without a shell; returns its exit code, or 128 + N if signal N ended it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    sys.stdout.flush()
    process = subprocess.Popen(command, cwd=folder, env=kept)
    # Ctrl-C reaches the child too: let it finish in its own way, and wait for it.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    code = process.wait()
    return code if code >= 0 else 128 - code


def fingerprint(*parts: str) -> str:
    """One short text that changes when any part does."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def say(message: str) -> None:
    """Tell the reader what happens next, on standard error: standard output is for data."""
    print(f"== {message}", file=sys.stderr, flush=True)


def complain(message: str) -> int:
    """Tell the reader what is wrong and what to do; returns the exit code for it."""
    print(message, file=sys.stderr, flush=True)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
