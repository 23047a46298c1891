"""An extract of invented children, with the truth about how they were made."""

from pathlib import Path

import numpy as np
import pandas as pd

FIRST, LAST = np.datetime64("2022-04-01"), np.datetime64("2026-03-31")
TRUTH = {"per_day": 2.0, "growth": 0.1, "accepted": 0.8, "leaving_per_week": 0.01, "missed": 0.12}

ABOUT = """
[extract]
first_day = 2023-04-01
last_day = 2026-03-31
holds = "open_or_received"

[areas]
"Upper Zone" = "upper"
"Lower Zone" = "lower"

[needs]
"Tier 3" = "camhs"

[priorities]
red = "urgent"
green = "routine"

[reasons]
"declined" = "refused"
"moved on" = "left_without_help"
"finished" = "helped"

[opening_stages.camhs]
before_decision = "front_door"
before_first_contact = "choice"
after_first_contact = "treatment"

[reported_waiting]
camhs = 500
"""


def children(seed: int = 1, per_day: float = TRUTH["per_day"]) -> pd.DataFrame:
    """Return all referrals of four years, open or not, whatever an extract would hold."""
    rng = np.random.default_rng(seed)
    days = np.arange(int((LAST - FIRST).astype(int)) + 1)
    years = days / 365.25
    dates = FIRST + days.astype("timedelta64[D]")
    month = dates.astype("datetime64[M]").astype(int) % 12
    weekday = (dates.astype(int) + 3) % 7
    rate = per_day * (1 + TRUTH["growth"]) ** years * np.where(month == 7, 0.6, 1.0)
    rate = rate * np.where(weekday < 5, 1.4, 0.0)
    referred = np.repeat(days, rng.poisson(rate)).astype(float)
    n = len(referred)
    accepted = rng.random(n) < TRUTH["accepted"]
    decided = referred + rng.integers(1, 8, n)
    leaves = rng.exponential(7 / TRUTH["leaving_per_week"], n)
    seen_after = 20 + rng.gamma(2.0, 45.0, n)
    seen = accepted & (seen_after < leaves)
    first = np.where(seen, np.floor(referred + seen_after), np.nan)
    left = np.where(accepted & ~seen, np.floor(referred + leaves), np.nan)
    contacts = np.where(seen, 1 + rng.geometric(0.2, n), 0)
    second = np.where(seen, first + 14, np.nan)
    finished = first + 14 * (contacts - 1)
    closed = np.where(seen, finished, np.where(accepted, left, decided))
    reason = np.where(seen, "finished", np.where(accepted, "moved on", "declined"))
    offered = contacts + rng.negative_binomial(np.maximum(contacts, 1), 1 - TRUTH["missed"])
    return pd.DataFrame({
        "referral_id": [f"LOC-{seed}-{k:07d}" for k in rng.permutation(n)],
        "area": rng.choice(["Upper Zone", "Lower Zone"], n), "need": "Tier 3",
        "priority": rng.choice(["red", "green"], n, p=[0.15, 0.85]),
        "referral_date": referred, "accepted_date": np.where(accepted, decided, np.nan),
        "first_contact_date": first, "second_contact_date": second, "discharge_date": closed,
        "discharge_reason": reason, "contacts": contacts,
        "missed": np.where(contacts > 0, offered - contacts, 0),
        "birth_date": referred - rng.integers(6 * 365, 17 * 365, n),
    })  # fmt: skip


def as_held(table: pd.DataFrame, first_day: str = "2023-04-01") -> pd.DataFrame:
    """Return what an extract taken on the last day would hold, dates written out."""
    end, start = (
        int((LAST - FIRST).astype(int)),
        int((np.datetime64(first_day) - FIRST).astype(int)),
    )
    held = table[~(table["discharge_date"] < start)].copy()
    still_open = ~(held["discharge_date"] <= end)
    held.loc[still_open, "discharge_reason"] = ""
    so_far = 1 + np.floor((end - held["first_contact_date"]) / 14)
    early = (held["contacts"] > so_far) & (so_far >= 1)
    part = held["missed"] * so_far / held["contacts"].clip(lower=1)
    held["missed"] = np.where(early, np.round(part), held["missed"]).astype(int)
    held["contacts"] = np.where(early, so_far, held["contacts"]).astype(int)
    unseen = ~(held["first_contact_date"] <= end)
    held.loc[unseen, ["contacts", "missed"]] = 0
    for name in [column for column in held if column.endswith("_date")]:
        days = held[name].where((held[name] <= end) | (name == "birth_date"))
        dates = FIRST + days.fillna(0).to_numpy().astype("timedelta64[D]")
        held[name] = np.where(days.isna(), "", dates.astype(str))
    return held.reset_index(drop=True)


def written(folder: Path, table: pd.DataFrame, name: str = "extract.csv") -> tuple[Path, Path]:
    """Write an extract and the file that describes it; return both paths."""
    path = folder / name
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        table.to_parquet(path)
    (folder / "about.toml").write_text(ABOUT, encoding="utf-8")
    return path, folder / "about.toml"
