"""Lets two sides use one describer: the narrator at any time, a guest only while the narrator does not."""

import threading
from collections.abc import Generator, Iterator
from typing import Protocol

from describe.describer import AskedToWait, Describer, DescriberFailed
from describe.request import Piece, Request

GUEST_LEAVES_S = 0.8
"""What the narrator waits at most for a guest that was sent away; a describer's own wait comes after that."""
GUEST_TRIES = 8
AGAIN_S = 2.0


class Cancellable(Describer, Protocol):
    """A describer whose present request can be let go from any thread."""

    def cancel(self) -> None:
        """Let go of the present request."""
        ...


class Turns:
    """The Describer that the narrator uses, which sends a guest away; describe_for_guest() is the guest's."""

    def __init__(self, describer: Cancellable) -> None:
        self._describer = describer
        self._changed = threading.Condition()
        self._narrating = 0
        self._has_guest = self._is_sent_away = False

    @property
    def name(self) -> str:
        """Who describes now."""
        return self._describer.name

    def describe(self, request: Request) -> Iterator[Piece]:
        """Yield the description, after a guest was sent away; see Describer."""
        with self._changed:
            self._narrating += 1
            if self._has_guest:
                self._send_guest_away()
        try:
            yield from self._describer.describe(request)
        finally:
            with self._changed:
                self._narrating -= 1
                self._changed.notify_all()

    def describe_for_guest(self, request: Request, within_s: float) -> Generator[Piece]:
        """Yield the description once the narrator has nothing described; raise AskedToWait if that takes too long.

        Raises DescriberFailed where the narrator needed the describer meanwhile: one guest at a time, and it gives way.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: not (self._narrating or self._has_guest), within_s):
                raise AskedToWait("I am describing for the listener now", AGAIN_S)
            self._has_guest, self._is_sent_away = True, False
        try:
            for piece in self._describer.describe(request):
                self._stay()
                yield piece
            self._stay()
        finally:
            with self._changed:
                self._has_guest = False
                self._changed.notify_all()

    def cancel_guest(self) -> None:
        """Let go of the guest's request, from any thread; the narrator's goes on."""
        with self._changed:
            if self._has_guest:
                self._is_sent_away = True
                self._describer.cancel()

    def close(self) -> None:
        """Let go of what the describer holds."""
        self._describer.close()

    def _send_guest_away(self) -> None:
        """Let go of the guest's request, again and again: it may not have begun when it is first let go of."""
        self._is_sent_away = True
        for _ in range(GUEST_TRIES):
            self._describer.cancel()
            if self._changed.wait_for(lambda: not self._has_guest, GUEST_LEAVES_S / GUEST_TRIES):
                return

    def _stay(self) -> None:
        if self._is_sent_away:
            raise DescriberFailed("the listener needed me meanwhile")
