"""The folder of a fit: accepted sets, tables, what it was made from; whole or not at all."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from calibration.fit.case import Fit
from calibration.fit.figure import Figure
from calibration.fit.identify import learned
from calibration.fit.tables import figures_table, unknowns_table
from calibration.fit.words import sentences
from sim.runs.question import library_versions

MANIFEST = "fit.json"
ACCEPTED = "accepted.parquet"
METHOD = "prior-run pilot, quadratic surface, compression, t likelihood, recalibration"
PILOT_ALONE = "prior-run pilot alone: regression-adjusted approximate Bayesian computation"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return what a fit folder says of itself; None when it is none or only half written."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(manifest, dict) and (folder / ACCEPTED).is_file()
    return manifest if whole and "unknowns" in manifest else None


def write_fit(folder: Path, fit: Fit, *, extras: Mapping[str, str] | None = None) -> Path:
    """Write a fit folder; one that is already there is replaced only when complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        table = pa.Table.from_pandas(fit.accepted, preserve_index=False)
        pq.write_table(table.replace_schema_metadata(None), part / ACCEPTED)
        fit.accepted.to_csv(part / "accepted.csv", index=False, lineterminator="\n")
        tables = {"unknowns.csv": unknowns_table(fit), "figures.csv": figures_table(fit)}
        for name, frame in tables.items():
            frame.to_csv(part / name, index=False, float_format="%.6g", lineterminator="\n")
        matrix = learned(fit).correlation
        matrix.to_csv(part / "correlations.csv", float_format="%.3f", lineterminator="\n")
        for name, text in (extras or {}).items():
            (part / name).write_text(text, encoding="utf-8", newline="\n")
        text = json.dumps(manifest_of(fit), indent=1, ensure_ascii=False)
        (part / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
        part.chmod(0o755)
        _put(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def manifest_of(fit: Fit) -> dict[str, Any]:
    """Return everything the fit rests on and how it was judged; nothing that time decides."""
    found = fit.inference
    return {
        "title": fit.case.title,
        "scenario": fit.case.loaded.name,
        "says": list(sentences(fit)),
        "unknowns": {name: one.model_dump(mode="json") for name, one in
                     fit.case.space.unknowns.items()},
        "figures": [_plain(figure) for figure in found.observed.figures],
        "left_out": list(found.dropped),
        "method": METHOD if fit.budget.surface else PILOT_ALONE,
        "budget": fit.budget.model_dump(),
        "runs": found.runs,
        "seed": fit.seed,
        "goodness_of_fit": found.goodness,
        "stretch": found.stretch.tolist(),
        "accepted_sets": len(found.values),
        "accepted_hash": hashlib.blake2b(fit.accepted.to_csv(index=False).encode(),
                                         digest_size=16).hexdigest(),
        "version": metadata.version("camhs-pathways"),
        "libraries": library_versions(),
    }  # fmt: skip


def _plain(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name, "label": figure.label, "low": figure.low, "high": figure.high,
        "tolerance": figure.tolerance, "shared": figure.shared, "when": figure.when,
        "unit": figure.unit, "source": figure.source, "counted": repr(figure.statistic),
    }  # fmt: skip


def _put(part: Path, folder: Path) -> None:
    """Put a finished folder in place of an older one."""
    if folder.exists():
        old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.old."))
        folder.replace(old / folder.name)
        part.replace(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        part.replace(folder)
