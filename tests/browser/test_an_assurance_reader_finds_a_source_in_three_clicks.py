"""An assurance reader finds a source in three clicks, and brings data that stay on the machine."""

import io
import zipfile

import pytest

from tests.browser.heard import faults
from tests.browser.rig import Visit

BANDS = """month,area,need,priority,0-4,4-8,8-18,18-52,52+,total,received,accepted,seen,left
2026-01,North,camhs,routine,31,24,42,28,6,131,44,33,27,4
2026-02,North,camhs,routine,29,26,45,30,*,134,41,31,24,4
"""
SECTIONS = ("Published figures", "Fit and backtest", "Validation", "By hand",
            "STRESS-DES and log", "Limits", "Your own data")  # fmt: skip


def test_from_any_view_a_source_is_two_clicks_away(visit):
    page = visit.open("board", run="small")
    page.get_by_role("link", name="Check the model").click()
    page.get_by_role("heading", name="Where numbers come from").wait_for()
    visit.rest()
    page.get_by_role("radio", name="Referrals").click()
    page.get_by_role("heading", name="1 of 2 entries").wait_for()
    assert "run=small" in page.url


def test_each_section_opens_and_no_one_is_kept_out(visit):
    page = visit.open("check", run="small")
    for section in SECTIONS:
        page.get_by_role("radio", name=section).click()
        visit.rest()
        assert page.get_by_role("heading", level=2).first.is_visible()
        assert visit.serious() == [], section
        assert faults(page) == [], section


def own_data(visit: Visit, name: str, content: bytes) -> None:
    page = visit.open("check", check="Your own data")
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    visit.rest()


def test_a_local_list_is_read_in_memory_with_a_report_and_kept_as_figures(visit, runs, tmp_path):
    before = sorted(runs.rglob("*"))
    own_data(visit, "list.csv", BANDS.encode())
    page = visit.page
    page.get_by_text("2 rows read from 1 file").wait_for()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Keep the figures").click()
    kept.value.save_as(tmp_path / "observed.parquet")
    from calibration.observed import read_observed

    observed = read_observed(tmp_path / "observed.parquet")
    assert observed["suppressed"].sum() == 1
    assert sorted(runs.rglob("*")) == before


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("list.csv", b"0" * 50_000_000)
    return out.getvalue()


HOSTILE = {
    "empty": ("list.csv", b"", "is empty"),
    "another kind": ("list.csv", b"name,colour\nx,red\n", "list.csv"),
    "a zip bomb": ("list.csv", zipped(), "packed file"),
    "markup for a name": ("![x](http:__203.0.113.1_x.png)<b>.csv", b"a,b\n1,2\n", "not read"),
    "not text": ("list.csv", bytes(range(256)) * 10, "not a text file"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_cannot_be_read_gets_a_calm_message_and_nothing_leaves(visit, case):
    name, content, words = HOSTILE[case]
    own_data(visit, name, content)
    said = visit.page.get_by_role("alert")
    said.get_by_text(words).first.wait_for()
    assert "Nothing has been changed or lost" in said.inner_text()


def test_rows_that_number_children_are_refused_and_never_shown(visit):
    page = visit.open("check", check="Your own data")
    page.get_by_role("combobox", name="What kind of file is it?").click()
    page.get_by_role("option", name="Local extract").click()
    visit.rest()
    rows = "referral_id,nhs_number,need,area,referral_date\nR1,9434765919,camhs,North,2025-01-06\n"
    page.locator("input[type=file]").first.set_input_files(
        {"name": "Jo Bloggs.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.get_by_role("alert").get_by_text("holds an NHS number").wait_for()
    shown = page.locator("[data-testid=stAlert]").all_inner_texts()
    assert not any("9434765919" in text or "Bloggs" in text for text in shown)
