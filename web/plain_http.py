"""Answers whoever comes without encryption: one page that explains, with a link to the protected address."""

import re
from collections.abc import Callable

from flask import Flask

from web.door import door_of
from web.headers import ALWAYS
from web.hosts import OWN_NAME

_HOST = re.compile(rb"\r\nhost:[ \t]*([^\r\n]{1,255})\r\n", re.IGNORECASE)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
"""The page carries its own style, as nothing else is to be had without encryption."""
HEADERS = {
    **ALWAYS,
    "Content-Security-Policy": POLICY,
    "Content-Type": "text/html; charset=utf-8",
    "Connection": "close",
}


def plain_answers(app: Flask, port: int) -> Callable[[bytes], bytes]:
    """Return what answers the beginning of a request; the link names us as the request did, if that is our name."""
    placed = "PLACE"
    page = app.jinja_env.get_template("http.html").render(address=placed)
    hosts = door_of(app).hosts

    def answer(beginning: bytes) -> bytes:
        if not beginning.startswith((b"GET ", b"HEAD ")):
            return _response("405 Method Not Allowed", "", "Allow: GET, HEAD")
        found = _HOST.search(beginning)
        host = found[1].decode("latin-1").strip().lower() if found else ""
        name = host.removesuffix(f":{port}")
        if not hosts.is_ours(f"{name}:{port}", "https", str(port)):
            name = OWN_NAME
        return _response(
            "200 OK", "" if beginning.startswith(b"HEAD") else page.replace(placed, f"https://{name}:{port}/")
        )

    return answer


def _response(status: str, page: str, *headers: str) -> bytes:
    body = page.encode()
    lines = (
        f"HTTP/1.1 {status}",
        *(f"{name}: {value}" for name, value in HEADERS.items()),
        *headers,
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
