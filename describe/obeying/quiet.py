"""Keeps quiet as the listener wants: a stop for the moment, a pause until it is to go on, a hand over the lens."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from describe import phrases
from describe.inbox import Order
from describe.lens import Gesture
from describe.speech.hushing import HushingSpeaker

HUSH_S = 3.0
"""For so long after a stop nothing is said but what is asked for: who says stop has something else to listen to."""


@dataclass(frozen=True, slots=True)
class Work:
    """What keeping quiet lets go of, or takes up again.

    `give_up` ends answers and searches, giving whoever asked these words; `leave` lets go of what is being described
    and takes what is in view as told; `look_anew` takes it as not told; `say` says words of ours.
    """

    give_up: Callable[[str], None]
    leave: Callable[[], None]
    look_anew: Callable[[], None]
    say: Callable[[str], None]


class Quiet:
    """Knows why nothing may be told unasked."""

    def __init__(self, speaker: HushingSpeaker, work: Work, clock: Callable[[], float]) -> None:
        self._speaker = speaker
        self._work = work
        self._clock = clock
        self._hushed_until = -math.inf
        self._stopped_by = 0
        self.is_paused = False

    @property
    def reason(self) -> str:
        """Why nothing may be told unasked at this moment, for the journal; empty where it may."""
        if self.is_paused:
            return "I am paused"
        return "somebody said stop" if self.is_hushed else ""

    @property
    def is_hushed(self) -> bool:
        """Whether somebody has just said stop: then also a trouble waits."""
        return self._clock() < self._hushed_until

    def puts_off(self, order: Order) -> bool:
        """Say whether an order came before the stop whose hush still lasts."""
        return self.is_hushed and order.number < self._stopped_by

    def stop(self, order: Order) -> None:
        """Let go of what would speak next: the voice fell silent when the stop was put into the inbox."""
        self._work.give_up(phrases.STOPPED)
        self._work.leave()
        self._hushed_until, self._stopped_by = self._clock() + HUSH_S, order.number
        self._speaker.let_speak()
        order.reply(phrases.STOPPED)

    def pause(self, order: Order) -> None:
        """Say that it pauses, and nothing unasked from then on."""
        self._pause(phrases.PAUSED)
        order.reply(phrases.PAUSED)

    def go_on(self, order: Order) -> None:
        """Tell again what is new; what is in view counts as that."""
        words = phrases.GOING_ON if self.is_paused else phrases.NOT_PAUSED
        if self.is_paused:
            self._go_on()
        else:
            self._work.say(words)
        order.reply(words)

    def follow_lens(self, gesture: Gesture | None) -> None:
        """Do what somebody means by a hand over the lens."""
        if gesture is Gesture.PAUSE:
            self._pause(phrases.PAUSED_BY_LENS)
        elif gesture is Gesture.GO_ON:
            self._go_on()

    def _pause(self, words: str) -> None:
        self.is_paused = True
        self._work.give_up(phrases.PAUSED)
        self._work.leave()
        self._speaker.stop()
        self._work.say(words)

    def _go_on(self) -> None:
        self.is_paused = False
        self._work.look_anew()
        self._work.say(phrases.GOING_ON)
