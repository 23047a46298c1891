"""What the answer would move with: the numbers that nobody has published, in plain words."""

from fnmatch import fnmatchcase

from sim.settings import Scenario

PLAIN = (
    ("demand.*.second_need_share", "how many children need help with two things at once"),
    ("demand.*.groups.*", "which children are referred more often than others"),
    ("demand.*", "how many children are referred, and when"),
    ("access_points.*.accepted*", "how many of the children referred are taken on"),
    ("access_points.*.regraded*", "how often a case is more urgent than it looked at first"),
    ("access_points.*", "how much time there is to read new referrals"),
    ("teams.*.sickness_share", "how often staff are off sick"),
    ("teams.*.price*", "what an appointment costs that is bought from others"),
    ("teams.*.posts.*", "how soon new posts are filled"),
    ("teams.*", "how much time staff have to see children"),
    ("stages.*.outcomes.*", "what happens to a child after each step"),
    ("stages.*.recurrence.*", "how often children come back for checks"),
    ("stages.*", "how long each step takes"),
    ("pathways.*", "which steps a child goes through"),
    ("waiting.*.escalation.*", "how many children get worse while they wait"),
    ("waiting.*", "how many children leave the list, and where they go"),
    ("opening.*", "who is on the list today"),
    ("costs.*", "what staff cost"),
    ("areas.*", "how many children live in each place"),
)
"""Pattern of a setting's path to what it is about; the first that fits counts."""
NOBODY_KNOWS = (
    "Some numbers are our best guess, as nobody has published them. If a guess is wrong, the "
    "answer moves."
)
MOST = 6
"""Things that are named."""


def guesses(scenario: Scenario) -> tuple[str, ...]:
    """Say what the assumptions that may lie in a range are about, each once."""
    about = dict.fromkeys(
        said
        for entry in scenario.evidence
        if entry.confidence == "assumption" and entry.low is not None
        for said in [in_plain_words(entry.settings[0])]
        if said
    )
    shown = "; ".join(list(about)[:MOST])
    more = f"; and {len(about) - MOST} more things" if len(about) > MOST else ""
    return (NOBODY_KNOWS, f"These guesses are about {shown}{more}.") if about else ()


def in_plain_words(setting: str) -> str:
    """Return what a setting is about, for readers who know no settings; or nothing."""
    return next((words for pattern, words in PLAIN if fnmatchcase(setting, pattern)), "")
