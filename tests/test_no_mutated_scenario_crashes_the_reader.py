"""Whatever is done to a scenario file, the reader accepts it or explains what is wrong.

A mutation keeps the file's shape and spoils parts of it: values of other kinds, names that
do not exist, parts taken away, doubled or moved. Anything but a scenario or BadInput is a bug.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator
from typing import Any

import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.settings import BadInput, Scenario, library, load

GOOD = tomllib.loads((library() / "single_clinic" / "scenario.toml").read_text(encoding="utf-8"))
WORDS = ["", "camhs", "town", "choice", "clinic", "clinician", "clinic.clinician", "delay", "x.y",
         "continuous", "routine", "crisis", "helped", "2026-04-01", "Ω", "a b", "*"]  # fmt: skip
NAMES = sorted(
    {name for model in [Scenario, *Scenario.__subclasses__()] for name in model.model_fields}
)

numbers = st.one_of(
    st.integers(-10, 10**6),
    st.floats(-1e6, 1e6),
    st.sampled_from([0, 1, -1, 0.0, -0.0, 1e-300, float("nan"), float("inf"), 10**18]),
)
plain = st.one_of(
    numbers,
    st.booleans(),
    st.sampled_from(WORDS),
    st.text(max_size=20),
    st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)),
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(WORDS[1:] + NAMES), inner, max_size=4),
    ),
    max_leaves=6,
)


def places(table: Any, above: tuple = ()) -> Iterator[tuple]:
    """Paths of every table, list and value."""
    inside = table.items() if isinstance(table, dict) else enumerate(table)
    for key, value in inside:
        yield (*above, key)
        if isinstance(value, (dict, list)):
            yield from places(value, (*above, key))


PLACES = list(places(GOOD))


def copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def spoil(scenario: dict, place: tuple, how: str, value: Any) -> None:
    """Change one place, if an earlier change has left it there."""
    holder: Any = scenario
    for key in place[:-1]:
        if not isinstance(holder, (dict, list)):
            return
        try:
            holder = holder[key]
        except (KeyError, IndexError, TypeError):
            return
    last = place[-1]
    if not (isinstance(holder, dict) or (isinstance(holder, list) and isinstance(last, int))):
        return
    if isinstance(holder, list) and last >= len(holder):
        return
    if how == "replace":
        holder[last] = value
    elif how == "remove":
        holder.pop(last, None) if isinstance(holder, dict) else holder.pop(last)
    elif isinstance(holder, dict) and how == "misspell" and last in holder:
        holder[f"{last}x"] = holder.pop(last)
    elif isinstance(holder, dict) and isinstance(value, (dict, str)):
        holder[value if isinstance(value, str) and value else "added"] = 1.5


changes = st.lists(
    st.tuples(
        st.sampled_from(PLACES), st.sampled_from(["replace", "remove", "misspell", "add"]), values
    ),
    min_size=1,
    max_size=3,
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes)
def test_a_mutated_scenario_is_accepted_or_explained(tmp_path, made):
    scenario = copied(GOOD)
    for place, how, value in made:
        spoil(scenario, place, how, value)
    path = tmp_path / "scenario.toml"
    path.write_text(tomlkit.dumps(scenario), encoding="utf-8")
    accepted_or_explained(path)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 10**9), st.binary(max_size=6), st.integers(0, 30))
def test_a_file_with_spoilt_bytes_is_accepted_or_explained(tmp_path, where, put_in, taken_out):
    good = (library() / "single_clinic" / "scenario.toml").read_bytes()
    where %= len(good)
    path = tmp_path / "scenario.toml"
    path.write_bytes(good[:where] + put_in + good[where + taken_out :])
    accepted_or_explained(path)


def accepted_or_explained(path) -> None:
    try:
        load(path)
    except BadInput as error:
        assert error.problems
        assert all(problem.file and problem.problem for problem in error.problems)
