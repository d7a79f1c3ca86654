"""Carries out what a listener asks for: at once what takes no picture, and hands on what does."""

from collections.abc import Callable
from dataclasses import dataclass

from describe import phrases
from describe.answering import Answering
from describe.commands import Act, Command, Do, Tell
from describe.inbox import Inbox, Order
from describe.journal import Journal, Kind
from describe.last_heard import LastHeard
from describe.speech.hushing import HushingSpeaker
from describe.utterance import Urgency, Utterance
from describe.wishes import Wish, wish_of

HUSH_S = 3.0
"""For so long after a stop nothing is said but what is asked for: who says stop has something else to listen to."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What an order may ask of whoever looks.

    `answer` has the describer answer it, or refuses it, once there was a look; `leave` lets go of what is being
    described and takes what is in view as told; `look_anew` takes it as not told.
    """

    answer: Callable[[Order, Wish], None]
    leave: Callable[[], None]
    look_anew: Callable[[], None]


class Obeying:
    """Takes the orders out of the inbox. Every order gets exactly one answer, in words, and nearly all are spoken."""

    def __init__(
        self,
        inbox: Inbox,
        speaker: HushingSpeaker,
        answering: Answering,
        clock: Callable[[], float],
        journal: Journal,
        looking: Looking,
    ) -> None:
        self._inbox = inbox
        self._speaker = speaker
        self._answering = answering
        self._clock = clock
        self._journal = journal
        self._looking = looking
        self._hushed_until = clock()
        self.heard = LastHeard()
        self.is_paused = False
        self._acts: dict[Act, Callable[[Order], None]] = {
            Act.STOP: self._stop,
            Act.PAUSE: self._pause,
            Act.GO_ON: self._go_on,
            Act.REPEAT: self._repeat,
        }
        inbox.hushes(speaker.hush)

    @property
    def silence(self) -> str:
        """Why nothing may be told unasked at this moment, for the journal; empty where it may."""
        if self.is_paused:
            return "I am paused"
        return "somebody said stop" if self.is_hushed else ""

    @property
    def is_hushed(self) -> bool:
        """Whether somebody has just said stop: then also a trouble waits."""
        return self._clock() < self._hushed_until

    def attend(self, *, has_looked: bool) -> None:
        """Carry out what waits. What asks for a picture waits for the first look, and for the answer before it."""
        while (order := self._inbox.take(_takes_no_picture)) is not None:
            self._obey(order)
        if has_looked and not self._answering.is_busy and (order := self._inbox.take()) is not None:
            self._obey(order)

    def _obey(self, order: Order) -> None:
        command = order.command
        if isinstance(command, Tell):
            self._say(order, command.words)
            return
        if isinstance(command, Do):
            self._journal.note(Kind.ASKED, f"somebody asks: {command.act}")
        if (wish := wish_of(command)) is not None:
            if isinstance(command, Do):
                self._speaker.stop()
            self._looking.answer(order, wish)
        elif isinstance(command, Do) and command.act in self._acts:
            self._acts[command.act](order)
        else:
            self._answering.refuse(order, phrases.ANSWER_FAILED, f"nothing does {command} yet")

    def _say(self, order: Order, words: str) -> None:
        self._speaker.say(Utterance(words, Urgency.ANSWER))
        order.reply(words)

    def _stop(self, order: Order) -> None:
        """Let go of what would speak next: the voice fell silent when the stop was put into the inbox."""
        self._answering.give_up(phrases.STOPPED)
        self._looking.leave()
        self._hushed_until = self._clock() + HUSH_S
        self._speaker.let_speak()
        order.reply(phrases.STOPPED)

    def _pause(self, order: Order) -> None:
        self.is_paused = True
        self._answering.give_up(phrases.PAUSED)
        self._looking.leave()
        self._speaker.stop()
        self._say(order, phrases.PAUSED)

    def _go_on(self, order: Order) -> None:
        if not self.is_paused:
            self._say(order, phrases.NOT_PAUSED)
            return
        self.is_paused = False
        self._looking.look_anew()
        self._say(order, phrases.GOING_ON)

    def _repeat(self, order: Order) -> None:
        texts = self.heard.texts()
        if not texts:
            self._say(order, phrases.NOTHING_HEARD)
            return
        self._speaker.stop()
        again = tuple(Utterance(text, Urgency.ANSWER) for text in texts)
        self.heard.said_again(again)
        for utterance in again:
            self._speaker.say(utterance)
        order.reply(" ".join(texts))


def _takes_no_picture(command: Command) -> bool:
    return wish_of(command) is None
