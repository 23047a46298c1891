"""What may be set: JSON Schema for editors, and a table of every setting for readers."""

from typing import Any

import click
import pandas as pd

from scenarios.setting_rows import rows_of
from sim.settings import Scenario
from sim.settings.milestone import Plan

DRAFT = "https://json-schema.org/draft/2020-12/schema"
COLUMNS = ("setting", "type", "unit", "limits", "default", "help", "descriptive")
SECTIONS = {
    "calendar": "When",
    "areas": "Where",
    "demand": "Who is referred",
    "access_points": "Access points",
    "teams": "Teams, roles and posts",
    "stages": "Stages",
    "pathways": "Pathways",
    "waiting": "While waiting",
    "clocks": "Clocks",
    "standards": "Standards",
    "costs": "Costs",
    "opening": "The opening list",
    "evidence": "Sources and evidence",
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file.

    A file that extends or includes others may leave out what they hold, and a part, which has
    no title, what its scenario holds: required settings are asked for only of other files.
    """
    result = Scenario.model_json_schema()
    whole = {"required": result.pop("required"), "properties": result["properties"]}
    result["properties"] = _changes(result["properties"])
    result["$defs"] = _with_changes(result["$defs"])
    result["properties"] |= {
        "extends": {
            "type": "string",
            "description": "A shipped scenario by name, or a file in this folder, to start from.",
        },
        "include": _words("Parts of this scenario: TOML files in the same folder."),
        "remove": _words("Settings of the base to leave out; a star stands for any one name."),
        "accepted": {
            "type": "string",
            "description": "Its accepted sets, a file in this folder: each future takes one; or "
            "none, to inherit none.",
        },
    }
    leaning = {"anyOf": [{"required": ["extends"]}, {"required": ["include"]}]}
    return {
        "$schema": DRAFT,
        **result,
        "title": "A scenario of camhs-pathways",
        "if": {"required": ["title"], "not": leaning},
        "then": whole,
    }


def option_schema() -> dict[str, Any]:
    """Return the JSON Schema of an option file: differences from a scenario.

    Under ``set`` anything of a scenario may be given, and nothing must be.
    """
    whole = Scenario.model_json_schema()
    definitions = _with_changes(whole.pop("$defs"))
    plan = Plan.model_json_schema()
    definitions |= plan["$defs"]
    definitions["Change"] = {
        "description": "A number, under the names that lead to its setting; * is any one name.",
        "anyOf": [
            {"type": "number"},
            {"type": "object", "additionalProperties": {"$ref": "#/$defs/Change"}},
        ],
    }
    amounts = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Change"}}
    return {
        "$schema": DRAFT,
        "title": "An option of camhs-pathways: a named set of differences from a scenario",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "title": {"type": "string", "description": "Name for readers."},
            "question": {"type": "string", "description": "The question it answers."},
            "note": {"type": "string", "description": "What the numbers rest on."},
            "unknown": {
                "type": "boolean",
                "default": False,
                "description": "True where it tries "
                "what nobody knows: it is compared, and never called the best.",
            },
            "include": _words("Options that this one is made of, by name or path."),
            "milestones": plan["properties"]["milestones"],
            "slip": plan["properties"]["slip"],
            "evidence": whole["properties"]["evidence"],
            "set": _changes(whole) | {"description": "Settings and their new values."},
            "add": amounts | {"description": "Numbers to add to settings the scenario states."},
            "multiply": amounts | {"description": "Numbers by which to multiply them."},
            "remove": _words("Settings to leave out; a star stands for any one name."),
        },
        "$defs": definitions,
    }


def _words(description: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}, "description": description}


CHANGED = "Changed"
"""After the name of a definition: the same where only what differs need be given."""


def _with_changes(definitions: dict[str, Any]) -> dict[str, Any]:
    """Return definitions, and beside each the same without anything required."""
    return definitions | {f"{name}{CHANGED}": _changes(part) for name, part in definitions.items()}


def _changes(part: Any) -> Any:
    """Return a part of a schema in which nothing is required but of the items of a list.

    A list is replaced as a whole, so its items are whole.
    """
    if isinstance(part, list):
        return [_changes(one) for one in part]
    if not isinstance(part, dict):
        return part
    changed = {
        key: value if key in ("items", "prefixItems") else _changes(value)
        for key, value in part.items()
        if not (key == "required" and isinstance(value, list))
    }
    if isinstance(part.get("$ref"), str):
        changed["$ref"] += CHANGED
    return changed


def settings_table() -> pd.DataFrame:
    """Return a row for every setting.

    Columns: setting (its path; NAME stands for a name you choose, [] for each of a list),
    type, unit (read from its name), limits, default ('required' where there is none), help
    (its sentence), descriptive (true where it changes no result).
    """
    return pd.DataFrame(rows_of(Scenario), columns=list(COLUMNS))


def markdown() -> str:
    """Return the reference of settings, docs/settings.md."""
    table = settings_table()
    parts = [_INTRODUCTION]
    first = table["setting"].str.split(r"[.\[]", regex=True).str[0]
    top = table[~first.isin(SECTIONS) & (first != "sources")]
    parts.append(_section("The scenario itself", top))
    for key, title in SECTIONS.items():
        keys = [key, "sources"] if key == "evidence" else [key]
        parts.append(_section(title, table[first.isin(keys)]))
    return "\n".join(parts)


_INTRODUCTION = """# Settings

Everything a scenario may choose, one line each. This page is written by
`scenarios.schema` from the settings themselves; change the sentence under a field
in `sim/settings/`, then run `python -m scenarios.schema > docs/settings.md`.

NAME stands for a name you choose: small letters, digits and underscores. `[]` stands for each
item of a list. A setting marked * describes and changes no result. Times and shares carry
their unit in their name.

Four words are about files: `extends`, `include`, `remove` and `accepted`, which names a file of
accepted sets (`docs/calibrating.md`).
"""


def _section(title: str, rows: pd.DataFrame) -> str:
    lines = [f"\n## {title}\n", "| setting | type | limits | default | what it is |",
             "|---|---|---|---|---|"]  # fmt: skip
    columns = ("setting", "type", "unit", "limits", "default", "help", "descriptive")
    for setting, kind, unit, limits, default, text, descriptive in zip(
        *(rows[name] for name in columns), strict=True
    ):
        name = f"`{setting}`{' *' if descriptive else ''}"
        measured = f"{kind} ({unit})" if unit else kind
        cells = (name, measured, limits, default, text)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    click.echo(markdown())
