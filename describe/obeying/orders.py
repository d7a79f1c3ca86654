"""Takes what a listener asks for, and has it done: at once what takes no picture; the rest by whoever looks."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from describe import helper_words, phrases
from describe.commands import Act, Do, Find, Tell, is_aloud
from describe.history.store import HistoryError
from describe.inbox import Inbox, Order
from describe.journal import Journal, Kind
from describe.looking_in import LookIn
from describe.obeying.adjusting import ADJUSTS, adjusted, more_or_less
from describe.obeying.answering import Answering
from describe.obeying.locking import locked, unlocked
from describe.obeying.means import Means
from describe.obeying.quiet import Quiet, Work
from describe.obeying.reports import Reports
from describe.obeying.running import Running
from describe.obeying.saying import Saying
from describe.obeying.showing import Showing
from describe.obeying.telling import Telling
from describe.obeying.turn import Turn
from describe.obeying.wishes import Wish, wish_of
from describe.settings import Settings
from describe.speech.hushing import HushingSpeaker
from describe.utterance import VoiceEvent

AGAIN_S = 30.0
"""Who asks for more, or for less, twice within this time means it for all that follows."""
_LASTING = frozenset({Act.LIGHT, Act.BASED_ON})
"""These keep something at work, and so wait for their turn though they are no wish."""


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
    """Takes the orders out of the inbox. Each gets exactly one answer, in words, and aloud where that is wanted."""

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
        self._turn = Turn(inbox, speaker, answering)
        self._telling = Telling(speaker)
        self._saying = Saying(speaker)
        self._asked_at = -math.inf
        self._asked: Act | None = None
        self.showing = Showing(means.look_in or LookIn(clock, lambda _: False, journal), speaker, clock)
        self.running = Running(speaker, clock, journal, means)
        work = Work(self._give_up, looking.leave, looking.look_anew, self._saying.say_aside)
        self.quiet = Quiet(speaker, work, clock)
        self._acts: dict[Act, Callable[[Order], None]] = {
            Act.STOP: self.quiet.stop,
            Act.PAUSE: self.quiet.pause,
            Act.GO_ON: self.quiet.go_on,
            Act.REPEAT: self._saying.repeat,
            Act.LIGHT: self._light,
            Act.STATE: lambda order: self._saying.say(order, reports.state()),
            Act.WHY_QUIET: lambda order: self._saying.say(order, reports.why_quiet()),
            Act.BASED_ON: self._tell_the_basis,
            Act.FORGET: self._forget,
            Act.LOCK: lambda order: self._saying.say(order, self.showing.ended_with(locked(self._means.change))),
            Act.UNLOCK: lambda order: self._saying.say(order, unlocked(self._means.change)),
            Act.ALLOW_LOOK: lambda order: self._saying.say(order, self.showing.allowed()),
            Act.FORBID_LOOK: lambda order: self._saying.say(order, self.showing.forbidden()),
        }
        inbox.hushes(speaker.hush)

    @property
    def silence(self) -> str:
        """Why nothing may be told unasked at this moment, for the journal; empty where it may."""
        return self.quiet.reason or self.running.reason

    def attend(self, *, has_looked: bool) -> None:
        """Carry out what waits. What asks for a picture waits for the first look, and for its turn."""
        if not self.quiet.is_hushed:
            self._telling.say_what_waits()
        while (order := self._inbox.take(_is_done_at_once)) is not None:
            self._obey(order)
        self.showing.attend()
        if has_looked and (order := self._turn.take()) is not None:
            self._obey(order)

    def hear(self, event: VoiceEvent) -> None:
        """Take note of what became of an utterance."""
        self._saying.hear(event)
        self._telling.hear(event)
        self.showing.hear(event)
        self._turn.hear(event)

    def _obey(self, order: Order) -> None:
        command = order.command
        if isinstance(command, Tell):
            self._tell(order, command.words)
        elif not is_aloud(command):
            self._answer_unsaid(order)
        elif isinstance(command, Do):
            self._journal.note(Kind.ASKED, f"somebody asks: {command.act}")
            self._do(command.act, order)
            self._asked, self._asked_at = command.act, self._clock()
        elif isinstance(command, Find) and self._reports.is_for_senses(command.thing):
            self._seek(order, command.thing)
        else:
            self._ask(order)

    def _do(self, act: Act, order: Order) -> None:
        is_again = act is self._asked and self._clock() - self._asked_at <= AGAIN_S
        if act in self._acts:
            self._acts[act](order)
        elif act in ADJUSTS:
            self._saying.say_over(order, adjusted(act, self._settings, self._means.change))
        elif act in (Act.MORE, Act.SHORTER) and is_again:
            words = more_or_less(self._settings, self._means.change, is_more=act is Act.MORE)
            self._saying.say_over(order, words)
        else:
            self._ask(order)

    def _ask(self, order: Order) -> None:
        if (wish := wish_of(order.command)) is not None:
            self.running.end()
            self._looking.answer(order, wish)

    def _answer_unsaid(self, order: Order) -> None:
        """Answer a helper alone; the listener hears that one asks, and keeps the light tone, or the search, at work."""
        self._telling.say(helper_words.ASKS_SOMETHING)
        if (wish := wish_of(order.command)) is not None:
            self._looking.answer(order, wish)

    def _tell(self, order: Order, words: str) -> None:
        if self.quiet.puts_off(order):
            self._telling.say_later(words)
        else:
            self._telling.say(words)
        order.reply(words)

    def _give_up(self, words: str) -> None:
        self._answering.give_up(words)
        self.running.end()

    def _light(self, order: Order) -> None:
        if self._reports.is_blind:
            self._answering.refuse(order, phrases.ANSWER_BLIND)
        else:
            self._saying.say(order, self.running.turn_light())

    def _seek(self, order: Order, thing: str) -> None:
        if unfit := self._looking.unfit():
            self._answering.refuse(order, unfit)
            return
        self._journal.note(Kind.ASKED, f"somebody looks for: {thing}")
        self._saying.say(order, self.running.seek(thing))

    def _tell_the_basis(self, order: Order) -> None:
        basis = self._reports.basis()
        if basis is None:
            self._saying.say(order, phrases.NOTHING_TOLD)
        else:
            self._answering.begin_with(order, basis, None, phrases.NOTHING_TOLD)

    def _forget(self, order: Order) -> None:
        self._give_up(phrases.FORGOTTEN)
        self._answering.forget()
        self._saying.forget()
        self._looking.forget()
        try:
            self._means.forget()
        except HistoryError as error:
            self._journal.note(Kind.TROUBLE, str(error))
            self._saying.say(order, self.showing.ended_with(phrases.NOT_ALL_FORGOTTEN))
        else:
            self._saying.say(order, self.showing.ended_with(phrases.FORGOTTEN))


def _is_done_at_once(order: Order) -> bool:
    """Say whether it neither takes a picture nor keeps the senses or the describer at work."""
    command = order.command
    if isinstance(command, Do):
        return command.act not in _LASTING and wish_of(command) is None
    return isinstance(command, Tell)
