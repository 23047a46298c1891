"""Every importer gives the figures of its file, calls hidden ones hidden, and accounts for rows.

The Scottish files are real. Every other file here is made up, in the exact form of its
publication.
"""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from calibration.importers import KINDS, Request, import_files
from calibration.importers.about import About
from calibration.importers.balance import balance
from calibration.importers.long import measures

SCOTLAND = Path(__file__).resolve().parents[1] / "calibration" / "cases" / "scotland" / "data"
FILES = tuple(
    SCOTLAND / f"scotland_camhs_{name}.csv"
    for name in ("referrals", "adjusted_patients_seen", "adjusted_patients_waiting",
                 "didnotattends")
)  # fmt: skip

MONTHLY = (
    "REPORTING_PERIOD_START,REPORTING_PERIOD_END,STATUS,BREAKDOWN,PRIMARY_LEVEL,"
    "PRIMARY_LEVEL_DESCRIPTION,SECONDARY_LEVEL,SECONDARY_LEVEL_DESCRIPTION,"
)
MHSDS = (
    MONTHLY
    + """MEASURE_ID,MEASURE_NAME,MEASURE_VALUE
2025-01-01,2025-03-31,Final,England,England,England,NONE,NONE,MRS08,n,1000
2025-01-01,2025-03-31,Final,England,England,England,NONE,NONE,MRS08a,n,372
2025-01-01,2025-03-31,Final,England,England,England,NONE,NONE,MRS08b,n,37
2025-01-01,2025-03-31,Final,Provider,RXX,A trust,NONE,NONE,MRS08a,n,*
2025-01-01,2025-03-31,Final,Provider,RXX,A trust,NONE,NONE,MHS133,n,"1,205"
01/01/2025,31/03/2025,Final,Provider,RXX,A trust,NONE,NONE,MHS134,n,120
2025-01-01,2025-03-31,Final,England; Gender,Female,Female,NONE,NONE,MHS133,n,500
2025-01-01,2025-03-31,Final,England,England,England,NONE,NONE,MHS95,n,800000
2025-01-01,2025-03-31,Final,Provider,RYY,B trust,NONE,NONE,MHS133,n,-5
"""
)
AUTISM = (
    MONTHLY
    + """METRIC,METRIC_NAME,METRIC_VALUE
2023-08-01,2023-08-31,Final,Provider,RXX,A trust,NONE,NONE,ASD16b,n,300
2023-09-01,2023-09-30,Final,Provider,RXX,A trust,NONE,NONE,ASD16b,n,200
2023-09-01,2023-09-30,Final,Provider,RXX,A trust,NONE,NONE,ASD16c,n,160
2023-09-01,2023-09-30,Final,Provider,RXX,A trust,NONE,NONE,ASD18f,n,120
2023-09-01,2023-09-30,Final,Provider,RXX,A trust,NONE,NONE,ASD19f,n,75
"""
)
ADHD = """REPORTING_PERIOD_START_DATE,REPORTING_PERIOD_END_DATE,BREAKDOWN,PRIMARY_LEVEL,PRIMARY_LEVEL_DESCRIPTION,INDICATOR_ID,VALUE
2025-12-01,2025-12-31,Age Group,People aged 5 to 17,People aged 5 to 17,ADHD003,150000
2025-12-01,2025-12-31,Age Group,People aged 25+,People aged 25+,ADHD003,300000
01/12/2025,31/12/2025,Age Group,People aged 5 to 17,People aged 5 to 17,ADHD008d,900
2025-12-01,2025-12-31,Age Group,People aged Unknown,People aged Unknown,ADHD007,*
2025-12-01,2025-12-31,Ethnicity,White,White,ADHD003,90000
"""  # noqa: E501 - a publication's headings stand on one line
COMMUNITY = """Period,Month,OrgRef,OrgName,Region_Name,STP_Code,STP_Name,Service,ServiceType,MetricID,MetricDescription,TextResponses,MetricValue
M,2025-03-01,RXX,A trust,East,QXX,An ICB,Community paediatric service,CYP,RES001c,Total waiting list,,100
M,2025-03-01,RXX,A trust,East,QXX,An ICB,Community paediatric service,CYP,RES001ci,Waiting 0-1 weeks,,40
M,2025-03-01,RXX,A trust,East,QXX,An ICB,Community paediatric service,CYP,RES001cv,Waiting >12-18 weeks,,60
M,2025-03-01,RXX,A trust,East,QXX,An ICB,Community paediatric service,CYP,RES001cviii,Waiting >104 weeks,,*
M,2025-03-01,RXX,A trust,East,QXX,An ICB,Community paediatric service,CYP,RES002cii,Mean wait,,10
M,2025-03-01,RXX,A trust,East,QXX,An ICB,Podiatry,Adults,RES001c,Total waiting list,,77
"""  # noqa: E501
SEN2 = """time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,old_la_code,la_name,breakdown_topic,breakdown,plans_issued_den,plans_issued_within_20_weeks,pc_plans_issued_within_20_weeks,plans_issued_gt20weeks_ltYear,plans_issued_gt_1_year,plans_issued_den_ex,plans_issued_20_weeks_ex
2024,Calendar year,Local authority,E92,England,E12,East,E10,935,A county,All EHC plans issued,All EHC plans issued,1000,320,32,600,80,900,310
2024,Calendar year,National,E92,England,,,,,,All EHC plans issued,All EHC plans issued,90000,45000,50,40000,5000,c,c
2024,Calendar year,National,E92,England,,,,,,Sex,Female,90000,45000,50,40000,5000,c,c
"""  # noqa: E501
BANDS = """month,area,need,0-4,4-8,8-18,18-52,52+,total,received,accepted,seen,left
2026-01,west,camhs,10,10,20,5,1,46,40,30,20,3
Feb 2026,west,camhs,10,10,20,8,*,60,40,30,20,3
2026-04,west,camhs,10,10,20,8,1,49,40,30,20,3
2026-04,west,speech,10,10,20,8,1,49,40,30,20,3
"""
MADE_UP = {"mhsds": MHSDS, "autism": AUTISM, "adhd": ADHD, "community": COMMUNITY, "sen2": SEN2,
           "bands": BANDS}  # fmt: skip


def imported(folder, kind, text, name="file.csv", about=None, encoding="utf-8"):
    path = folder / name
    path.write_text(text, encoding=encoding)
    return import_files(kind, Request((path,), about or About()))


def value(table, **key):
    found = table
    for name, wanted in key.items():
        found = found[found[name] == wanted]
    assert len(found) == 1, found
    return found.iloc[0]


def counted(report, check):
    return sum(one.count for one in report.lines() if one.check == check)


@pytest.fixture(scope="module")
def scotland():
    return import_files("scotland", Request(FILES, published=dt.date(2024, 6, 4)))


def test_scottish_figures_are_those_of_the_files(scotland):
    month = scotland.observed[scotland.observed["period_start"] == "2024-03-01"]
    ayrshire = month[month["area"] == "NHS Ayrshire and Arran"]
    assert value(ayrshire, statistic="received").value == 202
    assert value(ayrshire, statistic="accepted").value == 131
    assert value(ayrshire, statistic="waiting").value == 95
    assert value(ayrshire, statistic="median").value == 3 * 7
    band = value(ayrshire, statistic="in_band", population="still waiting", lower=127.0)
    assert (band.value, band.upper) == (3, 245)
    assert value(ayrshire, statistic="missed_share").value == pytest.approx(7 / 108)
    assert (month["revision_date"] == "2024-06-04").all()


def test_a_scottish_board_that_was_given_a_new_code_is_one_series(scotland):
    tayside = scotland.observed[scotland.observed["area"] == "NHS Tayside"]
    assert tayside["provider"].unique().tolist() == ["S08000030"]
    assert tayside.query("statistic == 'waiting'")["period_start"].is_unique
    assert counted(scotland.report, "rows under a board's old code") > 0


def test_scottish_breaks_gaps_and_unbalanced_lists_are_reported(scotland):
    assert counted(scotland.report, "break in series") > 0
    assert counted(scotland.report, "missing months") > 0
    assert scotland.observed["series_break"].any()
    table = balance(scotland.observed)
    gap = table["waiting"] - (table["before"] + table["accepted"] - table["seen"])
    assert (gap == table["difference"]).all() and (gap != 0).any()


def test_unavailable_is_neither_zero_nor_suppressed(scotland):
    orkney = scotland.observed[scotland.observed["area"] == "NHS Orkney"]
    december = orkney[orkney["period_start"] == "2021-12-01"]
    assert "received" not in set(december["statistic"])
    assert not scotland.observed["suppressed"].any()


@pytest.mark.parametrize("kind", MADE_UP)
def test_a_star_is_suppressed_and_never_zero(tmp_path, kind):
    text = MADE_UP[kind] if kind != "autism" else AUTISM.replace("n,120", "n,*")
    table = imported(tmp_path, kind, text).observed
    assert table["suppressed"].any()
    assert table.loc[table["suppressed"], "value"].isna().all()
    assert not (table["value"] == 0).any()


@pytest.mark.parametrize("kind", MADE_UP)
def test_every_row_is_used_or_dropped_for_a_reason(tmp_path, kind):
    report = imported(tmp_path, kind, MADE_UP[kind]).report
    assert report.rows_read == MADE_UP[kind].count("\n") - 1
    assert report.rows_used + counted(report, "rows dropped") == report.rows_read
    assert all(one.meaning for one in report.lines())


def test_every_kind_but_the_scottish_says_that_no_real_file_was_read():
    assert [name for name, kind in KINDS.items() if kind.real_file_read] == ["scotland"]
    docs = (SCOTLAND.parents[3] / "docs" / "observed.md").read_text("utf-8")
    assert all(f"| `{name}` |" in docs for name in KINDS)


def test_shares_come_from_their_counts_and_published_ones_are_checked(tmp_path):
    made = imported(tmp_path, "mhsds", MHSDS)
    row = value(made.observed, statistic="share_within")
    assert (row.value, row.numerator, row.denominator) == (0.372, 372, 1000)
    off = imported(tmp_path, "mhsds", MHSDS.replace("MRS08b,n,37", "MRS08b,n,52"))
    assert counted(off.report, "published shares that differ from their counts by over 2 points")


def test_mhsds_rows_are_placed_dated_and_counted_once(tmp_path):
    made = imported(tmp_path, "mhsds", MHSDS)
    median = value(made.observed, statistic="median", population="still waiting")
    assert (median.provider, median.value, median.denominator) == ("RXX", 120, 1205)
    assert median.period_start == pd.Timestamp("2025-01-01")
    assert counted(made.report, "mixed date formats") > 0
    assert counted(made.report, "rows dropped") == 3  # a split, a measure, a negative count


def test_the_autism_break_of_september_2023_is_marked(tmp_path):
    table = imported(tmp_path, "autism", AUTISM).observed
    open_list = table.query("statistic == 'waiting'").set_index("period_start")["series_break"]
    assert open_list.tolist() == [False, True]
    share = value(table, statistic="share_within")
    assert (share.value, share.age_to, share.population) == (0.75, 18, "still waiting")


def test_adhd_ages_bands_and_both_date_styles_are_read(tmp_path):
    table = imported(tmp_path, "adhd", ADHD).observed
    assert set(table["period_start"]) == {pd.Timestamp("2025-12-01")}
    assert value(table, statistic="waiting", age_from=5.0).value == 150000
    assert value(table, statistic="in_band").lower == 728
    earlier = ("reporting_period_start_date,reporting_period_end_date,indicator_id,age_group,value"
               "\n2025-03-01,2025-03-31,ADHD003,5 to 17,128000\n")  # fmt: skip
    older = imported(tmp_path, "adhd", earlier).observed
    assert value(older, statistic="waiting", age_to=18.0).value == 128000


def test_community_bands_are_days_with_both_ends_included(tmp_path):
    made = imported(tmp_path, "community", COMMUNITY)
    bands = made.observed.query("statistic == 'in_band' and not suppressed")
    assert bands[["lower", "upper"]].to_numpy().tolist() == [[0, 7], [85, 126]]
    assert value(made.observed, statistic="mean_wait").value == 70
    assert "all" in set(made.observed["need"]) and 77 not in set(made.observed["value"])


def test_sen2_plans_are_counted_with_and_without_exceptions(tmp_path):
    table = imported(tmp_path, "sen2", SEN2).observed
    county = table.query("area == 'A county' and statistic == 'share_within'")
    assert sorted(county["value"]) == pytest.approx([320 / 1000, 310 / 900])
    hidden = table.query("area == 'England' and suppressed")
    assert set(hidden["coverage"]) == {"plans issued, lawful exceptions left out"}


def test_a_local_list_is_reconciled_with_its_flows_and_its_bands(tmp_path):
    made = imported(tmp_path, "bands", BANDS)
    (row,) = balance(made.observed).itertuples()
    assert (row.before, row.expected, row.waiting, row.difference) == (46, 53, 60, 7)
    assert counted(made.report, "missing months") == 1
    assert counted(made.report, "mixed date formats") > 0


def test_a_providers_own_sheet_takes_its_month_from_its_name(tmp_path):
    text = ("Trust,LAD,Service,Description,0-4,4-8,8-18,18-52,52+,Total\n"
            "A trust,North,Core CAMHS,first,1,2,3,4,5,15\n,,,second,1,2,3,4,5,15\n")  # fmt: skip
    name = "123 CAMHS Monthly PTL Waiting ReportMar 2022.csv"
    made = imported(tmp_path, "bands", text, name, About(needs={"Core CAMHS": "camhs"}))
    assert set(made.observed["period_end"]) == {pd.Timestamp("2022-03-31")}
    assert set(made.observed["area"]) == {"North"}
    assert set(made.observed["coverage"]) == {"first", "second"}


def test_measures_in_the_list_are_told_apart():
    table = measures()
    assert not table.duplicated(["publication", "measure"]).any()
    for part in ("numerator", "denominator"):
        known = set(table["measure"]) | {""}
        assert set(table[part]) <= known
