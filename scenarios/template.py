"""Starting files for newcomers: a scenario, an option, a plan, and forms for local data."""

from importlib import resources

KINDS = {
    "scenario": "scenario.toml",
    "option": "option.toml",
    "plan": "plan.toml",
    "opening": "opening.csv",
    "bands": "bands.csv",
    "extract": "extract.csv",
    "about": "about.toml",
    "fit": "fit.toml",
}
"""Kinds of starting file, and the name under which each is best kept."""


def template(kind: str) -> str:
    """Return the text of a starting file; ``kind`` is one of `KINDS`.

    The option and the opening list fit the scenario. Columns of the opening list that may be
    left out: id, priority, stage_entry_date, contacts_done, next_due_date, birth_date, age,
    in_contact.
    """
    return (resources.files("scenarios") / "templates" / KINDS[kind]).read_text("utf-8")
