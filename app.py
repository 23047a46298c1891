"""The page: commissioners test changes, boards see projected waits.

``pathways app`` opens it, and so does ``streamlit run app.py``. Nothing happens on import.
"""

import streamlit as st

from views.look import frame
from views.registry import VIEWS, View


def main() -> None:
    """Show the view that the address asks for, inside the common frame."""
    frame.begin()
    pages = [_page(view, default=place == 0) for place, view in enumerate(VIEWS)]
    # A flat menu: one in sections fails the accessibility rules for lists.
    chosen = st.navigation(pages, position="top")
    with frame.problems_told():
        chosen.run()
    frame.end()


def _page(view: View, *, default: bool) -> st.Page:
    return st.Page(view.path, title=view.title, url_path=view.name, default=default)


if __name__ == "__main__":
    main()
