"""Whose turn it is among the orders that take a picture: one voice answers, one question after the other."""

from describe import phrases
from describe.commands import is_aloud
from describe.inbox import Inbox, Order
from describe.obeying.answering import Answering
from describe.speech.hushing import HushingSpeaker
from describe.utterance import Fate, Urgency, VoiceEvent


class Turn:
    """Who asks while an answer sounds wants to hear no more of that one; who asked before waits until it was heard.

    So does a helper whose answer is not said: nothing that sounds ends because of that.
    """

    def __init__(self, inbox: Inbox, speaker: HushingSpeaker, answering: Answering) -> None:
        self._inbox = inbox
        self._speaker = speaker
        self._answering = answering
        self._asked_before: int | None = None

    def take(self) -> Order | None:
        """Return the order that may be begun now, and let what it follows, or breaks in on, be over."""
        order = self._inbox.take(self._is_next)
        if order is not None:
            self._asked_before = None
            self._answering.give_up(phrases.STOPPED)
            if is_aloud(order.command):
                self._speaker.stop()
        return order

    def hear(self, event: VoiceEvent) -> None:
        """Take note of an answer that begins to sound: what waits by then was asked before."""
        is_answer = event.utterance.urgency is Urgency.ANSWER and bool(event.utterance.text)
        if event.fate is Fate.STARTED and is_answer and self._asked_before is None:
            self._asked_before = self._inbox.newest

    def _is_next(self, order: Order) -> bool:
        if not self._answering.is_busy and self._speaker.answers_ahead == 0:
            return True
        return is_aloud(order.command) and self._asked_before is not None and order.number > self._asked_before
