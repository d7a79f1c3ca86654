"""Says who may use a route: by default only a browser with a session; the marks here say otherwise.

A route of the API (under /api/) is used with a token that may do what `needs` names, and with nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])  # Any: a view may take and return whatever Flask takes
_MARK = "lookaloud_access"
_TOKENS = "lookaloud.tokens"


@dataclass(frozen=True, slots=True)
class Access:
    """What a route allows: everybody, a token's scope, the use of the phone's camera, and how many bytes may come."""

    is_open: bool = False
    scope: str = ""
    uses_camera: bool = False
    longest_body: int = 16 * 1024


class Tokens(Protocol):
    """Knows the tokens of programs; must take as long for a wrong one as for a right one."""

    def scopes_of(self, token: str) -> frozenset[str]:
        """Return what this token may do; nothing where it is unknown or revoked."""
        ...


def open_to_all(view: View) -> View:
    """Let everybody use this route: only for getting in, static files and the sign of life."""
    return _marked(view, replace(access_of(view), is_open=True))


def needs(scope: str) -> Callable[[View], View]:
    """Let programs use this route of the API with a token that may do `scope`."""
    return lambda view: _marked(view, replace(access_of(view), scope=scope))


def uses_camera(view: View) -> View:
    """Let the browser give this page its camera and keep the screen awake."""
    return _marked(view, replace(access_of(view), uses_camera=True))


def takes_up_to(longest_body: int) -> Callable[[View], View]:
    """Let this route be sent as many bytes, such as a picture."""
    return lambda view: _marked(view, replace(access_of(view), longest_body=longest_body))


def access_of(view: object) -> Access:
    """Return what a view's marks allow."""
    access: Access = getattr(view, _MARK, Access())
    return access


def access_here() -> Access:
    """Return what the route at hand allows; nothing is open where there is none."""
    if request.endpoint == "static":
        return Access(is_open=True)
    return access_of(current_app.view_functions.get(request.endpoint or ""))


def is_api() -> bool:
    """Return whether a program is speaking, which wants its answers in JSON."""
    return request.path.startswith("/api/")


def take_tokens(app: Flask, tokens: Tokens) -> None:
    """Let these tokens in from now on; until then no token is good."""
    app.extensions[_TOKENS] = tokens


def scopes_of(token: str) -> frozenset[str]:
    """Return what this token may do."""
    tokens: Tokens | None = current_app.extensions.get(_TOKENS)
    return tokens.scopes_of(token) if tokens else frozenset()


def _marked(view: View, access: Access) -> View:
    setattr(view, _MARK, access)
    return view
