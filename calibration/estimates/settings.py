"""Estimates as an option: a TOML file that a scenario can use, each number with its source."""

from collections.abc import Sequence

from calibration.estimates.estimate import Estimate

_LISTS = {"month_factors": 12, "weekday_factors": 7}


def as_option(estimates: Sequence[Estimate], source: str) -> str:
    """Return the estimates that settings exist for, as the text of an option file."""
    lines = [
        "# Written by `pathways estimate`: use it with `pathways run SCENARIO --option FILE`.",
        "# Names of streams, access points and stages are taken from [opening_stages] of the file",
        "# given with --about; correct the headings if the scenario calls them otherwise.",
        "",
        'title = "Settings estimated from local data"',
        f'note = "{source}"',
    ]
    by_table: dict[str, list[str]] = {}
    groups: dict[str, list[Estimate]] = {}
    for one in estimates:
        if one.setting and one.value == one.value:  # not a number that is missing
            groups.setdefault(one.setting, []).append(one)
    for setting, found in groups.items():
        if setting.endswith(".leaving") and not found[0].group.endswith(" 0"):
            continue  # too few left early on for a rate, and rates must begin at week 0
        table, _, name = setting.rpartition(".")
        by_table.setdefault(table, []).append(_line(name, found))
    for table, texts in by_table.items():
        lines += ["", f"[set.{table}]", *texts]
    return "\n".join(lines) + "\n"


def _line(name: str, found: Sequence[Estimate]) -> str:
    first = found[0]
    counted = sum(one.n for one in found) if name == "leaving" else first.n
    comment = f"  # estimated from extract, n={counted:,}"
    if name in _LISTS:
        values = ", ".join(f"{one.value:.4f}" for one in found)
        return f"{name} = [{values}]  # estimated from extract, n={first.n:,}"
    if name == "contacts":
        return f"{name} = {_contacts(found)}{comment}"
    if name == "leaving":
        bands = ", ".join(
            f"{{ from_week = {one.group.split()[-1]}, per_week = {one.value:.6f} }}"
            for one in found
        )
        return f"{name} = [{bands}]{comment}"
    interval = f", 90 % interval {first.low:.4g} to {first.high:.4g}"
    return f"{name} = {first.value:.9g}{comment}{interval if first.high == first.high else ''}"


def _contacts(found: Sequence[Estimate]) -> str:
    """Return a distribution with the mean and spread found, or a number if there is none."""
    mean, sd = (one.value for one in found)
    if mean > 1 and sd**2 > mean - 1:
        return f'{{ shape = "negative_binomial", mean = {mean:.4g}, sd = {sd:.4g} }}'
    return str(max(1, round(mean)))
