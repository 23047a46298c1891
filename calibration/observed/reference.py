"""The reference of the observed table, as it stands in ``docs/observed.md``."""

from calibration.observed.table import FIELDS


def reference() -> str:
    """Return the columns and their closed lists of words, as Markdown."""
    lines = ["| column | holds | meaning |", "|---|---|---|"]
    for name, field in FIELDS.items():
        empty = "" if field.required or field.default != "all" else " Default `all`."
        lines.append(f"| `{name}` | {field.kind} | {field.meaning}{empty} |")
    for name, field in FIELDS.items():
        if field.words:
            lines += ["", f"### `{name}`", "", "| word | meaning |", "|---|---|"]
            lines += [f"| {word} | {meaning} |" for word, meaning in field.words.items()]
    return "\n".join(lines) + "\n"
