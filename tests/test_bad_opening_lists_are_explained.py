"""An opening list that cannot be used gives exit code 2 and each line that is wrong.

Nothing is written, and no value of a child's row is ever repeated.
"""

import pickle

import pytest

from scenarios.cli import main
from sim.settings import BadInput, Problem, library

SCENARIO = (library() / "single_clinic" / "scenario.toml").read_text(encoding="utf-8") + (
    '\n[opening]\nsource = "file"\nfile = "list.csv"\n'
)
COLUMNS = ("area", "need", "stage", "referral_date", "stage_entry_date", "contacts_done",
           "next_due_date", "birth_date", "age", "priority", "id", "in_contact")  # fmt: skip
HEADER = ",".join(COLUMNS) + "\n"
GOOD = {"area": "town", "need": "camhs", "stage": "choice", "referral_date": "2026-01-05"}
SECRET = "Zebedee"  # stands for anything that would give a child away


def row(**cells: str) -> str:
    return ",".join({**dict.fromkeys(COLUMNS, ""), **GOOD, **cells}.values()) + "\n"


def refused(tmp_path, capsys, content: bytes | str) -> list[str]:
    """Run with this opening list; return the problems printed, without the bullets."""
    (tmp_path / "scenario.toml").write_text(SCENARIO, encoding="utf-8")
    path = tmp_path / "list.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SystemExit) as end:
        main(["run", str(tmp_path / "scenario.toml"), "--replications", "1", "--workers", "1",
              "--out", str(tmp_path / "run"), "--quiet"])  # fmt: skip
    said = capsys.readouterr()
    heading, *lines = said.err.splitlines()
    assert end.value.code == 2, said
    assert said.out == ""
    assert heading.startswith(f"Cannot use this input: {len(lines)} problem")
    assert sorted(found.name for found in tmp_path.iterdir()) == ["list.csv", "scenario.toml"]
    assert SECRET not in said.err
    assert all(line.startswith(" * list.csv: ") for line in lines)
    return [line.removeprefix(" * list.csv: ") for line in lines]


DATE = "is not a date. Write 2026-04-01."
ROWS = {
    "an unknown area": (row(area=SECRET), ["area: is not known. Use one of: town."]),
    "an area nearly right": (row(area="towm"), ["area: is not known. Did you mean town?"]),
    "an unknown need": (row(need=SECRET), ["need: is not known. Use one of: camhs."]),
    "an unknown stage": (
        row(stage=SECRET),
        ["stage: is not a stage or access point. Use a stage of the scenario."],
    ),
    "a stage nearly right": (
        row(stage="treatmnt"),
        ["stage: is not a stage or access point. Did you mean treatment?"],
    ),
    "an unknown priority": (
        row(priority=SECRET),
        ["priority: is not crisis, urgent, routine or a mapped grade. Map local grades under "
         "demand.NAME.recorded_grades."],
    ),
    "a date that does not exist": (row(referral_date="2026-02-30"), [f"referral_date: {DATE}"]),
    "an American date": (row(referral_date="01/25/2026"), [f"referral_date: {DATE}"]),
    "a spreadsheet's number for a date": (row(referral_date="45000"), [f"referral_date: {DATE}"]),
    "a date of two digits": (row(referral_date="05/01/26"), [f"referral_date: {DATE}"]),
    "words for a date": (row(referral_date=SECRET), [f"referral_date: {DATE}"]),
    "no date of referral": (
        row(referral_date=""),
        ["referral_date: is missing. Give the date of referral."],
    ),
    "a referral yet to come": (
        row(referral_date="2026-04-02"),
        ["referral_date: is after the start date 2026-04-01. Correct the date."],
    ),
    "a referral of a century ago": (
        row(referral_date="1900-01-01"),
        ["referral_date: is more than 25 years ago. Correct the date."],
    ),
    "a stage entered before the referral": (
        row(stage_entry_date="2026-01-04"),
        ["stage_entry_date: is before the referral. Correct the dates."],
    ),
    "too many contacts": (
        row(contacts_done="101"),
        ["contacts_done: must be a number from 0 to 100. Correct it."],
    ),
    "nan contacts": (
        row(contacts_done="nan"),
        ["contacts_done: must be a number from 0 to 100. Correct it."],
    ),
    "an impossible age": (row(age="-1"), ["age: must be a number from 0 to 25. Correct it."]),
    "a birth yet to come": (
        row(birth_date="2027-01-01"),
        ["birth_date: gives an age outside 0 to 26. Correct the date."],
    ),
    "a birth after the referral": (
        row(birth_date="2026-02-01"),
        ["birth_date: is after the referral. Correct the dates."],
    ),
    "a contact due in a time nobody lives to see": (
        row(next_due_date="9999-12-31"),
        ["next_due_date: is more than 25 years ahead. Correct the date."],
    ),
    "neither yes nor no": (
        row(in_contact=SECRET),
        ["in_contact: is neither yes nor no. Write yes or no."],
    ),
    "spreadsheet formulas": (
        row(area="=1+1", referral_date="=TODAY()", age="#REF!"),
        ["area: is not known. Use one of: town.", f"referral_date: {DATE}",
         "age: must be a number from 0 to 25. Correct it."],
    ),
    "a name with a line break in quotes": (
        row(area='"to\nwn"'),
        ["area: is not known. Did you mean town?"],
    ),
    "quotes in quotes": (row(area='"to""wn"'), ["area: is not known. Did you mean town?"]),
}  # fmt: skip


@pytest.mark.parametrize("text, expected", ROWS.values(), ids=ROWS)
def test_a_row_that_cannot_be_used_is_named_by_its_line(tmp_path, capsys, text, expected):
    lines = refused(tmp_path, capsys, HEADER + row() + text)
    assert lines == [f"line 3, {problem}" for problem in expected]


FILES = {
    "empty": ("", ["is empty. See `pathways template opening`."]),
    "a header and nobody": (
        HEADER,
        ['holds a header and no children. Use opening.source = "empty".'],
    ),
    "a header and blank lines": (
        HEADER + "\n,,,\n",
        ['holds a header and no children. Use opening.source = "empty".'],
    ),
    "a column missing": (
        "area,need,stage\ntown,camhs,choice\n",
        ["referral_date: this column is missing. Add it."],
    ),
    "a column misspelt": (
        "area,need,stage,referal_date\n",
        ["referral_date: this column is missing. Add it.",
         "referal_date: is not a column of an opening list. Did you mean referral_date?"],
    ),
    "a column twice": (
        "area,area,need,stage,referral_date\n",
        ["area: stands twice. Keep one."],
    ),
    "a row too short": (
        "area,need,stage,referral_date,age\ntown,camhs,choice,2026-01-01\n",
        ["line 2: has 4 cells. Give 5."],
    ),
    "a row too long": (
        f"area,need,stage,referral_date\ntown,camhs,choice,2026-01-01,{SECRET}\n",
        ["line 2: has 5 cells. Give 4."],
    ),
    "UTF-16": ((HEADER + row()).encode("utf-16"), ["is not UTF-8 text. Save it as CSV UTF-8."]),
    "another code page": (
        (HEADER + row(area="Café")).encode("latin-1"),
        ["is not UTF-8 text. Save it as CSV UTF-8."],
    ),
    "zeros": ((HEADER + row()).encode() + b"\0", ["is not a text file. Save it as CSV UTF-8."]),
    "one endless cell": (
        HEADER + "x" * 200_000,
        ["is not CSV (field larger than field limit (131072)). Save it as CSV UTF-8."],
    ),
    "46 MB": (
        b"x" * 46_000_000,
        ["is too large (46 MB). Keep one row for each open referral."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("content, expected", FILES.values(), ids=FILES)
def test_a_file_that_is_no_opening_list_is_explained(tmp_path, capsys, content, expected):
    assert refused(tmp_path, capsys, content) == expected


OUTSIDE = "is outside the folder. Keep every file of a scenario in its own folder."


@pytest.mark.parametrize("file", ["../list.csv", "sub/../../list.csv", "/etc/hostname", "link.csv"])
def test_a_list_outside_the_scenario_s_folder_is_not_read(tmp_path, capsys, file):
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "list.csv").write_text(HEADER + row(), encoding="utf-8")
    (home / "link.csv").symlink_to(tmp_path / "list.csv")
    text = SCENARIO.replace('file = "list.csv"', f'file = "{file}"')
    (home / "scenario.toml").write_text(text, encoding="utf-8")
    for command in ("run", "check"):
        with pytest.raises(SystemExit) as end:
            main([command, str(home)])
        assert end.value.code == 2
        name = file.split("/")[-1]
        assert capsys.readouterr().err.splitlines()[1] == (
            f" * scenario.toml: opening.file: {name} {OUTSIDE}"
        )


def test_a_child_who_stands_twice_at_one_stage_is_named(tmp_path, capsys):
    twice = row(id=SECRET) + row(id="another") + row(id=SECRET, age="9")
    lines = refused(tmp_path, capsys, HEADER + twice)
    words = "is the same child, need, stage and date of referral as line 2. Keep one of them."
    assert lines == [f"line 4, id: {words}"]


def test_ten_thousand_bad_rows_are_cut_short_and_say_so(tmp_path, capsys):
    lines = refused(tmp_path, capsys, HEADER + row(area=SECRET) * 10_000)
    assert lines[-1] == "stopped after 50 problems."
    assert lines[:-1] == [f"line {k}, area: is not known. Use one of: town." for k in range(2, 52)]


def test_an_open_quote_that_swallows_the_file_is_refused(tmp_path, capsys):
    lines = refused(tmp_path, capsys, HEADER + f'"{SECRET},camhs\n' + row() * 20)
    assert lines[0] == "line 2: has 1 cell. Give 12."


def test_what_is_wrong_is_said_alike_from_a_worker_process():
    told = BadInput([Problem("list.csv", "line 2", "is not a date", "Write 2026-04-01.")])
    again = pickle.loads(pickle.dumps(told))
    assert again.problems == told.problems and str(again) == str(told)
