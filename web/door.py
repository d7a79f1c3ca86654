"""Who may come in: what the guard and the pages about it share."""

from dataclasses import dataclass

from flask import Flask, current_app

from web.access_log import AccessLog
from web.hosts import Hosts
from web.pairing import Pairing
from web.sessions import Sessions

_NAME = "lookaloud.door"


@dataclass(frozen=True, slots=True)
class Door:
    """The browsers that were let in, how others come in, the names by which we may be called, and who came."""

    sessions: Sessions
    pairing: Pairing
    hosts: Hosts
    log: AccessLog


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
