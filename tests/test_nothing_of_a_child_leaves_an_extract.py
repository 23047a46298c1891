"""No value of a patient-level file appears in any output, message or error."""

import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from invented_extract import ABOUT, as_held, children, written

from calibration.extract.opening import opening_list
from calibration.extract.privacy import passes_check
from calibration.importers import Request, import_files
from calibration.importers.about import read_about
from calibration.observed import read_observed
from calibration.quality.page import as_html, as_markdown
from sim.settings import BadInput

VALID_NHS_NUMBER = "943 476 5919"  # the documentation's own example; nobody's
ALLOWED = {"upper", "lower", "camhs", "routine", "urgent", "yes", "no", "front_door", "choice",
           "treatment", ""}  # fmt: skip


@pytest.fixture(scope="module")
def held():
    table = as_held(children(3))
    # Mondays to Wednesdays only, so that a coarsened date (a Thursday) is never a child's own.
    weekday = pd.to_datetime(table["referral_date"]).dt.day_of_week
    return table[weekday < 3].reset_index(drop=True)


def everything_said(folder, table):
    """Return all text that an import and an opening list put out."""
    path, about = written(folder, table)
    request = Request((path,), read_about(about))
    made = import_files("extract", request)
    opening, findings = opening_list(request)
    texts = [made.observed.to_csv(index=False), as_html(made.report), as_markdown(made.report),
             "\n".join(made.report.words()), str(findings),
             opening.to_csv(index=False)]  # fmt: skip
    return "\n".join(texts)


def test_no_identity_date_or_local_word_comes_out(tmp_path, held):
    said = everything_said(tmp_path, held)
    words = set(re.findall(r"[A-Za-z0-9-]+", said))
    dates = {*held["referral_date"], *held["birth_date"]} - {""}
    months = {day for day in dates if day.endswith(("-01", "-31", "-30", "-28", "-29"))}
    assert not words & ((dates - months) | set(held["referral_id"]))
    for name in ("area", "priority", "discharge_reason"):
        for word in set(held[name]) - ALLOWED:
            assert not re.search(rf"\b{re.escape(word)}\b", said), word


def test_opening_identities_are_fresh_and_dates_are_a_weeks_middle(tmp_path, held):
    path, about = written(tmp_path, held)
    table, _ = opening_list(Request((path,), read_about(about)))
    assert table["id"].tolist() == list(range(1, len(table) + 1))
    days = pd.to_datetime(table["referral_date"])
    assert ((days.dt.day_of_week == 3) | (days == "2026-03-31")).all()
    order = table.drop(columns="id")
    assert order.equals(order.sort_values(list(order), kind="stable"))


def test_salted_hashes_join_months_and_tell_nothing_without_the_salt(tmp_path, held):
    path, about = written(tmp_path, held)
    request = Request((path,), read_about(about))
    one, same, other = (
        set(opening_list(request, salt)[0]["id"]) for salt in (b"a" * 32, b"a" * 32, b"b" * 32)
    )
    assert one == same and not one & other
    assert not one & set(held["referral_id"])


def test_small_counts_are_suppressed_and_all_are_rounded(tmp_path, held):
    path, about = written(tmp_path, held)
    table = import_files("extract", Request((path,), read_about(about))).observed
    counts = table.loc[(table["unit"] == "count") & ~table["suppressed"], "value"]
    assert counts.min() >= 5 and (counts % 5 == 0).all()
    assert (table.loc[table["statistic"] == "median", "denominator"].dropna() >= 5).all()
    bands = table[table["statistic"] == "in_band"].groupby(["area", "period_end"])["suppressed"]
    assert not (bands.sum() == 1).any(), "one hidden band could be worked out from the total"


def test_waits_of_few_children_are_not_shown(tmp_path, held):
    path, about = written(tmp_path, held.iloc[::40])
    table = import_files("extract", Request((path,), read_about(about))).observed
    assert table.loc[table["statistic"].isin(["median", "percentile_90"]), "suppressed"].all()


IDENTIFYING = {
    "NHS number by heading": ("nhs_number", "1"),
    "NHS number by pattern": ("code", VALID_NHS_NUMBER),
    "NHS number inside words": ("note", f"see {VALID_NHS_NUMBER.replace(' ', '')} today"),
    "a name": ("Patient Surname", "Quillfeather"),
    "a postcode by heading": ("post code", "x"),
    "a postcode by pattern": ("place", "ZZ9 9ZZ".replace("9ZZ", "9AA")),
    "an e-mail address": ("contact_details", "someone@example.org"),
    "another date of birth": ("mother_date_of_birth", "1980-02-03"),
}


def refusal(folder, table, kind="extract"):
    path, about = written(folder, table)
    with pytest.raises(BadInput) as caught:
        import_files(kind, Request((path,), read_about(about)))
    return str(caught.value)


@pytest.mark.parametrize("case", IDENTIFYING)
def test_what_identifies_is_refused_by_number_of_column_and_never_repeated(tmp_path, held, case):
    heading, value = IDENTIFYING[case]
    said = refusal(tmp_path, held.head(50).assign(**{heading: value}))
    assert f"column {held.shape[1] + 1}" in said
    assert value not in said or value in {"1", "x"}
    assert heading not in said


def test_an_nhs_number_as_referral_id_is_refused_and_a_local_number_is_not(tmp_path, held):
    few = held.head(30)
    assert "NHS numbers" in refusal(tmp_path, few.assign(referral_id=VALID_NHS_NUMBER))
    local = few.assign(referral_id=[f"{4000000000 + 7 * k}" for k in range(len(few))])
    path, about = written(tmp_path, local)
    assert len(import_files("extract", Request((path,), read_about(about))).observed)


def test_the_check_digit_is_the_published_one():
    digits = np.array([[int(c) for c in text] for text in ("9434765919", "9434765918")], np.uint8)
    assert passes_check(digits).tolist() == [True, False]


def test_a_file_without_headings_shows_none_of_its_first_line(tmp_path, held):
    path, about = written(tmp_path, held)
    path.write_text("\n".join(path.read_text().splitlines()[1:]))
    with pytest.raises(BadInput) as caught:
        import_files("extract", Request((path,), read_about(about)))
    said = str(caught.value)
    assert "not found among the headings" in said
    assert held["referral_id"][0] not in said and held["birth_date"][0] not in said


def test_the_command_keeps_silent_about_children_even_when_it_fails(tmp_path, held):
    path, about = written(tmp_path, held.assign(patient_name="Quillfeather"))
    arguments = ["import", "extract", path, "--about", about, "--out", tmp_path / "o.parquet"]
    done = subprocess.run([sys.executable, "-m", "scenarios", *map(str, arguments)],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 2
    assert "Quillfeather" not in done.stdout + done.stderr
    assert not (tmp_path / "o.parquet").exists()


def test_what_is_written_is_the_observed_table(tmp_path, held):
    path, about = written(tmp_path, held, "extract.parquet")
    arguments = ["import", "extract", path, "--about", about, "--out", tmp_path / "o.parquet",
                 "--opening", tmp_path / "opening.csv", "--salt", tmp_path / "salt"]  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "scenarios", *map(str, arguments)],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (read_observed(tmp_path / "o.parquet")["coverage"] == "local extract").all()
    assert "reported" in done.stdout and "500" in done.stdout
    assert (tmp_path / "salt").stat().st_mode & 0o077 == 0
    assert set(pd.read_csv(tmp_path / "opening.csv")["stage"]) <= ALLOWED
    assert "first_day = 2023-04-01" in ABOUT
