"""Which evidence stands behind a setting."""

from sim.settings.scenario import Evidence, Scenario


def evidence_of(scenario: Scenario, setting: str) -> Evidence | None:
    """Return the story of a setting: the last entry that covers it, or None.

    A table of numbers (a distribution, a list of shifts) has the story of its first number.
    """
    exact = [e for e in scenario.evidence if any(covers(glob, setting) for glob in e.settings)]
    below = [
        e
        for e in scenario.evidence
        if any(covers(glob.rpartition(".")[0], setting) for glob in e.settings)
    ]
    found = exact or below
    return found[-1] if found else None


def covers(pattern: str, setting: str) -> bool:
    """Return whether a path with stars means a setting; a star stands for any one name."""
    parts, names = pattern.split("."), setting.split(".")
    return len(parts) == len(names) and all(
        part in ("*", name) for part, name in zip(parts, names, strict=True)
    )
