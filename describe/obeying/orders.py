"""Takes what a listener asks for, and has it done: at once what takes no picture; the rest by whoever looks."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from describe import phrases
from describe.commands import Act, Command, Do, Find, Tell
from describe.history.store import HistoryError
from describe.inbox import Inbox, Order
from describe.journal import Journal, Kind
from describe.lens import Gesture
from describe.obeying.adjusting import ADJUSTS, adjusted, more_or_less
from describe.obeying.answering import Answering
from describe.obeying.last_heard import LastHeard
from describe.obeying.means import Means
from describe.obeying.reports import Reports
from describe.obeying.running import Running
from describe.obeying.wishes import Wish, wish_of
from describe.settings import Settings
from describe.speech.hushing import HushingSpeaker
from describe.utterance import Urgency, Utterance

HUSH_S = 3.0
"""For so long after a stop nothing is said but what is asked for: who says stop has something else to listen to."""
AGAIN_S = 30.0
"""Who asks for more, or for less, twice within this time means it for all that follows."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What an order may ask of whoever looks.

    `answer` has it answered, or refuses it, once there was a look; `unfit` says in words why there is no picture for
    it, or nothing; `leave` lets go of what is being described and takes what is in view as told; `look_anew` takes it
    as not told; `forget` knows nothing any more of what was said.
    """

    answer: Callable[[Order, Wish], None]
    unfit: Callable[[], str]
    leave: Callable[[], None]
    look_anew: Callable[[], None]
    forget: Callable[[], None]


class Obeying:
    """Takes the orders out of the inbox. Every order gets exactly one answer, in words, and all but a stop aloud."""

    def __init__(
        self,
        inbox: Inbox,
        speaker: HushingSpeaker,
        answering: Answering,
        reports: Reports,
        looking: Looking,
        means: Means,
        clock: Callable[[], float],
        settings: Callable[[], Settings],
        journal: Journal,
    ) -> None:
        self._inbox = inbox
        self._speaker = speaker
        self._answering = answering
        self._reports = reports
        self._looking = looking
        self._means = means
        self._clock = clock
        self._settings = settings
        self._journal = journal
        self._hushed_until = self._asked_at = -math.inf
        self._asked: Act | None = None
        self.heard = LastHeard()
        self.running = Running(speaker, clock, journal, means)
        self.is_paused = False
        self._acts: dict[Act, Callable[[Order], None]] = {
            Act.STOP: self._stop,
            Act.PAUSE: self._pause,
            Act.GO_ON: self._go_on,
            Act.REPEAT: self._repeat,
            Act.LIGHT: self._light,
            Act.STATE: lambda order: self._say(order, reports.state()),
            Act.WHY_QUIET: lambda order: self._say(order, reports.why_quiet()),
            Act.BASED_ON: self._tell_the_basis,
            Act.FORGET: self._forget,
        }
        inbox.hushes(speaker.hush)

    @property
    def silence(self) -> str:
        """Why nothing may be told unasked at this moment, for the journal; empty where it may."""
        if self.is_paused:
            return "I am paused"
        return "somebody said stop" if self.is_hushed else self.running.reason

    @property
    def is_hushed(self) -> bool:
        """Whether somebody has just said stop: then also a trouble waits."""
        return self._clock() < self._hushed_until

    def attend(self, *, has_looked: bool) -> None:
        """Carry out what waits. What asks for a picture waits for the first look, and for the answer before it."""
        while (order := self._inbox.take(_is_done_at_once)) is not None:
            self._obey(order)
        if has_looked and not self._answering.is_busy and (order := self._inbox.take()) is not None:
            self._obey(order)

    def pause(self) -> None:
        """Fall silent, and stay so."""
        self.is_paused = True
        self._give_up(phrases.PAUSED)
        self._looking.leave()
        self._speaker.stop()

    def go_on(self) -> None:
        """Tell again what is new; what is in view counts as that."""
        self.is_paused = False
        self._looking.look_anew()

    def follow_lens(self, gesture: Gesture | None) -> None:
        """Do what somebody means by a hand over the lens."""
        if gesture is Gesture.PAUSE:
            self.pause()
            self._say_aside(phrases.PAUSED_BY_LENS)
        elif gesture is Gesture.GO_ON:
            self.go_on()
            self._say_aside(phrases.GOING_ON)

    def _obey(self, order: Order) -> None:
        command = order.command
        if isinstance(command, Tell):
            self._say(order, command.words)
        elif isinstance(command, Do):
            self._journal.note(Kind.ASKED, f"somebody asks: {command.act}")
            self._do(command.act, order)
            self._asked, self._asked_at = command.act, self._clock()
        elif isinstance(command, Find) and self._reports.is_for_senses(command.thing):
            self._seek(order, command.thing)
        elif (wish := wish_of(command)) is not None:
            self.running.end()
            self._looking.answer(order, wish)

    def _do(self, act: Act, order: Order) -> None:
        is_again = act is self._asked and self._clock() - self._asked_at <= AGAIN_S
        if act in self._acts:
            self._acts[act](order)
        elif act in ADJUSTS:
            self._say_over(order, adjusted(act, self._settings, self._means.change))
        elif act in (Act.MORE, Act.SHORTER) and is_again:
            self._say_over(order, more_or_less(self._settings, self._means.change, is_more=act is Act.MORE))
        elif (wish := wish_of(order.command)) is not None:
            self.running.end()
            self._speaker.stop()
            self._looking.answer(order, wish)

    def _say(self, order: Order, words: str) -> None:
        self._speaker.say(Utterance(words, Urgency.ANSWER))
        order.reply(words)

    def _say_over(self, order: Order, words: str) -> None:
        """Say it in the middle of what is being said, which then goes on: a long reading is not lost by "louder"."""
        self._say_aside(words, Urgency.ALERT)
        order.reply(words)

    def _say_aside(self, words: str, urgency: Urgency = Urgency.ANSWER) -> None:
        utterance = Utterance(words, urgency)
        self.heard.leave_out(utterance)
        self._speaker.say(utterance)

    def _stop(self, order: Order) -> None:
        """Let go of what would speak next: the voice fell silent when the stop was put into the inbox."""
        self._give_up(phrases.STOPPED)
        self._looking.leave()
        self._hushed_until = self._clock() + HUSH_S
        self._speaker.let_speak()
        order.reply(phrases.STOPPED)

    def _give_up(self, words: str) -> None:
        self._answering.give_up(words)
        self.running.end()

    def _pause(self, order: Order) -> None:
        self.pause()
        self._say_aside(phrases.PAUSED)
        order.reply(phrases.PAUSED)

    def _go_on(self, order: Order) -> None:
        self.running.end()
        if not self.is_paused:
            self._say(order, phrases.NOT_PAUSED)
            return
        self.go_on()
        self._say_aside(phrases.GOING_ON)
        order.reply(phrases.GOING_ON)

    def _repeat(self, order: Order) -> None:
        texts = self.heard.texts()
        if not texts:
            self._say(order, phrases.NOTHING_HEARD)
            return
        self._speaker.stop()
        for text in texts:
            self._say_aside(text)
        order.reply(" ".join(texts))

    def _light(self, order: Order) -> None:
        if self._reports.is_blind:
            self._answering.refuse(order, phrases.ANSWER_BLIND)
            return
        self._say(order, self.running.turn_light())

    def _seek(self, order: Order, thing: str) -> None:
        if unfit := self._looking.unfit():
            self._answering.refuse(order, unfit)
            return
        self._journal.note(Kind.ASKED, f"somebody looks for: {thing}")
        self._say(order, self.running.seek(thing))

    def _tell_the_basis(self, order: Order) -> None:
        basis = self._reports.basis()
        if basis is None:
            self._say(order, phrases.NOTHING_TOLD)
            return
        self._speaker.stop()
        self._answering.begin_with(order, basis, None, phrases.NOTHING_TOLD)

    def _forget(self, order: Order) -> None:
        self._give_up(phrases.FORGOTTEN)
        self._speaker.stop()
        self._answering.forget()
        self.heard.forget()
        self._looking.forget()
        try:
            self._means.forget()
        except HistoryError as error:
            self._journal.note(Kind.TROUBLE, str(error))
            self._say(order, phrases.NOT_ALL_FORGOTTEN)
            return
        self._say(order, phrases.FORGOTTEN)


def _is_done_at_once(command: Command) -> bool:
    """Say whether it neither takes a picture nor keeps the senses or the describer at work."""
    if isinstance(command, Do):
        return command.act is not Act.BASED_ON and wish_of(command) is None
    return isinstance(command, Tell)
