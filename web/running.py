"""Keeps the page up while the narrator runs: who can reach it, its certificate, its name, and how helpers get in.

It may fail, and is then tried again; the listener hears of it once, and nothing else changes for them.
"""

import logging
import math
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from enum import StrEnum
from pathlib import Path

from describe import helper_words
from describe.commands import Tell
from describe.invitation import Invitation, inviting
from web import create_app
from web.access_log import Event
from web.announcing import Announcement
from web.box import Box
from web.certificate import Certificate, certificate_for
from web.door import door_of
from web.hosts import OWN_NAME, own_addresses
from web.server import EVERYWHERE, PageServer, PageServerError

log = logging.getLogger(__name__)

HERE = "127.0.0.1"
LOOKED_AFTER_EVERY_S = 1.0
RENEWED_EVERY_S = 30.0
"""How often names, addresses and the certificate's age are looked at."""
TRIED_AGAIN_AFTER_S = 30.0


class Reach(StrEnum):
    """From where the page can be reached. AUTO: from here only, until somebody at the box wants a helper in."""

    AUTO = "auto"
    LOCAL = "local"
    LAN = "lan"


class Page:
    """The page of a running box. One thread calls run(); invite() may be called from any."""

    def __init__(
        self, box: Box, reach: Reach, port: int, show: Callable[[Invitation], None], show_line: Callable[[str], None]
    ) -> None:
        """`show` shows an invitation where the program was started, `show_line` a line."""
        self._box = box
        self._reach = reach
        self._port = port
        self._show = show
        self._show_line = show_line
        self._app = create_app(box)
        self._door = door_of(self._app)
        self._certificate = self._good_certificate()
        self._server: PageServer | None = None
        self._host = ""
        self._announcement: Announcement | None = None
        self._announced: tuple[str, ...] = ()
        self._is_lost_told = self._is_shown = False
        self._failed_at = -math.inf

    def run(self, stop: threading.Event, line: Path) -> None:
        """Serve until told to stop; take `lookaloud pair` at this line."""
        with ExitStack() as parts:
            parts.callback(self._end)
            self._serve_as_wanted()
            parts.enter_context(inviting(line, self.invite))
            renewed_at = self._box.clock()
            while not stop.wait(LOOKED_AFTER_EVERY_S):
                if self._box.clock() - renewed_at >= RENEWED_EVERY_S:
                    renewed_at = self._box.clock()
                    self._renew()
                self._serve_as_wanted()

    def invite(self) -> Invitation:
        """Open the door, have the code said at the box, and return how a helper comes in."""
        opened = self._door.pairing.open()
        self._door.log.note(Event.OPENED)
        port = self._server.port if self._server else self._port
        number = next(iter(own_addresses()), HERE)
        base = f"https://{f'[{number}]' if ':' in number else number}:{port}"
        invitation = Invitation(
            f"https://{OWN_NAME}:{port}/",
            f"{base}/",
            opened.code,
            f"{base}/pair?link={opened.link}",
            self._certificate.fingerprint,
        )
        self._tell(helper_words.invitation(invitation.address, invitation.code))
        return invitation

    def _show_first(self, port: int) -> None:
        """Show where the page is; where nobody ever was invited, invite."""
        if not self._door.sessions.is_new:
            self._show_line(f"Your helper's page: https://{OWN_NAME}:{port}/")
            return
        self._door.sessions.begin()
        self._show(self.invite())

    def _tell(self, words: str) -> None:
        if self._box.inbox.put(Tell(words)) is None:
            log.warning("too many wait to be said, so this was not: %s", words.split(".", maxsplit=1)[0])

    def _wanted_host(self) -> str:
        if self._reach is Reach.LAN:
            return EVERYWHERE
        door = self._door
        is_wanted = door.pairing.is_open or door.sessions.is_new or door.sessions.list()
        return EVERYWHERE if self._reach is Reach.AUTO and is_wanted else HERE

    def _serve_as_wanted(self) -> None:
        """Serve from where the page is to be reached now; after a failure, not at once again."""
        host = self._wanted_host()
        if self._server is not None and self._server.is_alive and self._host == host:
            return
        if self._server is not None and self._server.trouble:
            self._lose(self._server.trouble)
        if self._box.clock() - self._failed_at < TRIED_AGAIN_AFTER_S:
            return
        self._stop_server()
        try:
            server = PageServer(self._app, host, self._port, self._certificate)
        except PageServerError as error:
            log.warning("%s", error)
            self._lose(str(error))
            return
        server.start()
        self._server, self._host = server, host
        self._is_lost_told = False
        if not self._is_shown:
            self._is_shown = True
            self._show_first(server.port)
        self._announce()  # the last, as it takes seconds

    def _lose(self, why: str) -> None:
        """Stop, try again later, and tell it once until the page is there again."""
        self._stop_server()
        self._failed_at = self._box.clock()
        if self._is_lost_told:
            return
        self._is_lost_told = True
        self._show_line(f"Your helper's page cannot be had: {why}")
        self._tell(helper_words.PAGE_LOST)

    def _renew(self) -> None:
        """Let the certificate and the name in the network follow what this machine is called now."""
        certificate = self._good_certificate()
        if certificate != self._certificate:
            self._certificate = certificate
            if self._server is not None:
                self._server.renew(certificate)
        if self._announced != own_addresses():
            self._announce()

    def _announce(self) -> None:
        self._take_back()
        if self._host == EVERYWHERE and self._server is not None:
            self._announced = own_addresses()
            self._announcement = Announcement(self._server.port, self._announced)

    def _take_back(self) -> None:
        if self._announcement is not None:
            self._announcement.close()
            self._announcement = None

    def _good_certificate(self) -> Certificate:
        return certificate_for(self._box.folder / "certificate.pem", self._door.hosts.names())

    def _stop_server(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _end(self) -> None:
        with suppress(OSError):
            self._stop_server()
        self._take_back()


def serve_page(
    box: Box,
    reach: Reach,
    port: int,
    stop: threading.Event,
    line: Path,
    show: Callable[[Invitation], None],
    show_line: Callable[[str], None],
) -> None:
    """Serve the page of this box until told to stop. What breaks is told once, and tried again."""
    is_told = False
    while not stop.is_set():
        try:
            Page(box, reach, port, show, show_line).run(stop, line)
        except Exception as error:  # the outermost line of its thread: the narrator goes on without it
            log.exception("the page is lost")
            if not is_told:
                is_told = True
                show_line(f"Your helper's page is lost: {type(error).__name__}")
                box.inbox.put(Tell(helper_words.PAGE_LOST))
            stop.wait(TRIED_AGAIN_AFTER_S)
