"""Where numbers come from: every entry of the evidence, found by topic, word or confidence."""

import pandas as pd
import streamlit as st

from scenarios.evidence.entries import WEAKEST_FIRST, by_confidence
from scenarios.evidence.traced import COLUMNS
from sim.runs.folder import Run
from views.look import empty, figures, show_sheet
from views.store import scenario_of, traced_of

MEANING = {
    "assumption": "no source: somebody's judgement",
    "low": "a source about others, or long ago",
    "medium": "a source that fits in part",
    "high": "a source about this place and time",
}
ALL_TOPICS = "Everything"


def show(run: Run) -> None:
    """Show the section."""
    st.header("Where numbers come from", anchor=False)
    counts = by_confidence(scenario_of(run))
    figures([(word.capitalize(), str(counts[word]), MEANING[word]) for word in WEAKEST_FIRST])
    table = traced_of(run)
    topics = [ALL_TOPICS, *dict.fromkeys(table["Topic"])]
    topic = st.pills("About", topics, default=ALL_TOPICS, required=True, key="topic",
                     bind="query-params")  # fmt: skip
    first, second = st.columns(2)
    words = first.text_input("Find a word, such as wte or Suffolk", key="find", max_chars=80)
    wanted = second.multiselect("Confidence", list(WEAKEST_FIRST), placeholder="Any",
                                key="confidence")  # fmt: skip
    found = _chosen(table, str(topic), words, wanted)
    if not len(found):
        empty("Nothing found", "Try another word, topic or confidence.")
        return
    show_sheet(
        f"{len(found)} of {len(table)} entries, the weakest first", _shown(found), "evidence",
        about="What the number is, what it is here, how far it can be trusted, and where it was "
        "found. The file also says what each is called in the scenario's files.", kept=found,
    )  # fmt: skip


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    """Return what a screen holds: range and period stand with the source and the note."""
    where = found["Source"] + found["Period"].map(lambda said: f" ({said})" if said else "")
    notes = found["Range"].map(lambda said: f"Likely range {said}. " if said else "")
    return pd.DataFrame({
        "What": found["What"], "Value": found["Value"], "Confidence": found["Confidence"],
        "Where it was found": where, "Note": notes + found["Note"],
    })  # fmt: skip


def _chosen(table: pd.DataFrame, topic: str, words: str, wanted: list[str]) -> pd.DataFrame:
    if topic != ALL_TOPICS:
        table = table[table["Topic"] == topic]
    if wanted:
        table = table[table["Confidence"].isin(wanted)]
    for word in words.lower().split():
        text = table[list(COLUMNS)].astype(str).agg(" ".join, axis=1).str.lower()
        table = table[text.str.contains(word, regex=False)]
    return table
