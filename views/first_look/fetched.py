"""Scripts that a browser is told to fetch beforehand: what a reader needs at the first key.

The grid in which staff are edited fetches its editor when the first cell is edited, and keys typed
meanwhile are lost. The names change with each Streamlit; where they are not found, nothing is told.
"""

from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit

SCRIPTS = Path("static") / "js"
"""Below the page's own address, and below the folder of Streamlit's page."""
NEEDED = ("data-grid-overlay-editor", "number-overlay-editor")
"""Beginnings of the names of scripts."""


def with_fetched(page: str) -> str:
    """Return the page with what is to be fetched before it is needed."""
    before, head, after = page.partition("</head>")
    return f"{before}{_links()}{head}{after}" if head else page


@lru_cache(maxsize=1)
def _links() -> str:
    folder = Path(streamlit.__file__).parent / "static" / SCRIPTS
    found = sorted(path.name for name in NEEDED for path in folder.glob(f"{name}.*.js"))
    return "".join(
        f'<link rel="modulepreload" href="./{SCRIPTS.as_posix()}/{escape(name)}" />'
        for name in found
    )
