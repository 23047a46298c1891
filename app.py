"""The page: commissioners test changes, boards see projected waits.

``pathways app`` opens it, and so does ``streamlit run app.py``. Nothing happens on import.
"""

import streamlit as st

from views import first_look
from views.look import frame
from views.registry import VIEWS, View
from views.running import look_at_what_came


def main() -> None:
    """Show the view that the address asks for, inside the common frame."""
    first, *others = VIEWS
    start = st.Page(first.path, title=first.title, url_path="", default=True)
    pages = [start, *(st.Page(one.path, title=one.title, url_path=one.name) for one in others)]
    # A flat menu: one in sections fails the accessibility rules for lists.
    chosen = st.navigation([*pages, _by_name(start, first)], position="top")
    frame.begin(chosen.title)
    link = first_look.begin(chosen.url_path)
    with frame.problems_told():
        look_at_what_came()
        chosen.run()
    frame.end()
    first_look.end(chosen.url_path, link)


def _by_name(start: st.Page, view: View) -> st.Page:
    """Return what answers under the name of the first view, which stands at the bare address."""

    def there() -> None:
        st.switch_page(start, query_params=st.query_params.to_dict())

    return st.Page(there, title=view.title, url_path=view.name, visibility="hidden")


if __name__ == "__main__":
    main()
