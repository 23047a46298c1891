"""What an option does to each standard, in sentences."""

import pandas as pd

from scenarios.compare.catalogue import compared_measures
from scenarios.compare.promised import COUNTS, SHARE
from scenarios.compare.verdict import matters
from scenarios.compare.words import amount, change
from scenarios.labels import Labels
from sim.measures.table import ALL, NONE


def standard_sentences(differences: pd.DataFrame, labels: Labels) -> list[str]:
    """Return, for each standard and need whose share differs by what matters, who is behind it."""
    whole = differences[(differences["area"] == ALL) & (differences["priority"] == ALL)]
    whole = whole[(whole["standard"] != NONE) & (whole["need"] != ALL)]
    shares = whole[whole["measure"] == SHARE].to_dict("records")
    lines = []
    for row in filter(lambda share: matters(share["verdict"]), shares):
        same = whole[(whole[["standard", "need"]] == [row["standard"], row["need"]]).all(axis=1)]
        counts = same[same["measure"].isin(COUNTS)].set_index("measure")["difference"]
        said = [_more(name, counts[name]) for name in COUNTS if abs(counts.get(name, 0.0)) >= 0.5]
        standard = labels.of("standard", row["standard"])
        lines.append(
            f"{standard}, {labels.of('need', row['need'])}: {change(pd.Series(row))}; "
            f"{', '.join(said) or 'no count changed by half a child'}."
        )
    return lines


def _more(measure: str, difference: float) -> str:
    words = compared_measures()[measure].words.removeprefix("children ")
    return f"{amount(abs(difference), 'children')} {'more' if difference > 0 else 'fewer'} {words}"
