"""Stands between the server and the app: bounds how many requests, how long and how large, before any thread works."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from hypercorn.middleware import AsyncioWSGIMiddleware
from hypercorn.typing import (
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    HTTPRequestEvent,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    HTTPScope,
    Scope,
    WebsocketCloseEvent,
)
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from web.access import Access, access_of
from web.buckets import Bucket, Buckets
from web.headers import ALWAYS

if TYPE_CHECKING:
    from flask import Flask

LONGEST_HEAD = 16 * 1024
"""Bytes of address and headers. The server's own limit holds only for what comes in more than one piece."""
BODY_S = 10.0
"""Seconds in which a request's body has to have come."""
MOST_AT_ONCE = 16
"""Requests being worked on or waiting for a thread."""
MOST_HELD = 32 * 1024 * 1024
"""Bytes of all bodies that are on their way or being worked on."""
OF_ONE = (60, 40.0)
OF_ALL = (160, 100.0)
"""How many requests may come at once, and how many in a second in the long run: from one address, and from all."""
REFUSED_AFTER_S = 0.5
"""How long whoever asks too much waits to hear it: a refusal is work as well, and this bounds it."""


WORDS = {
    408: b"That took too long.",
    413: b"That is too much.",
    429: b"Too many requests.",
    431: b"Too many headers.",
    503: b"I am busy.",
    505: b"Speak HTTP/1.1.",
}


class Gate:
    """An ASGI app that lets requests through to a Flask app, within bounds. For one event loop."""

    def __init__(self, app: "Flask", clock: Callable[[], float]) -> None:
        self._app = AsyncioWSGIMiddleware(app.wsgi_app, MOST_HELD)
        self._routes = app.url_map.bind("")
        self._views = app.view_functions
        self._clock = clock
        self._all = Bucket(*OF_ALL, clock())
        self._each = Buckets(*OF_ONE, clock)
        self._at_once = self._held = 0

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Take one request."""
        if scope["type"] == "websocket":
            closing: WebsocketCloseEvent = {"type": "websocket.close", "code": 1008, "reason": None}
            await send(closing)
            return
        if scope["type"] != "http":
            return
        if not scope["http_version"].startswith("1."):  # the server takes an upgrade of its own accord
            await _refuse(505, receive, send)
            return
        if not self._may_come((scope.get("client") or ("",))[0]):
            await asyncio.sleep(REFUSED_AFTER_S)
            await _refuse(429, receive, send)
            return
        if _size_of_head(scope) > LONGEST_HEAD:
            await _refuse(431, receive, send)
            return
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_S):
                refusal = await self._take_body(body, self._longest_body(scope), receive)
            if refusal is None:
                await self._hand_on(scope, bytes(body), receive, send)
                return
        except TimeoutError:
            refusal = 408
        except ConnectionAbortedError:
            return
        finally:
            self._held -= len(body)
        await _refuse(refusal, receive, send)

    async def _take_body(self, body: bytearray, longest: int, receive: ASGIReceiveCallable) -> int | None:
        """Fill in the whole body; return the status of the refusal where it is too much."""
        async for part in _parts(receive):
            body += part
            self._held += len(part)
            if len(body) > longest:
                return 413
            if self._held > MOST_HELD:
                return 503
        return None

    async def _hand_on(
        self, scope: HTTPScope, body: bytes, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if self._at_once >= MOST_AT_ONCE:
            await _refuse(503, receive, send)
            return
        self._at_once += 1
        try:
            await self._app(scope, _again(body), send)
        finally:
            self._at_once -= 1

    def _longest_body(self, scope: HTTPScope) -> int:
        """Return how much the route that is asked for may be sent; nothing tells yet whether its sender was let in."""
        try:
            endpoint, _ = self._routes.match(scope["path"], scope["method"])
        except (HTTPException, RoutingException):
            return Access().longest_body
        return access_of(self._views[endpoint]).longest_body

    def _may_come(self, address: str) -> bool:
        return self._each.take(address) and self._all.take(self._clock())


def _size_of_head(scope: HTTPScope) -> int:
    headers = sum(len(name) + len(value) for name, value in scope["headers"])
    return len(scope["raw_path"]) + len(scope["query_string"]) + headers


async def _parts(receive: ASGIReceiveCallable) -> AsyncIterator[bytes]:
    """Return the parts of a body as they come; raise ConnectionAbortedError where the other side has gone."""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionAbortedError
        yield message.get("body", b"")
        if not message.get("more_body"):
            return


def _again(body: bytes) -> ASGIReceiveCallable:
    whole: HTTPRequestEvent = {"type": "http.request", "body": body, "more_body": False}
    messages: deque[ASGIReceiveEvent] = deque([whole])

    async def receive() -> ASGIReceiveEvent:
        return messages.popleft() if messages else {"type": "http.disconnect"}

    return receive


async def _refuse(status: int, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer without the app, at little cost, and take what still comes until the connection is closed."""
    headers = [(name.lower().encode(), value.encode()) for name, value in ALWAYS.items()]
    headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"2")]
    start: HTTPResponseStartEvent = {"type": "http.response.start", "status": status, "headers": headers}
    body: HTTPResponseBodyEvent = {"type": "http.response.body", "body": WORDS[status] + b"\n", "more_body": False}
    answering = asyncio.create_task(_send_both(send, start, body))
    # The server hands on what comes through a short queue. Who would not empty it would hold the connection for ever.
    with contextlib.suppress(TimeoutError, ConnectionAbortedError):
        async with asyncio.timeout(BODY_S):
            async for _ in _parts(receive):
                pass
    await answering


async def _send_both(send: ASGISendCallable, start: HTTPResponseStartEvent, body: HTTPResponseBodyEvent) -> None:
    await send(start)
    await send(body)
