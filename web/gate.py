"""Stands between the server and the app: bounds how many requests, how long and how large, before any thread works."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from hypercorn.middleware import AsyncioWSGIMiddleware
from hypercorn.typing import (
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    HTTPRequestEvent,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    Scope,
)

from web.access import access_of
from web.headers import ALWAYS

if TYPE_CHECKING:
    from flask import Flask

BODY_S = 10.0
"""Seconds in which a request's body has to have come."""
MOST_AT_ONCE = 16
"""Requests being worked on or waiting for a thread."""
OF_ONE = (60, 40.0)
OF_ALL = (160, 100.0)
"""How many requests may come at once, and how many in a second in the long run: from one address, and from all."""
REFUSED_AFTER_S = 0.5
"""How long whoever asks too much waits to hear it: a refusal is work as well, and this bounds it."""
MOST_ADDRESSES = 1000
"""Addresses whose requests are counted; the longest unseen is forgotten."""


class Bucket:
    """So many at once, refilled at a rate."""

    def __init__(self, most: float, per_s: float, now: float) -> None:
        self._most, self._per_s = most, per_s
        self._left, self._at = most, now

    def take(self, now: float) -> bool:
        """Return whether there is one left, and take it."""
        self._left = min(self._most, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Gate:
    """An ASGI app that lets requests through to a Flask app, within bounds. For one event loop."""

    def __init__(self, app: "Flask", clock: Callable[[], float]) -> None:
        self._longest_body = max(access_of(view).longest_body for view in app.view_functions.values())
        self._app = AsyncioWSGIMiddleware(app.wsgi_app, self._longest_body)
        self._clock = clock
        self._all = Bucket(*OF_ALL, clock())
        self._each: dict[str, Bucket] = {}
        self._at_once = 0

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Take one request."""
        if scope["type"] != "http":
            return
        if not self._may_come((scope.get("client") or ("",))[0]):
            await asyncio.sleep(REFUSED_AFTER_S)
            await _refuse(send, 429)
            return
        if self._at_once >= MOST_AT_ONCE:
            await _refuse(send, 503)
            return
        try:
            async with asyncio.timeout(BODY_S):
                body = await _whole_body(receive, self._longest_body)
        except TimeoutError:
            await _refuse(send, 408)
            return
        except ConnectionAbortedError:
            return
        if body is None:
            await _refuse(send, 413)
            return
        if self._at_once >= MOST_AT_ONCE:
            await _refuse(send, 503)
            return
        self._at_once += 1
        try:
            await self._app(scope, _again(body), send)
        finally:
            self._at_once -= 1

    def _may_come(self, address: str) -> bool:
        now = self._clock()
        own = self._each.pop(address, None) or Bucket(*OF_ONE, now)
        self._each[address] = own
        while len(self._each) > MOST_ADDRESSES:
            del self._each[next(iter(self._each))]
        return own.take(now) and self._all.take(now)


async def _whole_body(receive: ASGIReceiveCallable, longest: int) -> bytes | None:
    """Return all of it, None where it is too long; raise ConnectionAbortedError where the other side has gone."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionAbortedError
        body += message.get("body", b"")
        if len(body) > longest:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _again(body: bytes) -> ASGIReceiveCallable:
    whole: HTTPRequestEvent = {"type": "http.request", "body": body, "more_body": False}
    messages: deque[ASGIReceiveEvent] = deque([whole])

    async def receive() -> ASGIReceiveEvent:
        return messages.popleft() if messages else {"type": "http.disconnect"}

    return receive


async def _refuse(send: ASGISendCallable, status: int) -> None:
    """Answer without the app: this must cost as little as possible."""
    words = {408: b"That took too long.", 413: b"That is too much.", 429: b"Too many requests.", 503: b"I am busy."}
    headers = [(name.lower().encode(), value.encode()) for name, value in ALWAYS.items()]
    headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"2")]
    start: HTTPResponseStartEvent = {"type": "http.response.start", "status": status, "headers": headers}
    body: HTTPResponseBodyEvent = {"type": "http.response.body", "body": words[status] + b"\n", "more_body": False}
    await send(start)
    await send(body)
