"""A scenario that cannot be used gives exit code 2 and every problem with its remedy.

Each line names the file, the setting, what is wrong and what to do; nothing is run and
nothing is written.
"""

import pytest

from scenarios.cli import main
from sim.settings import library

GOOD = (library() / "single_clinic" / "scenario.toml").read_text(encoding="utf-8")
WTE = "teams.clinic.roles.clinician.wte"
SOUND = "must be a finite number"


def changed(*pairs: tuple[str, str], after: str = "") -> str:
    """The good scenario with some words replaced and something added at its end."""
    text = GOOD
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text + after


def refused(path, capsys) -> list[str]:
    """Run it; return the problems printed, without the bullets."""
    before = sorted(path.parent.rglob("*"))
    out, store = path.parent / "run", path.parent / "store"
    with pytest.raises(SystemExit) as end:
        main(["run", str(path), "--replications", "1", "--out", str(out), "--store", str(store)])
    said = capsys.readouterr()
    heading, *lines = said.err.splitlines()
    plural = "s" if len(lines) > 1 else ""
    assert end.value.code == 2
    assert said.out == ""
    assert heading == f"Cannot use this input: {len(lines)} problem{plural}."
    assert sorted(path.parent.rglob("*")) == before, "something was written"
    assert all(line.startswith(" * ") for line in lines)
    return [line[3:] for line in lines]


# One wrong setting: what is replaced, by what, and the line that explains it.
ONE_SETTING = {
    "misspelt at the top": (
        "[access_points.front_door]",
        "[acess_points.front_door]",
        "acess_points: is not a setting. Did you mean access_points?",
    ),
    "misspelt deep down": (
        "wte = 1.2",
        "wtee = 1.2",
        f"{WTE}e: is not a setting. Did you mean wte?",
    ),
    "misspelt and unlike anything": (
        "wte = 1.2",
        "wte = 1.2\nzzzzzz = 1",
        "teams.clinic.roles.clinician.zzzzzz: is not a setting. Settings here are: band, ",
    ),
    "left out": ("horizon_days = 365\n", "", "calendar.horizon_days: is missing. Add it."),
    "a negative number": (
        "wte = 1.2",
        "wte = -1.2",
        f"{WTE}: must be at least 0, not -1.2. Correct",
    ),
    "a share above 1": (
        "accepted_share = 0.75",
        "accepted_share = 75",
        "access_points.front_door.triage.camhs.accepted_share: must be at most 1, not 75. Correct",
    ),
    "nan": ("wte = 1.2", "wte = nan", f"{WTE}: {SOUND}, not nan. Correct"),
    "infinity": ("wte = 1.2", "wte = -inf", f"{WTE}: {SOUND}, not -inf. Correct"),
    "nan in a list": (
        "per_week = 0.01",
        "per_week = nan",
        f"waiting.camhs.leaving.0.per_week: {SOUND}, not nan. Correct",
    ),
    "a number too large to hold": (
        "wte = 1.2",
        "wte = 1e999",
        f"{WTE}: {SOUND}, not inf. Correct",
    ),
    "a date in quotes": (
        "2026-04-01",
        '"2026-04-01"',
        "calendar.start_date: must be a date such as 2026-04-01, without quotes, "
        'not "2026-04-01". Correct',
    ),
    "a date with a time": (
        "2026-04-01",
        "2026-04-01T09:30:00",
        "calendar.start_date: must be a date such as 2026-04-01, without quotes, ",
    ),
    "text for a number": (
        "horizon_days = 365",
        'horizon_days = "365"',
        'calendar.horizon_days: must be a whole number, not "365". Correct',
    ),
    "a truth for a number": (
        "wte = 1.2",
        "wte = true",
        f"{WTE}: must be a number, not true. Correct",
    ),
    "a number for a truth": (
        "wte = 1.2",
        "wte = 1.2\nflex = 1",
        "teams.clinic.roles.clinician.flex: must be true or false, not 1. Correct",
    ),
    "a number for text": (
        'label = "A town"',
        "label = 3",
        "areas.town.label: must be text in quotes, not 3. Correct",
    ),
    "part of a whole number": (
        "horizon_days = 365",
        "horizon_days = 365.5",
        "calendar.horizon_days: must be a whole number, not 365.5. Correct",
    ),
    "a number beyond every machine": (
        "horizon_days = 365",
        f"horizon_days = {'9' * 40}",
        "calendar.horizon_days: must be at most 7,320, not 99999",
    ),
    "a word that is not a choice": (
        '"England"',
        '"Engand"',
        "calendar.country: must be England, Scotland, Wales, Northern Ireland or none, "
        'not "Engand". Did you mean England?',
    ),
    "a table for a list": (
        'serves = [{ areas = ["town"] }]\n[teams.',
        'serves = { areas = ["town"] }\n[teams.',
        "teams.clinic.serves: must be a list in square brackets, not a table. Correct",
    ),
    "a number for a table": (
        "triage.camhs = { accepted_share = 0.75 }",
        "triage.camhs = 0.75",
        "access_points.front_door.triage.camhs: must be a table, not 0.75. Correct",
    ),
    "a name with capitals": (
        "[areas.town]",
        "[areas.Town]\n[areas.town]",
        'areas.Town.[key]: "Town" is not a usable name. Use small letters, digits and',
    ),
}


@pytest.mark.parametrize("old, new, expected", ONE_SETTING.values(), ids=ONE_SETTING)
def test_a_wrong_setting_is_named_with_its_remedy(tmp_path, capsys, old, new, expected):
    path = tmp_path / "scenario.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    assert GOOD != path.read_text(encoding="utf-8")
    lines = refused(path, capsys)
    assert any(line.startswith(f"scenario.toml: {expected}") for line in lines), lines


DELAYS = """
[stages.pack]
service = "delay"
outcomes.on = { share = 0.5, to = "reply" }
outcomes.off = { exit = "helped" }
[stages.reply]
service = "delay"
outcomes.back = { to = "pack" }
"""
DUTY = """
[teams.duty]
serves = [{ areas = ["town"] }]
works_at = ["day", "night"]
shifts = [{ opens = 9.0, closes = 17.0 }]
[stages.day]
service = "continuous"
service_minutes = 30
when_closed = "night"
outcomes.safe = { exit = "helped" }
[stages.night]
service = "continuous"
service_minutes = 30
when_closed = "day"
outcomes.safe = { exit = "helped" }
"""
SECOND_TEAM = """
[teams.other]
serves = [{ areas = ["town"] }]
roles.clinician = { wte = 1, job_plan = { choice = 1.0 } }
"""

TWO_TENTHS = (
    '{ exit = "helped" }\n\n[stages.t',
    '{ share = 0.2, exit = "helped" }\n\n[stages.t',
)

# Settings that are each fine but make no sense together: the scenario and all its problems.
TOGETHER = {
    "a stage no pathway reaches": (
        changed(after='[stages.spare]\nminutes.clinician = 5\noutcomes.a = { exit = "helped" }\n'),
        [
            "stages.spare: no pathway reaches this stage. Name it in a pathway's entry or in an "
            "outcome, or remove it."
        ],
    ),
    "a role no team has": (
        changed(("minutes.clinician = 105", "minutes.psychologist = 105")),
        [
            "stages.choice.minutes: there is no role in any team called psychologist. "
            "Known: clinician."
        ],
    ),
    "outcomes that do not add up": (
        changed(("share = 0.68", "share = 0.5"), TWO_TENTHS),
        ["stages.choice: the shares of outcomes add up to 0.7, not 1."],
    ),
    "an outcome that goes two ways": (
        changed(('to = "treatment"', 'to = "treatment", exit = "helped"')),
        [
            "stages.choice.outcomes.go_on: an outcome has either to (a stage) or exit, "
            "one of the two."
        ],
    ),
    "two teams for one child": (
        changed(after=SECOND_TEAM),
        [
            "stages.choice: clinic and other both serve camhs in town at choice from age 0. "
            "Let one of them serve each age."
        ],
    ),
    "an area nobody serves": (
        changed(("town = 520", "town = 520\nreferrals_per_year.moor = 9"),
                ("[areas.town]", "[areas.moor]\n[areas.town]")),
        [
            "access_points: no access point serves camhs in moor. Let one serve it.",
            "stages.choice: no team serves camhs in moor at choice. Let one serve it.",
            "stages.treatment: no team serves camhs in moor at treatment. Let one serve it.",
        ],
    ),
    "ages nobody serves": (
        changed(('[{ areas = ["town"] }]\nr', '[{ areas = ["town"], age_from = 5.0 }]\nr')),
        ["access_points: no access point serves camhs in town from age 0. Widen its ages."],
    ),
    "a team with no minutes": (
        changed(("wte = 1.2", "wte = 0")),
        ["teams.clinic: has no minutes. Give a role wte, or remove the team."],
    ),
    "a job plan that is not 1": (
        changed(("choice = 0.4", "choice = 0.5")),
        ["teams.clinic.roles.clinician: job_plan adds up to 1.1, not 1."],
    ),
    "a circle of closed stages": (
        changed(('["choice", "treatment"]', '["choice", "treatment", "day", "night"]'),
                ('entry.routine = "choice"', 'entry.routine = "choice"\nentry.crisis = "day"'),
                after=DUTY),
        [
            f"stages.{name}.when_closed: goes in a circle. End it at a stage that is always open."
            for name in ("day", "night")
        ],
    ),
    "endless delays": (
        changed(('outcomes.done = { exit = "helped" }', 'outcomes.done = { to = "pack" }'),
                after=DELAYS),
        [
            f"stages.{name}: steps that take no time go in a circle. Give one a length."
            for name in ("pack", "reply")
        ],
    ),
    "no way out": (
        changed(('{ exit = "helped" }\n\n[stages', '{ to = "treatment" }\n\n[stages'),
                ('outcomes.done = { exit = "helped" }', 'outcomes.done = { to = "choice" }')),
        [
            f"stages.{name}: no way out of the system leads from here. Give an outcome an exit."
            for name in ("choice", "treatment")
        ],
    ),
    "a standard with an unknown clock": (
        changed(('clock = "first_contact"', 'clock = "first_contcat"')),
        [
            "standards.four_weeks.clock: there is no clock called first_contcat. "
            "Did you mean first_contact?"
        ],
    ),
    "three unknown names at once": (
        changed(("choice = 0.4", "chioce = 0.4"), ("triage.camhs", "triage.camsh"),
                ("[waiting.camhs]", "[waiting.asd]")),
        [
            "access_points.front_door.triage.camsh: there is no need called camsh. "
            "Did you mean camhs?",
            "teams.clinic.roles.clinician.job_plan: there is no stage called chioce. "
            "Did you mean choice?",
            "waiting.asd: there is no need called asd. Known: camhs.",
        ],
    ),
    "what does not add up and a number that is none, at once": (
        changed(("share = 0.68", "share = 1.0"), ("limit = 28", "limit = nan"),
                TWO_TENTHS),
        [
            "stages.choice: the shares of outcomes add up to 1.2, not 1.",
            f"standards.four_weeks.limit: {SOUND}, not nan. Correct the value.",
        ],
    ),
    "what does not add up, and unknown names, at once": (
        changed(("choice = 0.4", "chioce = 0.5"), ("share = 0.68", "share = 1.0"),
                TWO_TENTHS),
        [
            "teams.clinic.roles.clinician: job_plan adds up to 1.1, not 1.",
            "stages.choice: the shares of outcomes add up to 1.2, not 1.",
            "teams.clinic.roles.clinician.job_plan: there is no stage called chioce. "
            "Did you mean choice?",
        ],
    ),
    "five wrong settings at once": (
        changed(("wte = 1.2", "wte = -1"), ("limit = 28", "limit = 0"), ('"England"', '"France"'),
                ("per_week = 0.01", "per_weak = 0.01")),
        [
            "calendar.country: must be England, Scotland, Wales, Northern Ireland or none, "
            'not "France". Choose one of these.',
            f"{WTE}: must be at least 0, not -1. Correct the number.",
            "waiting.camhs.leaving.0.per_week: is missing. Add it.",
            "waiting.camhs.leaving.0.per_weak: is not a setting. Did you mean per_week?",
            "standards.four_weeks.limit: must be above 0, not 0. Correct the number.",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("text, expected", TOGETHER.values(), ids=TOGETHER)
def test_every_problem_is_listed_at_once(tmp_path, capsys, text, expected):
    path = tmp_path / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    assert sorted(refused(path, capsys)) == sorted(f"scenario.toml: {line}" for line in expected)


TEMPLATE = "See `pathways template scenario`"

# Files that are not scenarios at all: their bytes, and the line that explains them.
NOT_SCENARIOS = {
    "empty": (b"", f"is empty. {TEMPLATE}."),
    "comments alone": (b"# a title\n# and more\n", f"is empty. {TEMPLATE}."),
    "50 MB": (b"#" * 50_000_000, "is too large (50 MB). Scenario files hold settings and stay"),
    "UTF-16": (GOOD.encode("utf-16"), "is not UTF-8 text. Save it as UTF-8 text."),
    "another code page": ("a = 'café'".encode("latin-1"), "is not UTF-8 text. Save it as"),
    "binary": (bytes(range(256)), "is not UTF-8 text. Save it as UTF-8 text."),
    "nothing but zeros": (bytes(100), "is not valid TOML: Invalid statement (at line 1, "),
    "a date that does not exist": (
        GOOD.replace("2026-04-01", "2026-02-30").encode(),
        "is not valid TOML: Invalid date or datetime (at line 6, column 14): "
        "start_date = 2026-02-30. See",
    ),
    "a key given twice": (
        GOOD.replace("wte = 1.2", "wte = 1.2\nwte = 1.3").encode(),
        "is not valid TOML: Cannot overwrite a value (at line 27, ",
    ),
    "lists in lists in lists": (
        b"a = " + b"[" * 5000 + b"]" * 5000,
        "is not valid TOML: maximum recursion depth exceeded",
    ),
    "tables in tables in tables": (
        ".".join("a" * 30).encode() + b" = 1",
        "tables are nested too deeply. Flatten them.",
    ),
}


@pytest.mark.parametrize("content, expected", NOT_SCENARIOS.values(), ids=NOT_SCENARIOS)
def test_a_file_that_is_no_scenario_is_explained(tmp_path, capsys, content, expected):
    path = tmp_path / "scenario.toml"
    path.write_bytes(content)
    (line,) = refused(path, capsys)
    assert line.startswith(f"scenario.toml: {expected}")


# Several files: what they hold, and all problems.
CIRCLE = "extends: goes in a circle: scenario.toml extends b.toml extends scenario.toml. Break it."
OUTSIDE = "is outside the folder. Keep every file of a scenario in its own folder."
SEVERAL_FILES = {
    "a circle": (
        {"scenario.toml": 'extends = "b.toml"', "b.toml": 'extends = "scenario.toml"'},
        [f"scenario.toml: {CIRCLE}"],
    ),
    "extending one that is not there": (
        {"scenario.toml": 'extends = "bse.toml"', "base.toml": GOOD},
        ["scenario.toml: extends: there is no file bse.toml. Did you mean base.toml?"],
    ),
    "extending one outside": (
        {"scenario.toml": 'extends = "../base.toml"'},
        [f"scenario.toml: extends: base.toml {OUTSIDE}"],
    ),
    "extending one by its full path": (
        {"scenario.toml": 'extends = "/etc/hostname"'},
        [f"scenario.toml: extends: hostname {OUTSIDE}"],
    ),
    "a name with a zero in it": (
        {"scenario.toml": 'extends = "a\\u0000b"'},
        ["scenario.toml: extends: is not a usable file name. Correct the name."],
    ),
    "a name that is too long": (
        {"scenario.toml": f'include = ["{"a" * 300}"]\n' + GOOD},
        ["scenario.toml: include: is not a usable file name. Correct the name."],
    ),
    "a table misspelt, which makes it a new one": (
        {"scenario.toml": 'extends = "base.toml"\nstages.choise.missed_share = 0.1\n'
         "teams.clinic.roles.clinican.wte = 2", "base.toml": GOOD},
        ["scenario.toml: stages.choise.outcomes: is missing. Add it. Did you mean stages.choice?"],
    ),
    "a role misspelt, which makes it a new one": (
        {"scenario.toml": 'extends = "base.toml"\nteams.clinic.roles.clinican.wte = 2',
         "base.toml": GOOD},
        ["scenario.toml: teams.clinic.roles.clinican.job_plan: is missing. Say at which stages "
         "its contact time is spent. Did you mean clinician?"],
    ),
    "including one outside": (
        {"scenario.toml": 'include = ["sub/../../part.toml"]\n' + GOOD},
        [f"scenario.toml: include: part.toml {OUTSIDE}"],
    ),
    "including one that includes": (
        {"scenario.toml": 'include = ["part.toml"]\n' + GOOD, "part.toml": 'include = ["x.toml"]'},
        ["part.toml: include: cannot be here. Put it in the file that includes this one."],
    ),
    "one setting in two parts": (
        {"scenario.toml": 'include = ["a.toml", "b.toml"]\n' + GOOD,
         "a.toml": "costs.missed_contact_gbp = 1", "b.toml": "costs.missed_contact_gbp = 2"},
        ["b.toml: costs.missed_contact_gbp: is set twice, in a.toml and in b.toml. "
         "Keep one of them."],
    ),
    "a wrong setting in a part": (
        {"scenario.toml": 'include = ["a.toml"]\n' + GOOD,
         "a.toml": "costs.oncost_multiplier = 13.0"},
        ["a.toml: costs.oncost_multiplier: must be at most 3, not 13.0. Correct the number."],
    ),
    "removing what is not there": (
        {"scenario.toml": 'extends = "base.toml"\nremove = ["standards.five_weeks"]',
         "base.toml": GOOD},
        ["scenario.toml: standards.five_weeks: no such setting is stated in the scenario. "
         "Did you mean standards.four_weeks.share?"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("files, expected", SEVERAL_FILES.values(), ids=SEVERAL_FILES)
def test_a_problem_names_the_file_it_stands_in(tmp_path, capsys, files, expected):
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert refused(tmp_path / "scenario.toml", capsys) == expected


@pytest.mark.parametrize("words", ['extends = "link.toml"', 'include = ["link.toml"]'])
def test_a_link_that_leaves_the_folder_is_refused(tmp_path, capsys, words):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.toml").write_text("secret = 1", encoding="utf-8")
    (inner / "link.toml").symlink_to(tmp_path / "secret.toml")
    (inner / "scenario.toml").write_text(f"{words}\n{GOOD}", encoding="utf-8")
    (line,) = refused(inner / "scenario.toml", capsys)
    assert line == f"scenario.toml: {words.split()[0]}: link.toml {OUTSIDE}"


@pytest.mark.parametrize("name, remedy", [("suffok", "Did you mean suffolk?"),
                                          ("xyz", "Shipped scenarios: "),
                                          ("", "Shipped scenarios: ")])  # fmt: skip
def test_a_scenario_that_is_not_there_is_explained(capsys, name, remedy):
    with pytest.raises(SystemExit) as end:
        main(["check", name])
    assert end.value.code == 2
    assert f" * {name}: there is no such scenario. {remedy}" in capsys.readouterr().err
