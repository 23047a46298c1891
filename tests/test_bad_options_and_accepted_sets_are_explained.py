"""An option or a file of accepted sets that cannot be used gives exit code 2 and the remedy.

Nothing is run and nothing is written.
"""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scenarios.cli import main
from sim.settings import library

GOOD = (library() / "single_clinic" / "scenario.toml").read_text(encoding="utf-8")
WTE = "teams.clinic.roles.clinician.wte"
NOWHERE = "no such setting is stated in the scenario."


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scenario.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "options").mkdir()
    return tmp_path


def refused(folder, capsys, *arguments: object) -> list[str]:
    """Run it; return the problems printed, without the bullets."""
    before = sorted(folder.rglob("*"))
    with pytest.raises(SystemExit) as end:
        main(["run", str(folder / "scenario.toml"), "--replications", "1", "--out",
              str(folder / "run"), *map(str, arguments)])  # fmt: skip
    said = capsys.readouterr()
    heading, *lines = said.err.splitlines()
    assert end.value.code == 2
    assert said.out == ""
    assert heading.startswith(f"Cannot use this input: {len(lines)} problem")
    assert sorted(folder.rglob("*")) == before, "something was written"
    return [line.removeprefix(" * ") for line in lines]


OPTIONS = {
    "nothing that differs": (
        'title = "The same again"',
        ["o.toml: the option changes nothing. Say what differs under [set], [add], [multiply] or "
         "remove."],
    ),
    "the value it has already": (
        f"[set]\n{WTE} = 1.2",
        ["o.toml: the option changes nothing. Say what differs under [set], [add], [multiply] or "
         "remove."],
    ),
    "a part no option has": (
        f"[sett]\n{WTE} = 2.0",
        ["o.toml: sett: is not a part of an option. Did you mean set?"],
    ),
    "setting what does not exist": (
        f"[set]\n{WTE}e = 2.0",
        [f"o.toml: {WTE}e: is not a setting. Did you mean wte?"],
    ),
    "adding to what does not exist": (
        f"[add]\n{WTE}e = 2.0",
        [f"o.toml: {WTE}e: {NOWHERE} Did you mean {WTE}?"],
    ),
    "removing what does not exist, twice over": (
        'remove = ["standards.five_weeks", "clocks.x"]',
        [f"o.toml: standards.five_weeks: {NOWHERE} Did you mean standards.four_weeks.share?",
         f"o.toml: clocks.x: {NOWHERE} [remove] works on settings the scenario "
         "states."],
    ),
    "setting one part of what it removes": (
        'remove = ["standards.four_weeks"]\n[set]\nstandards.four_weeks.limit = 14',
        ["scenario.toml: standards.four_weeks.clock: is missing. Add it."],
    ),
    "adding text": (
        f'[add]\n{WTE} = "two"',
        [f'o.toml: {WTE}: add needs a number, not "two".'],
    ),
    "multiplying words": (
        "[multiply]\ntitle = 2",
        ['o.toml: title: cannot multiply to "One clinic, one area, one need". Use [set].'],
    ),
    "adding to a table": (
        "[add]\nteams.clinic = 1",
        ["o.toml: teams.clinic: cannot add to a table. Use [set]."],
    ),
    "nan": (f"[add]\n{WTE} = nan", [f"o.toml: add.{WTE}: must be a finite number, not nan. "
                                    "Correct it."]),
    "a path in quotation marks": (
        f'[add]\n"{WTE}" = 1.0',
        [f"o.toml: {WTE}: {NOWHERE} Write it without quotation marks round the whole."],
    ),
    "something impossible": (
        "[set]\nstages.choice.missed_share = 2.0",
        ["o.toml: stages.choice.missed_share: must be below 1, not 2.0. Correct the number."],
    ),
    "less than nobody, by adding": (
        f"[add]\n{WTE} = -5.0",
        [f"o.toml: {WTE}: must be at least 0, not -3.8. Correct the number."],
    ),
    "a share above one, by multiplying": (
        '[multiply]\nstages."*".missed_share = 20.0',
        ["o.toml: stages.choice.missed_share: must be below 1, not 2.0. Correct the number.",
         "o.toml: stages.treatment.missed_share: must be below 1, not 2.0. Correct the number."],
    ),
    "a post whose dates and months go backwards": (
        "[set.teams.clinic.roles.clinician.posts.x]\nwte = 1.0\nfunded_from = 2026-10-01\n"
        "until = 2026-05-01\nmonths_to_fill_low = 6.0\nmonths_to_fill_high = 2.0",
        ["o.toml: teams.clinic.roles.clinician.posts.x: months_to_fill_high must not be below "
         "months_to_fill_low; until must not be before funded_from."],
    ),
    "what does not exist, beside what cannot be": (
        f"[set]\nstages.choice.missed_share = 2.0\n[add]\n{WTE}e = 2.0",
        [f"o.toml: {WTE}e: {NOWHERE} Did you mean {WTE}?",
         "o.toml: stages.choice.missed_share: must be below 1, not 2.0. Correct the number."],
    ),
    "a milestone that drives nothing": (
        f"[set]\n{WTE} = 2.0\n[milestones.x]\nowner = \"provider\"\ndue = 2026-09-01\n"
        'drives = ["teams.clinic.roles.clinician.posts.*.funded_from"]',
        ["o.toml: milestones.x.drives: teams.clinic.roles.clinician.posts.*.funded_from is nothing "
         "that the option sets. Correct its names."],
    ),
    "nothing at all": ("", ["o.toml: is empty. See `pathways template option`."]),
}  # fmt: skip


@pytest.mark.parametrize("text, expected", OPTIONS.values(), ids=OPTIONS)
def test_a_bad_option_is_explained(folder, capsys, text, expected):
    path = folder / "options" / "o.toml"
    path.write_text(text, encoding="utf-8")
    assert refused(folder, capsys, "--option", "o") == expected
    assert refused(folder, capsys, "--option", path) == expected


def test_an_option_that_is_not_there_is_explained_with_the_ones_that_are(folder, capsys):
    (folder / "options" / "more_posts.toml").write_text(f"[set]\n{WTE} = 2.0", encoding="utf-8")
    near, far = "more_post", "xyz"
    assert refused(folder, capsys, "--option", near) == [
        "more_post: there is no such option. Did you mean more_posts?"
    ]
    assert refused(folder, capsys, "--option", far) == [
        "xyz: there is no such option. Options of "
        f"{folder.name}: more_posts."
    ]  # fmt: skip


ACCEPTED = {
    "empty": (b"", ["is empty. Fit again."]),
    "a header alone": (f"{WTE}\n".encode(), ["holds no accepted sets. Fit again."]),
    "an unknown setting": (
        f"{WTE}e\n1.0\n".encode(),
        [f"{WTE}e: {NOWHERE} Did you mean {WTE}?"],
    ),
    "what is no number": (
        f"{WTE}\n1.0\nmany\nnan\n=1+1\ninf\n".encode(),
        [f"row {row}, {WTE}: is not a number." for row in (3, 4, 5, 6)],
    ),
    "rows of other lengths": (
        f"{WTE},calendar.horizon_days\n1.0\n1.0,100,3\n".encode(),
        ["row 2: has 1 values for 2 settings. Complete the row.",
         "row 3: has 3 values for 2 settings. Complete the row."],
    ),
    "an impossible value": (
        f"{WTE}\n1.0\n-2.0\n".encode(),
        [f"{WTE}: must be at least 0, not -2.0. Correct the number."],
    ),
    "a number for words": (b"title\n3\n", ["title: must be text in quotes, not 3.0. Correct the "
                                           "value."]),
    "a number for a table": (b"teams.clinic\n3\n", ["teams.clinic: must be a table, not 3.0. "
                                                    "Correct the value."]),
    "a setting twice": (f"{WTE},{WTE}\n1,2\n".encode(), [f"{WTE}: stands twice. Keep one."]),
    "one endless cell": (
        b"x" * 200_000,
        ["is not CSV (field larger than field limit (131072)). Fit again."],
    ),
    "UTF-16": (f"{WTE}\n1\n".encode("utf-16"), ["is not UTF-8 text. Save it as CSV UTF-8."]),
    "binary": (bytes(range(256)), ["is not UTF-8 text. Save it as CSV UTF-8."]),
    "too many": (f"{WTE}\n".encode() + b"1.0\n" * 2001, ["holds more than 2000 sets. Thin it."]),
}  # fmt: skip


@pytest.mark.parametrize("content, expected", ACCEPTED.values(), ids=ACCEPTED)
def test_bad_accepted_sets_are_explained(folder, capsys, content, expected):
    path = folder / "sets.csv"
    path.write_bytes(content)
    assert refused(folder, capsys, "--accepted", path) == [f"sets.csv: {line}" for line in expected]


def test_accepted_sets_in_parquet_are_read_with_the_same_care(folder, capsys):
    path = folder / "sets.parquet"
    pq.write_table(pa.table({WTE: [1.0, None]}), path)
    assert refused(folder, capsys, "--accepted", path) == [
        f"sets.parquet: row 3, {WTE}: is not a number."
    ]
    path.write_bytes(b"not Parquet at all")
    assert refused(folder, capsys, "--accepted", path) == ["sets.parquet: is not a Parquet file."]


def test_accepted_sets_that_are_not_there_are_explained(folder, capsys):
    assert refused(folder, capsys, "--accepted", folder / "no.csv") == [
        "no.csv: there is no such file. Give its path, or none."
    ]


ARGUMENTS = {
    "--replications": ["0", "-1", "1.5", "many", "100001"],
    "--seed": ["-1", "x", str(2**63)],
    "--workers": ["0", "513", "x"],
    "--trace-replications": ["0"],
}


@pytest.mark.parametrize("name, value", [(k, v) for k, vs in ARGUMENTS.items() for v in vs])
def test_a_bad_argument_is_explained(folder, capsys, name, value):
    before = sorted(folder.rglob("*"))
    with pytest.raises(SystemExit) as end:
        main(["run", str(folder / "scenario.toml"), "--out", str(folder / "run"), name, value])
    said = capsys.readouterr().err
    assert end.value.code == 2
    assert f"Invalid value for '{name}'" in said
    assert sorted(folder.rglob("*")) == before
