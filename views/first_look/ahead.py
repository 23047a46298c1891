"""Links that are likely to be opened first, opened by the server itself before anybody does.

The first reader of the newest run would otherwise wait while it is read, compared and drawn.
A session without a browser asks for each link as a reader would, so that what is kept of it (the
run in memory, the comparison, the first look) is what a reader would have left behind.
"""

import asyncio
import logging
from collections.abc import Hashable
from urllib.parse import urlencode

from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import SessionClient

from views.first_look.keeping import AHEAD
from views.first_look.looks import LOOKS
from views.store import entries, stamp
from views.store.chosen import KEY as RUN

LIKELY = ("", "board", "families", "compare")
"""Views by the last part of their address: the page itself, then those that show a run, the one
that takes longest last."""
EVERY = 5.0
"""Seconds between two looks at whether the newest run has been written anew."""
PATIENCE = 120.0
"""Seconds until a link is given up."""
LOG = logging.getLogger(__name__)


async def look_ahead() -> None:
    """Open the likely links of the newest run, and again whenever it is written anew."""
    if not LOOKS.given_out:
        return
    known: Hashable = None
    try:
        while True:
            newest, holds = await asyncio.to_thread(_newest)
            if newest and holds != known:
                known = holds
                for view in LIKELY:
                    await _opened(view, {RUN: newest} if view else {})
            await asyncio.sleep(EVERY)
    except Exception:  # without it the page opens as it always did
        LOG.exception("links could not be opened ahead")


def _newest() -> tuple[str, Hashable]:
    """Return the newest run that can be shown, and what changes when it is written anew."""
    name = next((one.name for one in entries() if not one.fault), "")
    return name, stamp(name)


async def _opened(view: str, asked: dict[str, str]) -> None:
    """Open a link as a reader does, and leave when it is shown."""
    server, nobody = runtime.get_instance(), _Nobody()
    session = server.connect_session(nobody, {})
    AHEAD.add(session)
    wish = BackMsg()
    wish.rerun_script.page_name = view
    wish.rerun_script.query_string = urlencode(asked)
    try:
        server.handle_backmsg(session, wish)
        await asyncio.wait_for(nobody.shown.wait(), PATIENCE)
    finally:
        server.close_session(session)
        AHEAD.discard(session)


class _Nobody(SessionClient):
    """A reader without a browser, who sees only that a view is shown whole."""

    def __init__(self) -> None:
        self.shown = asyncio.Event()
        self._here = asyncio.get_running_loop()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Take note of the end of a script that was not begun again."""
        again = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
        if msg.WhichOneof("type") == "script_finished" and msg.script_finished != again:
            self._here.call_soon_threadsafe(self.shown.set)
