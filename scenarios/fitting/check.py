"""The paper of a check: can the method find truths that it was not shown?"""

from collections.abc import Iterator

import pandas as pd

from calibration.fit import Budget, Case
from calibration.fit.check import band, coverage
from scenarios.charts.fit import ranks
from scenarios.report.paper import Paper, Part, Sheet


def check_paper(case: Case, rows: pd.DataFrame, budget: Budget) -> Paper:
    """Return the paper of recoveries of hidden truths."""
    table = coverage(rows)
    cases = int(table["cases"].min())
    names = {"unknown": "Unknown", "covered": "Intervals that held the truth",
             "expected_low": "Honest, from", "expected_high": "Honest, to",
             "width": "Width beside the prior", "verdict": "Verdict", "ranks": "Ranks"}  # fmt: skip
    shown = table[list(names)].rename(columns=names)
    return Paper(
        title=f"Checked: {case.title}",
        question="If these were the truth, would the fit find it, and are its intervals honest?",
        caveat="The world here is the model itself; a real one differs from it in more ways.",
        facts=(("Hidden truths", str(cases)), ("Figures", str(len(case.figures))),
               ("Runs for each", f"{budget.total(len(case.space)):,}")),
        body=(
            Part("What came out", tuple(check_sentences(rows)),
                 tables=(Sheet("Coverage of 90% intervals", shown),),
                 charts=(ranks(rows, band(cases)),)),
        ),
        annex=(),
    )  # fmt: skip


def check_sentences(rows: pd.DataFrame) -> Iterator[str]:
    """Say how often intervals held the truth."""
    table = coverage(rows)
    known = table[table["verdict"] == "identified"]
    cases = int(table["cases"].min())
    share = float(rows["inside"].mean())
    yield (
        f"On {cases} hidden truths drawn from the priors, {share:.0%} of all 90% intervals held "
        f"the truth."
    )
    if len(known):
        low, high = known["covered"].min(), known["covered"].max()
        yield f"Of the {len(known)} identified unknowns, between {low:.0%} and {high:.0%} did."
    few = table[table["covered"] < table["expected_low"]]
    if len(few):
        yield (
            f"Too few for {', '.join(few['unknown'])}: more than chance explains. Give the fit "
            "more effort, or do not rely on these intervals."
        )
    uneven = table[table["ranks"] == "uneven"]
    if len(uneven):
        yield f"Ranks are uneven for {', '.join(uneven['unknown'])}: those lean to one side."
