"""What stands before the server: a view that is asked for comes with its first look, if known.

It also comes with the names of scripts that are to be fetched before they are needed.
"""

from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scenarios.report.write import lacking
from views.first_look.fetched import with_fetched
from views.first_look.link import Link
from views.first_look.looks import LOOKS
from views.first_look.shell import with_look
from views.registry import VIEWS
from views.store.chosen import KEY as RUN
from views.store.runs import stamp

NAMES = {"", *(view.name for view in VIEWS)}
LEFT_OUT = {b"if-none-match", b"if-modified-since", b"accept-encoding"}
"""Headers by which a browser would get the page it has, perhaps with another look in it."""


class FirstLook:
    """The server with first looks in the pages it answers with."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        LOOKS.given_out = not lacking("html")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as the server does, a view with its look."""
        if _asks_for_a_view(scope):
            look = _look(scope)
            kept = [pair for pair in scope["headers"] if pair[0] not in LEFT_OUT]
            scope = {**scope, "headers": kept}
            send = _Answer(send, look).take
        await self._app(scope, receive, send)


def _asks_for_a_view(scope: Scope) -> bool:
    return (scope["type"] == "http" and scope["method"] == "GET"
            and scope["path"].rpartition("/")[2] in NAMES)  # fmt: skip


def _look(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return LOOKS.of(Link.at(scope["path"], query), stamp(*parse_qs(query).get(RUN, ())))


class _Answer:
    """An answer, held until it is whole."""

    def __init__(self, send: Send, look: str) -> None:
        self._send, self._look = send, look
        self._start: Message = {}
        self._body = b""

    async def take(self, message: Message) -> None:
        """Take a part of the answer; with the last, send all of it."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        page = with_fetched(self._body.decode("utf-8"))
        body = (with_look(page, self._look) if self._look else page).encode("utf-8")
        headers = MutableHeaders(raw=self._start["headers"])
        headers["Content-Length"] = str(len(body))
        if self._look:
            headers["Cache-Control"] = "no-store"
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})
