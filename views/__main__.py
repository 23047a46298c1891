"""The page as a process: ``python -m views run app.py``, with what follows as Streamlit takes it.

Everything that the views stand on is imported before the first reader comes, so that nobody
waits for it with a page half drawn.
"""

import asyncio
import importlib
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import streamlit as st
from starlette.middleware import Middleware

from views.first_look.ahead import look_ahead
from views.first_look.keeping import held_by
from views.first_look.looks import LOOKS
from views.first_look.serving import FirstLook
from views.first_look.shelf import SHELF, Shelf
from views.registry import VIEWS
from views.store import runs_folder

KINDS: dict[str, Callable[[str], object]] = {
    "server.port": int,
    "server.headless": "true".__eq__,
    "server.allowedHosts": lambda hosts: hosts.split(","),
}
"""Settings whose values are no words, and what makes them of words."""
EVERYWHERE = ("0.0.0.0", "::")
"""Addresses that stand for every one of this machine."""
OPENS_AFTER = 0.5
"""Seconds from when the server is ready to when a browser is sent there."""


def ready() -> None:
    """Import every view and what it stands on; each is only run when it is looked at."""
    for view in VIEWS:
        importlib.import_module(f"views.{view.name}")


def serve(page: str, options: Sequence[str]) -> None:
    """Serve a page until it is closed; the options are Streamlit's, as ``--name=value``."""
    given = dict(option.removeprefix("--").split("=", 1) for option in options)
    sys.argv = [page]
    LOOKS.take_up(Shelf(runs_folder() / SHELF), held_by)
    app = st.App(page, lifespan=_opening, middleware=[Middleware(FirstLook)])
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it is closed
        app.run(config={name: KINDS.get(name, str)(value) for name, value in given.items()})


@asynccontextmanager
async def _opening(_: st.App) -> AsyncIterator[None]:
    """Open the page in a browser once it is served, unless none is wanted; look ahead meanwhile."""
    if not st.get_option("server.headless"):
        host, port = st.get_option("server.address"), st.get_option("server.port")
        address = f"http://{'localhost' if host in EVERYWHERE else host}:{port}"
        opens = threading.Timer(OPENS_AFTER, webbrowser.open, (address,))
        opens.daemon = True
        opens.start()
    ahead = asyncio.create_task(look_ahead())
    yield
    ahead.cancel()


if __name__ == "__main__":
    ready()
    _run, page, *options = sys.argv[1:]
    serve(page, options)
