"""An option may include others and depend on dates; nothing is decided by order."""

import datetime as dt

import pytest

from sim.settings import BadInput, differences, load

WTE = "teams.clinic.roles.clinician.wte"
POST = "set.teams.clinic.roles.clinician.posts.new"
PARTS = {
    "post": f"""
[{POST}]
wte = 1.0
[milestones.funded]
owner = "commissioner"
due = 2026-08-31
drives = ["teams.clinic.roles.clinician.posts.new.funded_from"]
""",
    "leave": """
[set.teams.clinic.roles.clinician.posts.away]
wte = -1.0
[milestones.leave_begins]
owner = "provider"
due = 2026-06-01
drives = ["teams.clinic.roles.clinician.posts.away.funded_from"]
[milestones.leave_ends]
owner = "provider"
due = 2026-07-01
follows = "leave_begins"
drives = ["teams.clinic.roles.clinician.posts.away.until"]
""",
    "reminders": '[multiply.stages."*"]\nmissed_share = 0.5',
    "letters": '[multiply.stages."*"]\nmissed_share = 0.8',
    "sessions": "[add.stages.treatment]\ncontacts = 1",
    "more_sessions": "[add.stages.treatment]\ncontacts = 2",
    "six": "[set.stages.treatment]\ncontacts = 5",
    "varied": '[set.stages.treatment.contacts]\nshape = "fixed"\nmean = 4.0',
    "group": """
[set.stages.group]
minutes.clinician = 90
missed_share = 0.2
outcomes.done = { exit = "helped" }
[set.stages.choice.outcomes]
group = { share = 0.1, to = "group" }
""",
    "no_rule": 'remove = ["stages.choice.discharge_after_missed"]',
    "rule": "[set.stages.choice]\ndischarge_after_missed = 3",
    "round": 'include = ["about"]',
    "about": 'include = ["round"]',
}  # fmt: skip


@pytest.fixture
def clinic(tmp_path):
    shipped = load("single_clinic").path
    (tmp_path / "scenario.toml").write_text(shipped.read_text("utf-8"), encoding="utf-8")
    (tmp_path / "options").mkdir()
    for name, text in PARTS.items():
        (tmp_path / "options" / f"{name}.toml").write_text(text, encoding="utf-8")
    return load(tmp_path / "scenario.toml")


def changed(clinic, **words) -> dict:
    option = differences(clinic, "o", words, "o.toml")(clinic)
    return {change.setting: change.new for change in option.changes}


def complaints(clinic, **words) -> list[str]:
    with pytest.raises(BadInput) as error:
        differences(clinic, "o", words, "o.toml")(clinic)
    return [str(problem) for problem in error.value.problems]


def test_an_option_does_all_that_its_parts_do_and_more(clinic):
    alone = [changed(clinic, include=[name]) for name in ("post", "sessions")]
    more = {"demand": {"camhs": {"growth_per_year": 0.02}}}
    both = changed(clinic, include=["post", "sessions"], set=more)
    assert both == alone[0] | alone[1] | {"demand.camhs.growth_per_year": 0.02}


def test_parts_in_another_order_are_the_same_option(clinic):
    names = ["group", "reminders", "post"]
    assert changed(clinic, include=names) == changed(clinic, include=names[::-1])


def test_a_part_means_what_it_means_alone(clinic):
    assert changed(clinic, include=["group", "reminders"])["stages.group.missed_share"] == 0.2


def test_a_part_that_two_others_include_counts_once(clinic):
    (clinic.folder / "options" / "b.toml").write_text('include = ["sessions"]', encoding="utf-8")
    assert changed(clinic, include=["sessions", "b"])["stages.treatment.contacts"] == 7


def test_additions_add_up_and_factors_multiply(clinic):
    assert changed(clinic, include=["sessions", "more_sessions"])["stages.treatment.contacts"] == 9
    shares = changed(clinic, include=["reminders", "letters"])
    assert shares["stages.choice.missed_share"] == pytest.approx(0.04)


@pytest.mark.parametrize(
    "parts, setting",
    [
        (["sessions", "six"], "stages.treatment.contacts"),
        (["six", "varied"], "stages.treatment.contacts.shape"),
        (["no_rule", "rule"], "stages.choice.discharge_after_missed"),
    ],
)
def test_two_parts_that_change_one_setting_are_refused(clinic, parts, setting):
    for order in (parts, parts[::-1]):
        said = complaints(clinic, include=order)
        assert any(f"{setting}: is changed twice, in " in line for line in said), said


def test_parts_that_go_in_a_circle_are_refused(clinic):
    assert complaints(clinic, include=["round"]) == [
        "about.toml: include: goes in a circle: o.toml includes round.toml includes about.toml "
        "includes round.toml. Break it."
    ]


def test_a_setting_takes_the_date_of_its_milestone(clinic):
    begins = "teams.clinic.roles.clinician.posts.new.funded_from"
    assert changed(clinic, include=["post"])[begins] == "2026-08-31"
    assert changed(clinic, include=["post"], slip={"all": 6})[begins] == "2027-02-28"
    assert changed(clinic, include=["post"], slip={"funded": -2})[begins] == "2026-06-30"


def test_what_follows_a_milestone_slips_with_it_and_further_by_its_own_slip(clinic):
    def dates(**slip):
        option = differences(clinic, "o", {"include": ["leave"], "slip": slip}, "o.toml")(clinic)
        return [option.milestones[name].due for name in ("leave_begins", "leave_ends")]

    assert dates(leave_begins=1) == [dt.date(2026, 7, 1), dt.date(2026, 8, 1)]
    assert dates(leave_ends=1) == [dt.date(2026, 6, 1), dt.date(2026, 8, 1)]
    assert dates(all=1, leave_ends=2) == [dt.date(2026, 7, 1), dt.date(2026, 10, 1)]


def test_what_has_happened_sets_the_date_and_moves_what_follows_by_as_many_days(clinic):
    leave = PARTS["leave"].replace("due = 2026-06-01", "due = 2026-06-01\ndone = 2026-06-11")
    (clinic.folder / "options" / "leave.toml").write_text(leave, encoding="utf-8")
    option = differences(clinic, "o", {"include": ["leave"], "slip": {"all": 1}}, "o.toml")(clinic)
    began, ended = (option.milestones[name] for name in ("leave_begins", "leave_ends"))
    assert (began.planned, began.due) == (dt.date(2026, 6, 1), dt.date(2026, 6, 11))
    assert (ended.planned, ended.due) == (dt.date(2026, 7, 1), dt.date(2026, 8, 11))
    away = "teams.clinic.roles.clinician.posts.away"
    assert changed(clinic, include=["leave"])[f"{away}.funded_from"] == "2026-06-11"
    assert complaints(clinic, include=["leave"], slip={"leave_begins": 1}) == [
        "o.toml: slip.leave_begins: has happened, so it cannot slip. Take the slip out."
    ]


def test_a_date_given_twice_is_refused(clinic):
    post = {"teams": {"clinic": {"roles": {"clinician": {"posts": {"x": {
        "wte": 1.0, "funded_from": dt.date(2026, 9, 1)}}}}}}}  # fmt: skip
    when = "teams.clinic.roles.clinician.posts.x.funded_from"
    plan = {"m": {"owner": "provider", "due": dt.date(2026, 9, 1), "drives": [when]}}
    assert complaints(clinic, set=post, milestones=plan) == [
        f"o.toml: {when}: is changed twice, in o.toml. Keep one of them."
    ]


@pytest.mark.parametrize(
    "words, said",
    [
        ({"slip": {"fundd": 1}}, "slip.fundd: there is no such milestone. Did you mean funded?"),
        ({"slip": {"funded": 1.5}}, "slip.funded: must be a whole number, not 1.5."),
        ({"slip": {"funded": 500}}, "slip.funded: must be at most 120, not 500."),
        ({"milestones": {"m": {"owner": "Dr X", "due": dt.date(2026, 1, 1)}}},
         'milestones.m.owner: must be commissioner, provider, council or gp, not "Dr X".'),
        ({"milestones": {"m": {"owner": "gp"}}}, "milestones.m.due: is missing. Add it."),
        ({"milestones": {"m": {"owner": "gp", "due": dt.date(2026, 1, 1)}}, "slip": {"m": 1}},
         "slip.m: drives no date of a setting."),
        ({"milestones": {"m": {"owner": "gp", "due": dt.date(2026, 1, 1), "follows": "x"}}},
         "milestones.m.follows: there is no milestone x"),
        ({"milestones": {"m": {"owner": "gp", "due": dt.date(2026, 1, 1), "follows": "m"}}},
         "milestones.m.follows: goes in a circle."),
        ({"title": 3}, "title: must be text, not 3."),
        ({"unknown": "yes"}, "unknown: must be true or false."),
    ],
)  # fmt: skip
def test_a_bad_plan_is_explained(clinic, words, said):
    lines = complaints(clinic, include=["post"], **words)
    assert any(line.startswith(f"o.toml: {said}") for line in lines), lines


def test_an_option_with_a_risk_in_it_cannot_be_chosen_either(clinic):
    (clinic.folder / "options" / "risk.toml").write_text(
        "unknown = true\n[multiply.demand.camhs.referrals_per_year]\nhere = 1.1".replace(
            "here", next(iter(clinic.scenario.areas))
        ),
        encoding="utf-8",
    )
    both = differences(clinic, "o", {"include": ["risk", "post"]}, "o.toml")(clinic)
    alone = differences(clinic, "o", {"include": ["post"]}, "o.toml")(clinic)
    assert (both.unknown, alone.unknown) == (True, False)


def test_evidence_of_an_option_stands_beside_that_of_the_scenario(clinic):
    entry = {"settings": [WTE], "source": "assumption", "confidence": "assumption"}
    option = differences(
        clinic, "o", {"multiply": {"stages": {"treatment": {"missed_share": 0.5}}},
                      "evidence": [entry]}, "o.toml",
    )(clinic)  # fmt: skip
    assert option.scenario.evidence[-1].settings == (WTE,)
    assert "evidence" not in {change.setting.split(".")[0] for change in option.changes}


def test_a_list_of_options_marks_what_includes_a_risk(clinic, tmp_path, monkeypatch):
    from views.store.plans import offered

    monkeypatch.setattr("views.store.plans.runs_folder", lambda: tmp_path)
    options = clinic.folder / "options"
    (options / "risk.toml").write_text("unknown = true\n[set]\nseed = 1\n", encoding="utf-8")
    (options / "both.toml").write_text('title = "Both"\ninclude = ["risk"]\n', encoding="utf-8")
    (options / "lost.toml").write_text('include = ["nowhere"]\n', encoding="utf-8")
    found = offered(clinic)
    assert [name for name, one in found.items() if one.unknown] == ["both", "risk"]
    assert found["both"].words == "Both (nobody can choose what is not known)"
    assert "lost" in found
