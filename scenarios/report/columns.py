"""What the columns of a workbook say: a word about each heading that stands in it."""

import re
from collections.abc import Iterable

import pandas as pd

from scenarios.report.paper import ABOUT, Sheet

TITLE = "What the columns say"
INTERVAL = "of the 95 % interval of the average: where it lies, 19 times in 20"
OF_FUTURES = "of the range of futures: one future in ten"
WORDS = {
    "What": "What is measured, and of whom; beside a map in colour, the place.",
    "Unit": "The unit of the numbers in the row; a share is 1 for all, and shown as a percentage.",
    "Option": "The option that the row tells of.",
    ABOUT: "The option that the row tells of.",
    "Period": "The month, by its first day; or the week, by its Monday; of a source, its time.",
    "Year": "A year of the run, from its first day.",
    "Average": "Average over all futures, in the unit under the sheet's title.",
    "Observed or simulated": "Whether the row is an observed month or one of the projection.",
    "Mean": "Mean of the observed months (XmR chart, Making Data Count).",
    "Lower limit": "Lower process limit of the observed months: mean less 2.66 moving ranges.",
    "Upper limit": "Upper process limit of the observed months: mean plus 2.66 moving ranges.",
    "Signal": "What an observed month is called by the four rules: common or special cause.",
    "As likely recruited": "Difference where posts are filled late or never, as the option says.",
    "Every post filled on its date": "Difference where every post is filled on its date.",
    "Today's plan": "With nothing changed: average over all futures.",
    "This option": "With the option: average over the same futures.",
    "Difference": "With the option less today's plan: average of the differences, future by "
                  "future. Of shares a share: 1% is one percentage point.",
    "to": f"Upper end {INTERVAL}.",
    "Better in, share of futures": "In what share of futures it is better; ties count half.",
    "Verdict": "What the interval and the smallest difference that matters allow to be said.",
    "Verdict on waits": "The verdict on weeks waited by all children together.",
    "Guard rails broken": "What the option makes worse that must not get worse; and in how many "
                          "guard rails harm cannot be ruled out.",
    "Extra cost, \u00a3": "Spending with the option less spending today; negative is saved.",
    "Once, \u00a3": "The part that is spent once: recruiting, equipping, bought minutes.",
    "Every year, \u00a3": "The rest.",
    "More of it over the whole run": "With the option less today: average of the differences.",
    "\u00a3 for each": "Extra cost for each one more; empty where no price can be told.",
    "In words": "The same for readers, or the reason why no price can be told.",
    "Today": "The setting as it is.",
    "In this option": "The setting as the option has it.",
    "Setting": "Its path in the files.",
    "Milestone": "What has to happen for the option to begin.",
    "Owner": "Who has to see to it.",
    "Planned": "The day first planned.",
    "Happened": "The day it happened, where somebody has noted it.",
    "Now expected": "The day now expected.",
    "Standing": "How it stands against its plan on the day that the settings describe.",
    "From and to": "What the wait is measured from and to.",
    "Stops at": "The event that ends the wait.",
    "Standard": "The promise, in its own words.",
    "Limit": "The longest wait that keeps it.",
    "Share": "The share of children for whom it is to be kept; empty where none is set.",
    "Status": "What kind of promise it is.",
    "Applies": "Whether it holds here and is measured.",
    "Source": "Where it was found; assumption where nowhere.",
    "Key": "The key that settings name the source by.",
    "Value": "Of a month what was observed, or the projection's average; of a setting what is put "
             "in.",
    "Confidence": "high: this place and time; medium: fits in part; low: other places or long ago; "
                  "assumption: no source.",
    "Range": "Least and most plausible value, where a range is known.",
    "Note": "How it was worked out, and conflicts between sources.",
    "Item": "Number and name of the item in the STRESS-DES guidelines.",
    "Statement": "What is said under it.",
    "Role": "A role in assuring the analysis.",
    "Who and when": "To be filled in by a person.",
    "Check": "What was checked.",
    "Finding": "What was found; marked where a person has to write it.",
    "Question": "The question that the option answers.",
    "What is said of it": "What the paper says of the option, sentence by sentence.",
}  # fmt: skip
"""What stands under a heading, for headings that are alike in every workbook."""
ENDINGS = (
    (r"interval from$|^Interval from$|, from$", f"Lower end {INTERVAL}."),
    (r": to$|, to$", f"Upper end {INTERVAL}."),
    (r"1 in 10 below$", f"Lower end {OF_FUTURES} lies below."),
    (r"1 in 10 above$", f"Upper end {OF_FUTURES} lies above."),
    (r": average$", "Average over all futures, in that period."),
    (r": difference$|^Difference, ", "With the option less today's plan: average of the "
                                     "differences, future by future."),
    (r"^(Under )?\d+.* weeks|^Under ", "Children who have waited so long so far: average over "
                                       "all futures."),
)  # fmt: skip
"""The same for headings that begin with what is measured."""
UNDER_TITLE = "As said under the sheet's title."
MOST_NAMED = 4
"""A heading that stands on more sheets is told with their number alone."""


def about_columns(names: Iterable[str], sheets: Iterable[Sheet]) -> Sheet:
    """Return what each heading says, and on which sheets it stands."""
    found: dict[str, list[str]] = {}
    for name, sheet in zip(names, sheets, strict=True):
        for heading in sheet.table.columns:
            found.setdefault(str(heading) or "What", []).append(name.split(" ")[0])
    rows = [(heading, said(heading), _where(on)) for heading, on in found.items()]
    return Sheet(TITLE, pd.DataFrame(rows, columns=["Heading", "What it says", "On sheet"]))


def said(heading: str) -> str:
    """Return what a heading says: its own words, those of its ending, or where they are."""
    ending = (words for pattern, words in ENDINGS if re.search(pattern, heading))
    return WORDS.get(heading) or next(ending, UNDER_TITLE)


def _where(on: list[str]) -> str:
    return ", ".join(on) if len(on) <= MOST_NAMED else f"{', '.join(on[:MOST_NAMED])} and others"
