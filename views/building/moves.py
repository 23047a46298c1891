"""Build an option from levers: what can be changed, by whom, between what values, and from when."""

import datetime as dt
import math

import streamlit as st

from scenarios.evidence.traced import found_in
from scenarios.labels import opened
from scenarios.levers import FAMILIES, Lever, levers, said
from scenarios.levers.handles import Value
from scenarios.staff_plan import months_of
from sim.settings import BadInput, Loaded
from sim.settings.tables import merged
from views.building.draft import choose
from views.look import problems
from views.look.states import plain
from views.store.plans import keep_option

CONFIDENCE = {
    "high": "well evidenced", "medium": "fairly well evidenced", "low": "weakly evidenced",
    "assumption": "an assumption",
}  # fmt: skip


def levers_of(loaded: Loaded) -> list[Lever]:
    """Return the levers of a plan, found once."""
    return _levers(loaded, str(loaded.path))


@st.cache_resource(max_entries=8, show_spinner=False)
def _levers(_loaded: Loaded, path: str) -> list[Lever]:
    return levers(_loaded.scenario)


def from_levers(loaded: Loaded) -> None:
    """Let the reader move levers one by one, and keep them together as an option."""
    known = levers_of(loaded)
    families = list(dict.fromkeys(one.family for one in known))
    family = st.selectbox("What kind of change?", families, format_func=lambda f: FAMILIES[f],
                          key="lever-family")  # fmt: skip
    here = [one for one in known if one.family == family]
    lever = here[
        st.selectbox(
            "Which one?",
            range(len(here)),
            format_func=lambda k: opened(here[k].name),
            key=f"lever-{loaded.name}-{family}",
        )  # fmt: skip
    ]
    story(lever, loaded)
    value, start = _value(lever), _start(loaded, lever)
    moves: list[tuple[Lever, Value, dt.date | None]] = st.session_state.setdefault(
        f"moves-{loaded.name}", []
    )
    if st.button("Add this change", disabled=value == lever.today):
        moves[:] = [one for one in moves if one[0].setting != lever.setting]
        moves.append((lever, value, start))
    if moves:
        _kept(loaded, moves)


def story(lever: Lever, loaded: Loaded) -> None:
    """Show a lever's value, who can change it, and what value and range rest on, by title."""
    unit = f" {lever.unit}" if not lever.choices else ""
    source = plain(found_in(lever.source, loaded.scenario.sources))
    # What begins on a date is not there today, and rests on nothing.
    rests = f"**Today's value is** {CONFIDENCE[lever.confidence]}: {source}. " * (not lever.dated)
    st.markdown(
        f"**Today:** {plain(said(lever.today))}{plain(unit)}. **Who can change it:** "
        f"{lever.owner}. {rests}"
        f"**Range:** {plain(found_in(lever.why, loaded.scenario.sources))}"
    )
    if lever.help:
        st.markdown(plain(lever.help))


def _value(lever: Lever) -> Value:
    key = f"value-{lever.setting}"
    if lever.choices:
        index = lever.choices.index(lever.today)
        return st.selectbox("New value", lever.choices, index=index, format_func=said, key=key)
    low, high = float(lever.low or 0.0), float(lever.high or 0.0)
    step = max(_step(high - low), 1.0 if lever.whole else 0.0)
    return st.number_input(
        f"New value ({lever.unit}, sensible from {low:g} to {high:g})", low, high,
        min(max(float(lever.today), low), high), step=step, format="%g", key=key,
    )  # fmt: skip


def _step(width: float) -> float:
    """Return a round step, of which a range holds some twenty."""
    rough = max(width, 1e-6) / 20
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * size for size in (1, 2, 5, 10) if power * size >= rough * 0.999)


def _start(loaded: Loaded, lever: Lever) -> dt.date | None:
    if not lever.dated:
        return None
    months = months_of(loaded.scenario)
    return st.selectbox(
        "From when?", months, index=min(3, len(months) - 1), key=f"start-{lever.setting}",
        format_func=lambda day: f"{day:%B %Y}",
    )  # fmt: skip


def _kept(loaded: Loaded, moves: list[tuple[Lever, Value, dt.date | None]]) -> None:
    st.markdown("**Changes in your option**")
    for k, (lever, value, start) in enumerate(moves):
        left, right = st.columns([5, 1], vertical_alignment="center")
        since = f", from {start:%B %Y}" if start else ""
        left.markdown(f"{plain(lever.name)}: {said(lever.today)} → **{said(value)}**{since}")
        if right.button("Remove", key=f"remove-{lever.setting}"):
            del moves[k]
            st.rerun()
    first = "; ".join(f"{opened(lever.name)}: {said(value)}" for lever, value, _ in moves)[:80]
    title = st.text_input("Name of your option", value=first, max_chars=80)
    if st.button("Keep as an option", type="primary"):
        try:
            parts = [lever.option(value, start=start) for lever, value, start in moves]
            # Each part has a milestone of its own: names must not meet.
            whole = merged(*(_renamed(part, k) for k, part in enumerate(parts)))
            evidence = [entry for part in parts for entry in part.get("evidence", [])]
            whole |= {"evidence": evidence} if evidence else {}
            key = keep_option(loaded, title.strip() or first, _without_words(whole))
        except BadInput as error:
            problems(error.problems)
            return
        choose(loaded, key)
        moves.clear()
        st.rerun()


def _renamed(part: dict[str, object], number: int) -> dict[str, object]:
    milestones = part.get("milestones")
    if not isinstance(milestones, dict) or number == 0:
        return part
    renamed = {f"{name}_{number + 1}": _following(one, number) for name, one in milestones.items()}
    return {**part, "milestones": renamed}


def _following(milestone: dict[str, object], number: int) -> dict[str, object]:
    follows = milestone.get("follows")
    return milestone if not follows else {**milestone, "follows": f"{follows}_{number + 1}"}


def _without_words(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if key not in ("title", "question")}
