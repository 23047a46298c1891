"""What must not be in an extract: refused by heading and by pattern, and never repeated.

Messages name a column by its number and say what kind of thing stands there; no heading and no
value of the file is shown, because a file without headings has a child's data on its first line.
"""

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.settings import BadInput, Problem

BY_HEADING = {
    "an NHS number": r"(^|_)nhs(_?(no|num|number|nbr|id|identifier))?$",
    "a hospital or pupil number": r"(^|_)(mrn|upn|uprn|(hospital|pupil|unit)_?(no|num|number|id))$",
    "a person's name": r"(^|_)(fore|sur|first|last|middle|given|family|full|known|patient|child|"
    r"client|person|parent|carer|mother|father|clinician|gp)_?names?($|_)|^names?$|^initials$",
    "a postcode or address": r"post_?code|zip_?code|(^|_)address|(^|_)street",
    "a telephone number or e-mail address": r"telephone|(^|_)(tel|phone|mobile|email|e_mail)($|_)",
    "a date of birth": r"(^|_)(dob|birth|born)($|_)|date_?of_?birth|birth_?date",
}
_NHS_NUMBER = r"(?:^|[^0-9])(?P<a>[0-9]{3})[ -]?(?P<b>[0-9]{3})[ -]?(?P<c>[0-9]{4})(?:[^0-9]|$)"
_POSTCODE = r"(?i)(^|[^a-z0-9])[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][abd-hjlnp-uw-z]{2}([^a-z0-9]|$)"
_EMAIL = r"[^ @]+@[^ @]+\.[a-zA-Z]"
REMEDY = "Remove the column and export again: nothing here needs it."


def refuse_identifying(file: str, table: pa.Table, used: Mapping[str, str]) -> None:
    """Raise when a column names or numbers a person.

    ``used`` maps a column of the format to its heading in the file.
    """
    column_of = {heading: name for name, heading in used.items()}
    problems = []
    for number, heading in enumerate(table.column_names, 1):
        name = column_of.get(heading, "")
        found = _by_heading(heading, name) or _by_pattern(table.column(heading), name)
        if found:
            problems.append(Problem(file, f"column {number}", f"holds {found}", REMEDY))
    if problems:
        raise BadInput(problems)


def _by_heading(heading: str, name: str) -> str:
    for kind, pattern in BY_HEADING.items():
        needed = kind == "a date of birth" and name == "birth_date"
        if re.search(pattern, heading) and not needed:
            return kind
    return ""


def _by_pattern(column: pa.ChunkedArray, name: str) -> str:
    texts = pc.unique(column)
    valid, looking = _nhs_numbers(texts)
    # Among local numbers of ten digits one in eleven passes the check by accident.
    if valid > (0.5 * looking if name == "referral_id" else 0):
        return "NHS numbers"
    if pc.any(pc.match_substring_regex(texts, _POSTCODE)).as_py():
        return "postcodes"
    if pc.any(pc.match_substring_regex(texts, _EMAIL)).as_py():
        return "e-mail addresses"
    return ""


def _nhs_numbers(texts: pa.Array) -> tuple[int, int]:
    """Return how many texts hold a valid NHS number, and how many something like one."""
    like = texts.filter(pc.match_substring_regex(texts, _NHS_NUMBER))
    if not len(like):
        return 0, 0
    parts = pc.extract_regex(like, _NHS_NUMBER)
    fields = [pc.struct_field(parts, name) for name in ("a", "b", "c")]
    joined = pc.binary_join_element_wise(*fields, "")
    text = "".join(joined.to_pylist()).encode()
    digits = np.frombuffer(text, np.uint8).reshape(-1, 10) - 48
    return int(passes_check(digits).sum()), len(like)


def passes_check(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return whether rows of ten digits are valid NHS numbers (the tenth is a check digit)."""
    remainder = 11 - digits[:, :9].astype(int) @ np.arange(10, 1, -1) % 11
    check = np.where(remainder == 11, 0, remainder)
    return np.asarray((check == digits[:, 9]) & (check != 10))
