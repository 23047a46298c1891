"""Every setting as a row, read from the types and sentences of the settings themselves."""

import datetime as dt
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

Row = tuple[str, str, str, str, str, str, bool]
"""Setting, type, unit, limits, default, help, descriptive."""

_PLAIN = {
    float: "number",
    int: "whole number",
    str: "text",
    bool: "true or false",
    dt.date: "date",
}
_MANY = {
    "number": "numbers",
    "whole number": "whole numbers",
    "text": "texts",
    "date": "dates",
    "table": "tables",
}
_UNITS = (
    ("_gbp_per_hour", "£ an hour"),
    ("_gbp_per_contact", "£ a contact"),
    ("_gbp_per_child_per_week", "£ a child a week"),
    ("_gbp_per_wte", "£ a year for each WTE"),
    ("_cost_gbp", "£"),
    ("salary_gbp", "£ a year"),
    ("_gbp", "£"),
    ("hours_per_week", "hours a week"),
    ("minutes_per_week", "minutes a week"),
    ("weeks_worked_per_year", "weeks a year"),
    ("referrals_per_year", "referrals a year"),
    ("turnover_per_year", "share a year"),
    ("growth_per_year", "share a year"),
    ("growth_low", "share a year"),
    ("growth_high", "share a year"),
    ("caseload_per_wte", "children for each WTE"),
    ("per_week", "rate a week"),
    ("working_days", "working days"),
    ("_days", "days"),
    ("_day", "days"),
    ("_weeks", "weeks"),
    ("_week", "weeks"),
    ("months_to_fill_low", "months"),
    ("months_to_fill_high", "months"),
    ("_minutes", "minutes"),
    ("minutes_per_screening", "minutes"),
    ("minutes_by_weekday", "minutes"),
    ("job_plan", "share"),
    ("non_contact", "share"),
    ("carve_out", "share"),
    ("_share", "share"),
    ("_shares", "share"),
    ("share", "share"),
    ("chance", "share"),
    ("age_from", "years"),
    ("age_to", "years"),
    ("_age", "years"),
    ("opens", "hour of the day"),
    ("closes", "hour of the day"),
    ("wte", "WTE"),
    ("minutes", "minutes"),
)
"""Ends of names and the unit they give; the first that fits is used."""
_OF_A_DISTRIBUTION = {"mean", "sd", "low", "high"}
"""Names whose unit is that of the setting above them."""
_NOT_MEASURED = {"text", "true or false", "date", "table", "list of tables", "list of texts"}


def rows_of(model: type[BaseModel], above: str = "") -> Iterator[Row]:
    """Yield a row for every setting of a model and of everything below it."""
    for name, field in model.model_fields.items():
        path = f"{above}.{name}" if above else name
        yield from _rows(path, field, above)


def _rows(path: str, field: FieldInfo, above: str) -> Iterator[Row]:
    inner, placed = _below(field.annotation, path)
    kind = _kind(field.annotation, field.metadata)
    name = path.rsplit(".", 1)[-1]
    help_text = " ".join((field.description or "").split())
    extra = field.json_schema_extra
    descriptive = bool(isinstance(extra, dict) and extra.get("descriptive"))
    if name in _OF_A_DISTRIBUTION:
        name = above.rsplit(".", 1)[-1]
    unit = "" if kind in _NOT_MEASURED or kind.startswith("one of") else _unit(name)
    limits = _limits(field.annotation, field.metadata)
    shown = path if inner else path + placed.removeprefix(path).replace("[]", "")
    yield shown, kind, unit, limits, _default(field), help_text, descriptive
    for one in inner:
        yield from rows_of(one, placed)


def _below(annotation: Any, path: str) -> tuple[list[type[BaseModel]], str]:
    """Return the models below a setting, and the path under which their settings stand."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _below(arguments[0], path)
    if origin is dict:
        return _below(arguments[1], f"{path}.{_key(arguments[0])}")
    if origin is tuple:
        return _below(arguments[0], f"{path}[]")
    if origin in (Union, types.UnionType):
        found = [_below(branch, path) for branch in arguments]
        models = [model for inner, _ in found for model in inner]
        return models, next((placed for inner, placed in found if inner), path)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation], path
    return [], path


def _key(annotation: Any) -> str:
    """Return how the key of a table is shown: a priority and a source are chosen from words."""
    if get_origin(annotation) is Literal:
        return "PRIORITY" if "routine" in get_args(annotation) else "SOURCE"
    month = get_origin(annotation) is Annotated and r"\d-(0" in str(get_args(annotation)[1:])
    return "MONTH" if month else "NAME"


def _kind(annotation: Any, metadata: list[Any] | None = None) -> str:
    """Return a setting's type in a reader's words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0])
    if origin is dict:
        return _kind(arguments[1]) if not _below(arguments[1], "")[0] else "table"
    if origin is tuple:
        items = _kind(arguments[0])
        if items.startswith("one of"):
            return f"list, each {items}"
        return f"list of {_MANY.get(items, items.replace('list', 'lists', 1))}"
    if origin is Literal:
        words = [str(word) or '""' for word in arguments]
        return f"one of: {', '.join(words)}"
    if origin in (Union, types.UnionType):
        kinds = [_kind(branch) for branch in arguments if branch is not type(None)]
        return ", or ".join(dict.fromkeys(kinds))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    return _PLAIN.get(annotation, "value")


LIMIT = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
"""Words for each kind of limit, in the order in which they are told."""


def _limits(annotation: Any, metadata: list[Any]) -> str:
    """Return the numbers between which a setting lies, in words."""
    found = [*metadata, *_inner_metadata(annotation)]
    limits = {}
    for attribute in ("ge", "gt", "le", "lt"):
        values = [getattr(m, attribute) for m in _flat(found) if hasattr(m, attribute)]
        if values:
            limits[attribute] = values[0]
    for strict, wide in (("gt", "ge"), ("lt", "le")):
        if strict in limits and limits.get(wide) == limits[strict]:
            limits.pop(wide)
    return ", ".join(f"{LIMIT[name]} {_shown(limit)}" for name, limit in limits.items())


def _shown(limit: float | dt.date) -> str:
    return limit.isoformat() if isinstance(limit, dt.date) else f"{limit:,.12g}"


def _flat(metadata: list[Any]) -> Iterator[Any]:
    for item in metadata:
        yield from getattr(item, "metadata", [item])


def _inner_metadata(annotation: Any) -> list[Any]:
    """Return the limits of a table's values, a list's items or a union's first branch."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return [*arguments[1:], *_inner_metadata(arguments[0])]
    if origin is dict:
        return _inner_metadata(arguments[1])
    if origin is tuple:
        return _inner_metadata(arguments[0])
    if origin in (Union, types.UnionType):
        return next((found for branch in arguments if (found := _inner_metadata(branch))), [])
    return []


def _unit(name: str) -> str:
    return next((unit for end, unit in _UNITS if name.endswith(end)), "")


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "required"
    if value is None or value in ("", (), {}):
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | int | str):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return _default_of_many(value)


def _default_of_many(value: Any) -> str:
    if isinstance(value, BaseModel):
        return "its own defaults"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {item:g}" for key, item in value.items())
    if any(isinstance(item, BaseModel) for item in value):
        given = [item.model_dump(exclude_defaults=True) for item in value]
        shown = [" ".join(f"{k} {v}" for k, v in item.items()) for item in given]
        return "; ".join(filter(None, shown)) or "one with its own defaults"
    texts = [f"{item:g}" if isinstance(item, float) else str(item) for item in value]
    return (
        f"{texts[0]}, {len(texts)} times" if len(set(texts)) == 1 < len(texts) else ", ".join(texts)
    )
