"""Who may come in: what the guard and the pages about it share."""

from dataclasses import dataclass

from flask import Flask, current_app

from web.hosts import Hosts
from web.sessions import Sessions

_NAME = "lookaloud.door"


@dataclass(frozen=True, slots=True)
class Door:
    """The sessions, and the names by which we may be called."""

    sessions: Sessions
    hosts: Hosts


def hang(app: Flask, door: Door) -> None:
    """Give this app its door."""
    app.extensions[_NAME] = door


def door_of(app: Flask) -> Door:
    """Return the door of this app."""
    door: Door = app.extensions[_NAME]
    return door


def the_door() -> Door:
    """Return the door of the app at hand."""
    return door_of(current_app)
