"""Impossible rows of an extract are dropped and counted; what it cannot do without is asked for."""

import pandas as pd
import pytest
from invented_extract import ABOUT, as_held, children, written

from calibration.importers import Request, import_files
from calibration.importers.about import About, read_about
from calibration.quality import Ledger
from sim.settings import BadInput


@pytest.fixture(scope="module")
def held():
    return as_held(children(4, per_day=0.5))


def report_of(folder, table, about=ABOUT):
    path, described = written(folder, table)
    described.write_text(about)
    return import_files("extract", Request((path,), read_about(described))).report


def changed(table, row, **cells):
    table = table.copy()
    for name, value in cells.items():
        table.loc[row, name] = value
    return table


def said(report):
    return "\n".join(report.words())


BROKEN = {
    "Discharged before being referred": {"discharge_date": "2019-01-01"},
    "First contact before the referral": {"first_contact_date": "2019-01-01"},
    "Referred after the extract's last day": {
        "referral_date": "2027-01-04", "first_contact_date": "", "discharge_date": "",
        "accepted_date": "", "second_contact_date": "",
    },
    "No referral date": {"referral_date": "soon"},
    "The need is not known": {"need": "chess"},
    "The area is not known": {"area": "the moon"},
    "No referral_id": {"referral_id": ""},
}  # fmt: skip


@pytest.mark.parametrize("why", BROKEN)
def test_a_row_that_cannot_be_is_dropped_with_its_reason(tmp_path, held, why):
    report = report_of(tmp_path, changed(held, 5, **BROKEN[why]))
    assert [one.count for one in report.dropped if why in one.meaning] == [1]
    assert report.rows_used == report.rows_read - 1


NOTED = {
    "accepted before the referral": {"accepted_date": "2019-01-01"},
    "second contact before the first": {"second_contact_date": "2019-01-01"},
    "ages outside": {"birth_date": "1950-01-01"},
    "dates after the extract's last day": {"discharge_date": "2030-01-01"},
    "unreadable dates": {"accepted_date": "31/31/2024"},
    "mixed date formats": {"referral_date": "04/03/2024", "accepted_date": "",
                           "first_contact_date": "", "second_contact_date": "",
                           "discharge_date": ""},
    "dates with the month first": {"accepted_date": "01/31/2024"},
    "unknown words": {"priority": "purple"},
    "numbers that cannot be": {"missed": "-3"},
}  # fmt: skip


@pytest.mark.parametrize("check", NOTED)
def test_a_cell_that_cannot_be_is_left_out_and_counted(tmp_path, held, check):
    report = report_of(tmp_path, changed(held.astype(object), 5, **NOTED[check]))
    assert any(check in one.check for one in report.findings), said(report)
    assert report.rows_used == report.rows_read


def test_the_same_referral_twice_counts_once(tmp_path, held):
    report = report_of(tmp_path, pd.concat([held, held.head(3)]))
    assert sum(one.count for one in report.dropped) == 3


def test_thin_extracts_carry_a_caveat(tmp_path, held):
    assert "Fewer than 100" in said(report_of(tmp_path, held.head(10)))
    assert "one area" in said(report_of(tmp_path, held[held["area"] == "Upper Zone"]))
    closed = held[(held["discharge_date"] != "") & (held["first_contact_date"] != "")]
    assert "Nobody is still waiting" in said(report_of(tmp_path, closed))


def test_an_extract_nobody_described_is_refused(tmp_path, held):
    path, _ = written(tmp_path, held)
    with pytest.raises(BadInput, match="which referrals it holds"):
        import_files("extract", Request((path,), About()))


def test_an_extract_of_part_of_a_month_is_refused(tmp_path, held):
    for first_day in ("2026-03-05", "2026-03-30"):
        with pytest.raises(BadInput, match="no whole month"):
            report_of(tmp_path, held, ABOUT.replace("2023-04-01", first_day))


BAD_ABOUT = {
    "missing": (None, "no such file"),
    "not TOML": ("[extract", "not a TOML file"),
    "unknown setting": (ABOUT + "\n[colours]\na = 1\n", "is not a setting"),
    "backwards": (ABOUT.replace("2026-03-31", "2020-03-31"), "last_day must be after"),
    "unknown reason": (ABOUT.replace('"helped"', '"cured"'), "must be"),
}


@pytest.mark.parametrize("case", BAD_ABOUT)
def test_a_wrong_description_is_explained(tmp_path, case):
    text, words = BAD_ABOUT[case]
    if text is not None:
        (tmp_path / "about.toml").write_text(text)
    with pytest.raises(BadInput, match=words):
        read_about(tmp_path / "about.toml")


def test_an_opening_list_needs_stages_and_areas(tmp_path, held):
    from calibration.extract.opening import opening_list

    path, described = written(tmp_path, held)
    described.write_text(ABOUT.split("[opening_stages")[0].replace("[areas]", "[spare]").split(
        "[spare]")[0])  # fmt: skip
    about = read_about(described).model_copy(update={"needs": {"Tier 3": "camhs"}})
    with pytest.raises(BadInput) as caught:
        opening_list(Request((path,), about))
    assert {"opening_stages.camhs", "areas"} <= {p.setting for p in caught.value.problems}


def test_rows_of_another_rule_of_inclusion_are_dropped(tmp_path, held):
    received = report_of(tmp_path, held, ABOUT.replace('"open_or_received"', '"received"'))
    assert any("Referred before the first day" in one.meaning for one in received.dropped)
    snapshot = report_of(tmp_path, held, ABOUT.replace('"open_or_received"', '"open"'))
    assert any("Closed by the last day" in one.meaning for one in snapshot.dropped)
    assert Ledger("x").rows_used == 0


def test_the_template_extract_becomes_an_opening_list_that_the_engine_reads(tmp_path):
    from pathlib import Path

    from calibration.extract.opening import opening_list
    from scenarios.template import template
    from sim.demand.opening_file import read_opening_file
    from sim.settings import load

    for kind, name in (("extract", "extract.csv"), ("about", "about.toml"),
                       ("scenario", "scenario.toml")):  # fmt: skip
        (tmp_path / name).write_text(template(kind))
    request = Request((tmp_path / "extract.csv",), read_about(tmp_path / "about.toml"))
    table, findings = opening_list(request)
    table.to_csv(tmp_path / "opening.csv", index=False)
    scenario = load(Path(tmp_path / "scenario.toml")).scenario
    read = read_opening_file(tmp_path / "opening.csv", scenario)
    assert len(read.columns["need"]) == len(table) > 5
    assert set(table["stage"]) >= {"choice", "treatment"}
    assert any("reported" in one.check for one in findings)
