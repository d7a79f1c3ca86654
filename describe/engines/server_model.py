"""A server as a rung of the ladder: asked in the background what it can do, until it answers."""

import logging
import threading
from collections.abc import Iterator

from camera.restarts import Restarts
from describe.describer import DescriberError, DescriberUnavailable
from describe.engines.server import ServerDescriber
from describe.request import Piece, Request

log = logging.getLogger(__name__)

LONGEST_PAUSE_S = 60.0


class ServerModel:
    """A Model of the ladder. It is ready once the server has said what it has; it goes on asking until then."""

    def __init__(self, describer: ServerDescriber, pauses: Restarts | None = None) -> None:
        """Begin to ask at once and return at once."""
        self.name = describer.name
        self._describer = describer
        self._pauses = pauses or Restarts(longest_s=LONGEST_PAUSE_S)
        self._is_ready = False
        self._is_hopeless = False
        self._trouble = "it has not answered yet"
        self._closing = threading.Event()
        self._asking = threading.Thread(target=self._ask, name="server", daemon=True)
        self._asking.start()

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked now."""
        return self._is_ready

    @property
    def is_hopeless(self) -> bool:
        """Whether it will not become ready by itself: its address, key or model is wrong."""
        return self._is_hopeless

    @property
    def trouble(self) -> str:
        """Why it is not ready, in words; empty when all is well."""
        return self._trouble

    def describe(self, request: Request) -> Iterator[Piece]:
        """Yield the words as the server sends them; raise DescriberError."""
        return self._describer.describe(request)

    def cancel(self) -> None:
        """Let go of the present request, from any thread."""
        self._describer.cancel()

    def close(self) -> None:
        """End every request; may be called twice."""
        self._closing.set()
        self._describer.close()
        self._asking.join(1.0)

    def _ask(self) -> None:
        now = 0.0
        while not self._closing.is_set():
            try:
                found = self._describer.probe()
            except DescriberUnavailable as error:
                self._trouble, self._is_hopeless = str(error), True
                return
            except DescriberError as error:
                self._trouble = str(error)
                log.info("%s", error)
                pause_s = self._pauses.ended(now, 0.0, crashed=False) - now
                self._closing.wait(max(1.0, pause_s))
                continue
            log.info("%s: %s", self.name, found.words)
            self._trouble, self._is_ready = "", True
            return
