"""Has one order answered at a time, says the answer where it is wanted aloud, and gives its words to whoever asked."""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from describe import phrases
from describe.commands import Ask, Command, is_aloud
from describe.conversation import Conversation
from describe.describer import DescriberError
from describe.inbox import Order
from describe.journal import Journal, Kind
from describe.obeying.wishes import Wish
from describe.pulling import Taken
from describe.request import Exchange, Request
from describe.sentences import Sentence
from describe.speech.hushing import HushingSpeaker
from describe.teller import ANSWER_FRESH_S, MOST_AHEAD, Outcome, Pull, Teller
from describe.utterance import Urgency, Utterance, always


@dataclass(slots=True)
class _OfSenses:
    """An answer of the senses on its way; `frame_at` is None where it is about an earlier picture."""

    words: Taken[Sentence]
    expires_at: float
    frame_at: float | None
    told: list[str] = field(default_factory=list)


class Answering:
    """One order at a time, answered by the describer or by the senses; begin() gives up whatever the teller was at."""

    def __init__(
        self, teller: Teller, speaker: HushingSpeaker, clock: Callable[[], float], journal: Journal, pull: Pull
    ) -> None:
        self._teller = teller
        self._speaker = speaker
        self._clock = clock
        self._journal = journal
        self._pull = pull
        self._begin_to_converse()
        self._order: Order | None = None
        self._of_senses: _OfSenses | None = None
        self._otherwise = ""

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being made."""
        return self._order is not None

    def exchanges(self, command: Command) -> tuple[Exchange, ...]:
        """Return the questions and answers of the last two minutes that whoever asks this may refer to."""
        known = self._heard if is_aloud(command) else self._all
        return known.since(self._clock())

    def begin(self, order: Order, request: Request, wish: Wish) -> None:
        """Begin to answer an order; go_on() hands on what comes."""
        if wish.of_senses is not None:
            frame_at = request.frame.taken_at
            self.begin_with(order, lambda: wish.of_senses(request) if wish.of_senses else (), frame_at, wish.otherwise)
            return
        self._order, self._otherwise = order, wish.otherwise
        self._teller.give_up()
        self._teller.begin(request, always, wish.reason, Urgency.ANSWER, is_aloud=is_aloud(order.command))

    def begin_with(
        self, order: Order, find_out: Callable[[], tuple[str, ...]], frame_at: float | None, otherwise: str
    ) -> None:
        """Begin to answer an order with what this finds out, in a thread of its own where there are threads."""
        self._order, self._otherwise = order, otherwise
        self._teller.give_up()
        words = self._pull(_each(find_out))
        self._of_senses = _OfSenses(words, self._clock() + ANSWER_FRESH_S, frame_at)

    def go_on(self) -> bool | None:
        """Hand on the words that have come; return None while more may come, then whether anything was told."""
        try:
            if self._of_senses is not None:
                return self._hand_on(self._of_senses)
            outcome = self._teller.go_on()
        except DescriberError as error:
            return self._end((), phrases.ANSWER_FAILED, str(error))
        except Exception as error:  # the senses stand on native libraries, which raise anything
            if self._of_senses is None:
                raise
            return self._end((), phrases.ANSWER_FAILED, f"the senses failed: {error}")
        if outcome is None:
            return None
        return self._end(self._teller.told, phrases.ANSWER_TOO_LATE if outcome is Outcome.TOO_LATE else self._otherwise)

    def give_up(self, words: str) -> None:
        """Let go of the answer that is being made; whoever asked is given what was told, or else these words."""
        order, self._order = self._order, None
        told: tuple[str, ...] = ()
        if self._of_senses is not None:
            self._of_senses.words.close()
            told = tuple(self._of_senses.told)
            self._of_senses = None
        elif order is not None:
            self._teller.give_up()
            told = self._teller.told
        if order is not None:
            order.reply(" ".join(told) or words)

    def refuse(self, order: Order, words: str, why: str = "") -> None:
        """Leave no question without an answer."""
        self._journal.note(Kind.DROPPED, why or "there is no answer", text=words)
        if is_aloud(order.command):
            self._speaker.say(Utterance(words, Urgency.ANSWER))
        order.reply(words)

    def forget(self) -> None:
        """Know nothing of earlier questions any more."""
        self._begin_to_converse()

    def _begin_to_converse(self) -> None:
        self._heard, self._all = Conversation(), Conversation()

    def _hand_on(self, answer: _OfSenses) -> bool | None:
        while self._speaker.answers_ahead < MOST_AHEAD and (sentence := answer.words.take()) is not None:
            expires_at = math.inf if answer.told else answer.expires_at
            answer.told.append(sentence.text)
            self._speaker.say(Utterance(sentence.text, Urgency.ANSWER, expires_at=expires_at, frame_at=answer.frame_at))
        if answer.words.is_over:
            return self._end(tuple(answer.told), self._otherwise)
        if answer.told or self._clock() <= answer.expires_at:
            return None
        answer.words.close()
        return self._end(tuple(answer.told), phrases.ANSWER_TOO_LATE)

    def _end(self, sentences: tuple[str, ...], otherwise: str, why: str = "") -> bool:
        """Give what was told to whoever asked; where nothing was, refuse."""
        order, self._order, self._of_senses = self._order, None, None
        if order is None:
            return False
        told = " ".join(sentences or (self._teller.told if why else ()))
        if not told:
            self.refuse(order, otherwise, why)
            return False
        if isinstance(order.command, Ask):
            for conversation in (self._heard, self._all) if is_aloud(order.command) else (self._all,):
                conversation.add(order.command.question or "(spoken)", told, self._clock())
        order.reply(told)
        return True


def _each(find_out: Callable[[], tuple[str, ...]]) -> Generator[Sentence]:
    for words in find_out():
        yield Sentence(words)
