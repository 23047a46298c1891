"""Direct estimates against hand-worked sums and invented children whose truth is known."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from invented_extract import ABOUT, TRUTH, as_held, children, written

from calibration.estimates import (
    as_option,
    as_table,
    estimates_from_extract,
    estimates_from_observed,
)
from calibration.estimates.leaving import rates
from calibration.estimates.referral_rate import fitted
from calibration.estimates.shares import clustered_half, clustered_share, share
from calibration.estimates.survival import cumulative_incidence, waiting_share
from calibration.extract import read_extract
from calibration.importers import Request, import_files
from calibration.importers.about import read_about
from calibration.importers.source import read_source
from calibration.quality import Ledger
from sim.settings import load, load_option
from tests.the_command import pathways

SCOTLAND = Path(__file__).resolve().parents[1] / "calibration" / "cases" / "scotland" / "data"


def numbers(*values):
    return np.array(values, float)


def estimated(folder, table, about=ABOUT):
    path, described = written(folder, table)
    described.write_text(about)
    ledger = Ledger("test")
    known = read_about(described)
    referrals = read_extract(read_source(path), known, ledger)
    return estimates_from_extract(referrals, known, ledger), ledger


def one(estimates, quantity, group="", area="all"):
    (found,) = [e for e in estimates if (e.quantity, e.group, e.area) == (quantity, group, area)]
    return found


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    table = as_held(children(11, per_day=4.0))
    return estimated(tmp_path_factory.mktemp("estimates"), table)[0]


def test_kaplan_meier_and_its_error_agree_with_sums_by_hand():
    # Ends at 1, 3, 4; one is lost to sight at 2. Survival: 3/4, then 3/4 x 1/2, then 0.
    curve = waiting_share(numbers(0, 0, 0, 0), numbers(1, 2, 3, 4), np.array([1, 0, 1, 1], bool))
    assert (1 - curve.shares).tolist() == pytest.approx([3 / 4, 3 / 8, 0])
    greenwood = (3 / 8) ** 2 * (1 / (4 * 3) + 1 / (2 * 1))
    assert curve.errors[1] ** 2 == pytest.approx(greenwood, rel=0.35)  # the same to first order
    assert curve.quantile(0.5)[0] == 3


def test_competing_risks_agree_with_sums_by_hand():
    # At 1: 5 at risk, one seen. At 2: 4, one leaves. At 3: 3, one seen. Two still wait.
    causes = np.array([1, 2, 1, 0, 0])
    time = numbers(1, 2, 3, 9, 9)
    seen = cumulative_incidence(numbers(*[0] * 5), time, causes, 1)
    left = cumulative_incidence(numbers(*[0] * 5), time, causes, 2)
    assert seen.shares.tolist() == pytest.approx([1 / 5, 1 / 5, 1 / 5 + 3 / 5 * 1 / 3])
    assert left.shares.tolist() == pytest.approx([0, 4 / 5 * 1 / 4, 1 / 5])


def test_a_late_entry_counts_only_from_its_entry():
    # The third enters at 1.5: only two are at risk at time 1, and two again at time 2.
    curve = waiting_share(numbers(0, 0, 1.5), numbers(1, 2, 3), np.array([1, 1, 1], bool))
    assert curve.at_risk.tolist() == [2, 2, 1]
    assert curve.shares.tolist() == pytest.approx([1 / 2, 3 / 4, 1])


def test_leaving_is_leavers_over_weeks_watched():
    found = rates(numbers(0, 10, 0), numbers(20, 30, 13), np.array([True, False, False]))
    watched = [13 + 3 + 13, 7 + 13, 4]
    assert [r[3] for r in found[:3]] == [0, 1, 0]
    assert found[1][0] == pytest.approx(1 / watched[1])
    assert found[0][2] == pytest.approx(-np.log(0.05) / watched[0])  # none left: exact limit


def test_shares_have_honest_ends():
    assert share(0, 10)[:2] == (0, 0) and 0.1 < share(0, 10)[2] < 0.3
    assert np.isnan(share(0, 0)[0])
    spread_evenly = clustered_share(numbers(*[1] * 50), numbers(*[10] * 50))
    in_clumps = clustered_share(numbers(*[10] * 5, *[0] * 45), numbers(*[10] * 50))
    assert spread_evenly[0] == in_clumps[0] == 0.1
    assert in_clumps[2] - in_clumps[1] > 2 * (spread_evenly[2] - spread_evenly[1])


def test_months_that_happen_to_agree_do_not_make_a_share_surer_than_its_children():
    value, low, high = clustered_share(numbers(22, 21, 24), numbers(24, 23, 26))
    assert high - low > 1.9 * (high - value) and high - value > 0.05
    few, many = (clustered_half(np.tile([1.0, 3.0], n), np.full(2 * n, 10.0), 0.2) for n in (1, 50))
    assert few > 3 * many * np.sqrt(50)  # two clusters say little of their own spread


def test_none_so_far_has_an_upper_end():
    curve = waiting_share(numbers(*[0] * 30), numbers(*range(60, 90)), np.ones(30, bool))
    assert curve.at(28)[:2] == (0, 0) and 0.05 < curve.at(28)[2] < 0.1


def test_what_was_put_in_is_found_again(found):
    for quantity, group, truth in (
        ("accepted share", "", TRUTH["accepted"]),
        ("missed share", "", TRUTH["missed"]),
        ("priority share", "urgent", 0.15),
        ("contacts after the first", "mean", 5.0),
    ):
        estimate = one(found, quantity, group)
        margin = 1.5 * (estimate.high - estimate.low)
        assert abs(estimate.value - truth) < margin, estimate
        assert estimate.low <= estimate.value <= estimate.high and estimate.n > 100
    spread = one(found, "contacts after the first", "sd")
    assert spread.low < spread.value < spread.high
    assert one(found, "month factor", "august").high < 0.8
    assert one(found, "weekday factor", "sunday").value == 0
    assert one(found, "first to second contact", "median").value == 14
    assert one(found, "leaving a week", "from week 0").value == pytest.approx(0.01, rel=0.25)


def test_intervals_of_rate_growth_and_leaving_hold_the_truth_about_nine_times_in_ten():
    rng = np.random.default_rng(5)
    days = np.arange(1096)
    hits = {"growth": 0, "per year": 0, "dispersion": 0.0, "leaving": 0}
    repeats = 60
    for _ in range(repeats):
        weekly = np.repeat(rng.gamma(1 / 0.04, 0.04, 157), 7)[:1096]
        counts = rng.poisson(3.0 * 1.08 ** ((days - 1096) / 365.25) * weekly).astype(float)
        model = fitted(counts, days + 0.5, np.ones(1096), days // 31 % 12, days % 7, days // 7)
        hits["growth"] += model.growth[1] <= 0.08 <= model.growth[2]
        hits["per year"] += model.per_year[1] <= 3 * 365.25 <= model.per_year[2]
        hits["dispersion"] += model.dispersion / repeats
        leaves, seen = rng.exponential(100, 400), rng.gamma(3, 10, 400)
        (first, *_) = rates(np.zeros(400), np.minimum(leaves, seen), leaves < seen)
        hits["leaving"] += first[1] <= 0.01 <= first[2]
    for name in ("growth", "per year", "leaving"):
        assert 0.78 * repeats <= hits[name] <= repeats, (name, hits)
    assert hits["dispersion"] == pytest.approx(0.04, abs=0.012)


def test_ignoring_who_was_already_waiting_would_understate_leaving():
    rng = np.random.default_rng(2)
    referred = rng.uniform(-300, 150, 60_000)
    leaves, seen = rng.exponential(100, 60_000), rng.gamma(4, 15, 60_000)
    wait, entry = np.minimum(leaves, seen), np.maximum(0, -referred)
    held = wait > entry
    left = (leaves < seen)[held]
    honest = rates(entry[held], wait[held], left)
    naive = rates(np.zeros(held.sum()), wait[held], left)
    assert honest[0][0] == pytest.approx(0.01, rel=0.05)
    assert naive[0][0] < 0.9 * honest[0][0]


def test_a_short_extract_full_of_children_already_waiting_still_tells_the_rate(tmp_path):
    about = ABOUT.replace("2023-04-01", "2025-12-01")
    found = [
        one(estimated(tmp_path, as_held(children(seed, per_day=16.0), "2025-12-01"), about)[0],
            "leaving a week", "from week 0").value
        for seed in (21, 22, 23)
    ]  # fmt: skip
    assert np.mean(found) == pytest.approx(0.01, rel=0.08)


def test_a_snapshot_of_the_open_is_not_read_as_waits(tmp_path):
    about = ABOUT.replace('"open_or_received"', '"open"')
    estimates, ledger = estimated(tmp_path, as_held(children(6, per_day=1.0)), about)
    assert {e.quantity for e in estimates} == {"priority share"}
    assert any("over-represented" in note.meaning for note in ledger.findings)


def test_little_data_says_little(tmp_path):
    table = as_held(children(8, per_day=1.0))
    few, ledger = estimated(tmp_path, table.head(12))
    assert all(e.n >= 10 for e in few)
    unseen = table[table["first_contact_date"] == ""]
    estimates, ledger = estimated(tmp_path, unseen)
    assert any("Nobody was seen" in note.meaning for note in ledger.findings)
    assert not any(e.quantity.startswith("share seen") for e in estimates)


def test_the_option_written_can_be_used_and_says_where_each_number_is_from(tmp_path, found):
    about = ABOUT.replace('= "upper"', '= "town"').replace('= "lower"', '= "town"')
    estimates, _ = estimated(tmp_path, as_held(children(3)), about)
    text = as_option(estimates, "Estimated from extract.csv.")
    (tmp_path / "estimated.toml").write_text(text)
    templates = Path(__file__).resolve().parents[1] / "scenarios" / "templates"
    option = load_option(load(templates / "scenario.toml"), str(tmp_path / "estimated.toml"))
    changed = {change.setting: change.new for change in option.changes}
    assert changed["access_points.front_door.triage.camhs.accepted_share"] == pytest.approx(
        one(estimates, "accepted share").value
    )
    assert changed["demand.camhs.referrals_per_year.town"] > 0
    settings = [line for line in text.splitlines() if " = " in line and "title" not in line]
    assert all("estimated from extract, n=" in line or "note" in line for line in settings)


def test_scottish_boards_are_estimated_from_what_is_published():
    files = tuple(sorted(SCOTLAND.glob("scotland_camhs_*.csv")))
    table = import_files("scotland", Request(files)).observed
    estimates = estimates_from_observed(table, Ledger("test"))
    ayrshire = [e for e in estimates if e.area == "NHS Ayrshire and Arran"]
    (year,) = [e for e in ayrshire if e.quantity.startswith("referrals a year")]
    raw = pd.read_csv(SCOTLAND / "scotland_camhs_referrals.csv")
    last = raw[(raw["HB"] == "S08000015") & (raw["Month"] > 202303)]["ReferralsReceived"].sum()
    assert year.value == pytest.approx(last, rel=0.2)
    (leaving,) = [e for e in ayrshire if e.quantity == "leaving a week"]
    assert 0 < leaving.low < leaving.value < 0.05
    assert not as_table(estimates)["value"].isna().any()


def test_figures_that_are_split_by_priority_are_named_not_left_out_in_silence(tmp_path):
    text = "month,area,need,priority,0-4,total\n2026-01,west,camhs,routine,5,5\n"
    (tmp_path / "list.csv").write_text(text)
    table = import_files("bands", Request((tmp_path / "list.csv",))).observed
    ledger = Ledger("test")
    assert estimates_from_observed(table, ledger) == []
    assert "west, camhs" in [one.where for one in ledger.findings]


def test_the_command_prints_and_writes_estimates(tmp_path):
    path, about = written(tmp_path, as_held(children(3)))
    arguments = ["estimate", path, "--about", about, "--option", tmp_path / "o.toml", "--json"]
    done = pathways(*arguments)
    assert done.returncode == 0, done.stderr
    assert '"quantity": "accepted share"' in done.stdout
    assert "[set.waiting.camhs]" in (tmp_path / "o.toml").read_text()
    bad = pathways("estimate", path)
    assert bad.returncode == 2
    months = pathways("estimate", path, "--option", tmp_path / "p.toml")
    assert months.returncode == 2 and "--option" in months.stderr
    assert not (tmp_path / "p.toml").exists()
