"""Where the arithmetic and the simulation disagree, and what can explain it."""

import pandas as pd

MEASURES = {
    "seen_per_week": "children seen a week",
    "list_size": "children waiting",
    "mean_wait_days": "mean wait in days",
    "minutes_used_per_week": "minutes used a week",
}
COLUMNS = ["team", "stage", "measure", "arithmetic", "simulated", "ratio", "why"]
NEARLY_FULL = 0.95
NOT_IN_ARITHMETIC = (
    "children come who were re-graded or left another list, whom the arithmetic does not count"
)


def disagreements(
    arithmetic: pd.DataFrame, simulated: pd.DataFrame, *, tolerance: float = 0.25
) -> pd.DataFrame:
    """Return where simulated means differ from the arithmetic by more than a tolerance.

    ``simulated`` has columns team, stage, measure (one of `MEASURES`) and value. The
    difference is a share of the larger of the two, so 0.25 flags a quarter more or less;
    differences under 1 child, 1 day or 1 minute are let pass. Lines that only one side
    knows are left out. Columns: `COLUMNS`; ratio is simulated / arithmetic.
    """
    expected = _expected(arithmetic)
    both = simulated.merge(expected, on=["team", "stage", "measure"]).dropna(
        subset=["value", "arithmetic"]
    )
    larger = both[["value", "arithmetic"]].abs().max(axis=1)
    apart = (both["value"] - both["arithmetic"]).abs()
    both = both[(apart > tolerance * larger) & (apart > 1.0)]
    columns = ("measure", "value", "arithmetic", "load")
    why = [_why(*values) for values in zip(*(both[name] for name in columns), strict=True)]
    ratio = (both["value"] / both["arithmetic"].astype(float)).fillna(1.0)
    both = both.assign(ratio=ratio, why=why).rename(columns={"value": "simulated"})
    return both[COLUMNS].reset_index(drop=True)


def _expected(table: pd.DataFrame) -> pd.DataFrame:
    """Return what the arithmetic says of each measure, in long form."""
    values = pd.DataFrame(
        {
            "team": table["team"],
            "stage": table["stage"],
            "load": table["load_now"],
            "seen_per_week": table["seen_now_per_week"] * _looks(table),
            "list_size": table["waiting"],
            "mean_wait_days": table["mean_wait_weeks"] * 7,
            "minutes_used_per_week": table["minutes_used_now_per_week"],
        }
    )
    return values.melt(["team", "stage", "load"], var_name="measure", value_name="arithmetic")


def _looks(table: pd.DataFrame) -> pd.Series:
    """Return how often one child counts as seen: a referral may be screened twice."""
    return table["slots_per_child"].where(table["kind"] == "screening", 1.0)


def _why(measure: str, simulated: float, expected: float, load: float) -> str:
    return _REASONS[measure](simulated > expected, load)


def _why_seen(more: bool, load: float) -> str:
    if more and load > 1:
        return (
            "More are seen than their minutes seemed to allow: children who leave, or never "
            "come, free time, and other stages of the job plan pass on what they do not use."
        )
    if more:
        return (
            "More are seen than are referred in a week: an opening list is worked off, or "
            f"{NOT_IN_ARITHMETIC}."
        )
    return (
        "Fewer are seen than the arithmetic expects: children leave while waiting, here or further "
        "up, and a new service takes time to fill; the arithmetic lets nobody leave."
    )


def _why_list(more: bool, load: float) -> str:
    if more and load > 1:
        return "The list grows through the run, because more is needed than offered."
    if more:
        return (
            "The list stands above its opening size, although there is time enough on average: "
            "uneven weeks and growing demand make a queue that averages cannot show, and "
            f"{NOT_IN_ARITHMETIC}."
        )
    return (
        "The list falls through the run: it is worked off, or children leave while waiting, "
        "which the arithmetic ignores."
    )


def _why_wait(more: bool, load: float) -> str:
    if more and load > NEARLY_FULL:
        return (
            "Waits grow with the list: Little's law is read on the first day's list, and those "
            "seen later waited in a longer one."
        )
    if more:
        return (
            "Children also wait for a day with a free slot, for notice and for re-booking, "
            "which waiting / throughput on the first day leaves out."
        )
    return (
        "Those seen waited less than the list suggests: children leave before their turn, "
        "urgent ones go first, or the list is shrinking."
    )


def _why_minutes(more: bool, load: float) -> str:
    if more:
        return (
            "More minutes are used than needed on average: an opening list is worked off, demand "
            f"grows, groups meet without being full, or {NOT_IN_ARITHMETIC}."
        )
    if load > NEARLY_FULL:
        return (
            "Not all minutes can be used: parts of a day too short for a contact are lost, and "
            "roles that must work together are not free together."
        )
    return (
        "Fewer minutes are used than this week's referrals will need in the end: children leave "
        "while waiting, and treatments and yearly reviews take time to build up."
    )


_REASONS = {
    "seen_per_week": _why_seen,
    "list_size": _why_list,
    "mean_wait_days": _why_wait,
    "minutes_used_per_week": _why_minutes,
}
