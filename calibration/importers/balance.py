"""Does the list add up? List now = list before + accepted - seen - left, month by month."""

import numpy as np
import pandas as pd

from calibration.quality import Ledger

FLOWS = ("accepted", "seen", "left", "closed")


def balance(observed: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each place, need and month whose list and flows are all known.

    Columns: area, provider, need, priority, period_end, before, accepted, seen, left (0 where not
    published), expected, waiting, difference (waiting less expected). Where leavers are not
    published the difference is minus those who left, plus corrections of the list.
    """
    wide = _wide(observed)
    for name in ("waiting", "accepted", "seen"):
        if name not in wide:
            return pd.DataFrame(columns=BALANCE_COLUMNS)
    wide["left"] = wide["left"].fillna(0.0) if "left" in wide else 0.0
    keys = list(PLACE)
    wide = wide.sort_values([*keys, "period_end"]).reset_index(drop=True)
    month = wide["period_end"].to_numpy("datetime64[M]").astype(np.int64)
    before = wide.groupby(keys)["waiting"].shift()
    follows = pd.Series(month).diff().eq(1) & before.notna()
    wide["before"] = before.where(follows)
    wide["expected"] = wide["before"] + wide["accepted"] - wide["seen"] - wide["left"]
    wide["difference"] = wide["waiting"] - wide["expected"]
    return wide.dropna(subset=["difference"])[list(BALANCE_COLUMNS)].reset_index(drop=True)


PLACE = ("area", "provider", "need", "priority")
BALANCE_COLUMNS = (
    *PLACE, "period_end", "before", "accepted", "seen", "left", "expected",
    "waiting", "difference",
)  # fmt: skip


def _wide(observed: pd.DataFrame) -> pd.DataFrame:
    whole = observed[
        observed["statistic"].isin(["waiting", "accepted", "seen", "left"])
        & observed["population"].isin(["received", "seen", "still waiting", "closed"])
        & ((observed["period_end"] - observed["period_start"]).dt.days < 31)
    ]
    if whole.duplicated([*PLACE, "period_end", "statistic"]).any():
        return pd.DataFrame()  # several ages or definitions: no single balance
    table = whole.pivot(index=[*PLACE, "period_end"], columns="statistic", values="value")
    return table.reset_index()


def note_balance(observed: pd.DataFrame, ledger: Ledger) -> None:
    """Note, for each place, how far the list is from its own flows."""
    table = balance(observed)
    published = "left" in set(observed["statistic"])
    for (area, _, need, priority), found in table.groupby(list(PLACE)):
        gap = found["difference"]
        most = gap.iloc[int(gap.abs().argmax())]
        meaning = (
            "List against previous + accepted - seen - left: median difference "
            f"{gap.median():+,.0f} a month, largest {most:+,.0f}, {gap.sum():+,.0f} in all."
        )
        if published and gap.abs().sum():
            meaning += (
                " Leavers are in the file, so the difference is something else: rounding, a list "
                "that was checked, dates entered late, or flows that count others than the list."
            )
        if not published:
            meaning += (
                " Leavers are not published, so a negative difference is mostly children who left;"
                f" {int((gap > 0).sum())} months have a positive one, which leaving cannot explain."
            )
        ledger.note(
            "months whose list was reconciled", len(found), meaning, f"{area}, {need}, {priority}"
        )
