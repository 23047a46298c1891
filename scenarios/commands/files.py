"""Writing one text file for a command, or saying plainly why not."""

from pathlib import Path

from sim.settings import BadInput, Problem


def write_text(path: Path, text: str, *, force: bool = True) -> None:
    """Write a text file; without ``force``, never over one that is there."""
    if path.exists() and not force:
        remedy = "Give another name, or --force."
        raise BadInput([Problem(str(path), "", "is already there", remedy)])
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        text = f"cannot be written ({error.strerror})"
        raise BadInput([Problem(str(path), "", text, "Give another place.")]) from error
