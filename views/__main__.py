"""The page as a process: ``python -m views run app.py``, with what follows as Streamlit takes it.

Everything that the views stand on is imported before the first reader comes, so that nobody
waits for it with a page half drawn.
"""

import importlib
import sys

from streamlit.web.cli import main

from views.registry import VIEWS


def ready() -> None:
    """Import every view and what it stands on; each is only run when it is looked at."""
    for view in VIEWS:
        importlib.import_module(f"views.{view.name}")


if __name__ == "__main__":
    ready()
    sys.exit(main(prog_name="streamlit"))
