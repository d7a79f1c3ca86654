"""Has the describer answer one order, says the answer, and gives its words to whoever asked: always, if a refusal."""

from collections.abc import Callable

from describe import phrases
from describe.commands import Ask
from describe.conversation import Conversation
from describe.describer import DescriberError
from describe.inbox import Order
from describe.journal import Journal, Kind
from describe.request import Exchange, Request
from describe.speech.speaker import Speaker
from describe.teller import Outcome, Teller
from describe.utterance import Urgency, Utterance, always
from describe.wishes import Wish


class Answering:
    """One order at a time; begin() gives up whatever else the teller was at."""

    def __init__(self, teller: Teller, speaker: Speaker, clock: Callable[[], float], journal: Journal) -> None:
        self._teller = teller
        self._speaker = speaker
        self._clock = clock
        self._journal = journal
        self._conversation = Conversation()
        self._order: Order | None = None
        self._otherwise = ""

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being made."""
        return self._order is not None

    def exchanges(self) -> tuple[Exchange, ...]:
        """Return the questions and answers of the last two minutes."""
        return self._conversation.since(self._clock())

    def begin(self, order: Order, request: Request, wish: Wish) -> None:
        """Begin to answer an order; go_on() hands on what comes."""
        self._order, self._otherwise = order, wish.otherwise
        self._teller.give_up()
        self._teller.begin(request, always, wish.reason, Urgency.ANSWER)

    def go_on(self) -> bool:
        """Hand on the words that have come; say whether the answer is complete, and something was told."""
        try:
            outcome = self._teller.go_on()
        except DescriberError as error:
            return self._end(phrases.ANSWER_FAILED, str(error))
        if outcome is None:
            return False
        return self._end(phrases.ANSWER_TOO_LATE if outcome is Outcome.TOO_LATE else self._otherwise)

    def give_up(self, words: str) -> None:
        """Let go of the answer that is being made; whoever asked is given these words, which are not spoken."""
        order, self._order = self._order, None
        if order is not None:
            self._teller.give_up()
            order.reply(words)

    def refuse(self, order: Order, words: str, why: str = "") -> None:
        """Leave no question without an answer."""
        self._journal.note(Kind.DROPPED, why or "there is no answer", text=words)
        self._speaker.say(Utterance(words, Urgency.ANSWER))
        order.reply(words)

    def forget(self) -> None:
        """Know nothing of earlier questions any more."""
        self._conversation = Conversation()

    def _end(self, otherwise: str, why: str = "") -> bool:
        """Give what was told to whoever asked; where nothing was, refuse."""
        order, told = self._order, " ".join(self._teller.told)
        self._order = None
        if order is None:
            return False
        if not told:
            self.refuse(order, otherwise, why)
            return False
        if isinstance(order.command, Ask):
            self._conversation.add(order.command.question or "(spoken)", told, self._clock())
        order.reply(told)
        return True
