"""Tables that the page keeps for itself, as JSON: of its owner alone, whole or not at all."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenarios.whole import FOR_ONE, write_whole


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON table; empty when it is not there or is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write a JSON table whole or not at all; readers never see half of it."""
    text = json.dumps(values, default=str)
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"), FOR_ONE)
