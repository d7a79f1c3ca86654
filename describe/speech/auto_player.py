"""Plays on the sound card while it answers, otherwise into something else, and tries the card again."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from describe.speech.player import NO_ANSWER
from describe.speech.sound import Player, PlayerError, Sound

log = logging.getLogger(__name__)

TURN_S = 0.3
"""A sentence waits so long for a card that is just being tried; a driver may hang in that."""
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
"""The card is tried again after 1, 2, 4 ... 30 s."""

T = TypeVar("T")


class AutoPlayer:
    """Plays on the card when it answers, otherwise on the fallback, and says so in `name` and `trouble`.

    The fallback is opened when it is needed first. A sentence that the card breaks off is played from its beginning
    on the fallback. The card is tried again with growing pauses, when there is something to be played or by probe().
    """

    def __init__(
        self,
        card: Player,
        open_fallback: Callable[[], Player],
        clock: Callable[[], float] = time.monotonic,
        turn_s: float = TURN_S,
    ) -> None:
        self._card = card
        self._open_fallback = open_fallback
        self._fallback: Player | None = None
        self._clock = clock
        self._card_trouble = ""
        self._is_on_card = True
        self._turn = threading.Lock()
        self._turn_s = turn_s
        self._pause_s = FIRST_PAUSE_S
        self._try_at = clock()

    @property
    def name(self) -> str:
        """Where the sound goes at present, for people."""
        return self._fallback.name if self._card_trouble and self._fallback else self._card.name

    @property
    def trouble(self) -> str:
        """Why the card would not be used for the next sound, and what would; empty if it would."""
        if self._card_trouble and self._fallback:
            return f"{self._card_trouble}: the voice goes to {self._fallback.name}"
        return self._card_trouble or self._card.trouble

    @property
    def is_audible(self) -> bool:
        """Whether the last sound was played on the card; before the first one, True."""
        return self._is_on_card and self._card.is_audible

    def play(self, sound: Sound, volume: float, stopped: threading.Event) -> float:
        """Play on what answers; return the seconds it took there; raise PlayerError if nothing does."""
        took_s = self._try_card(lambda: self._card.play(sound, volume, stopped))
        if took_s is not None:
            self._is_on_card = True
            self._pause_s = FIRST_PAUSE_S
            return took_s
        return self._opened_fallback().play(sound, volume, stopped)

    def probe(self) -> None:
        """Try the card if it is in trouble and has rested; raise PlayerError if the fallback fails, too."""
        if self._card_trouble:
            self._try_card(self._card.probe)
        if self._card_trouble:
            self._opened_fallback().probe()

    def close(self) -> None:
        """Close both; may be called twice."""
        self._card.close()
        if self._fallback:
            self._fallback.close()

    def _try_card(self, call: Callable[[], T]) -> T | None:
        """Return what the card's method returns; None where it rests, or failed and has to rest from now on."""
        if self._clock() < self._try_at:
            return None
        if not self._turn.acquire(timeout=self._turn_s):
            self._rest(NO_ANSWER)
            return None
        try:
            if self._clock() < self._try_at:
                return None
            answer = call()
        except PlayerError as error:
            self._rest(str(error))
            return None
        else:
            self._recover()
            return answer
        finally:
            self._turn.release()

    def _opened_fallback(self) -> Player:
        if self._fallback is None:
            try:
                self._fallback = self._open_fallback()
            except PlayerError as error:
                raise PlayerError(f"{self._card_trouble}, and {error}") from error
        return self._fallback

    def _rest(self, trouble: str) -> None:
        if not self._card_trouble:
            log.warning("the sound card is not used: %s", trouble)
        self._card_trouble = trouble
        self._is_on_card = False
        self._try_at = self._clock() + self._pause_s
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)

    def _recover(self) -> None:
        """Use the card again; its pauses grow on until it has really played something."""
        if self._card_trouble:
            log.info("the sound goes to %s again", self._card.name)
        self._card_trouble = ""
        self._try_at = self._clock()
