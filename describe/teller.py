"""Has a picture described and hands on, sentence by sentence, what is new and still fresh."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from enum import StrEnum

from describe.describer import Describer, DescriberError, DescriberFailed
from describe.journal import Journal, Kind
from describe.novelty import is_news
from describe.pulling import Taken, TakenAtOnce
from describe.request import Request
from describe.sentences import sentences
from describe.settings import Settings
from describe.speech.speaker import Speaker
from describe.utterance import Urgency, Utterance

ANSWER_FRESH_S = 12.0
"""How old a picture may be when the answer about it begins: whoever asked waits for it, and knows when that was."""

Pull = Callable[[Generator[str]], Taken[str]]


class Outcome(StrEnum):
    """What came of a description."""

    NEWS = "news"
    NOTHING_NEW = "nothing new"
    TOO_LATE = "too late"
    GONE = "what it was about is gone"


@dataclass(frozen=True, slots=True)
class Told:
    """What was handed on of a picture last, by whom, and what had been asked."""

    request: Request
    engine: str
    sentences: tuple[str, ...]


@dataclass(slots=True)
class _Telling:
    """A description on its way."""

    request: Request
    words: Taken[str]
    is_still_true: Callable[[], bool]
    reason: str
    engine: str
    began_at: float
    expires_at: float
    urgency: Urgency
    lately: tuple[str, ...]
    told: list[str] = field(default_factory=list)


class Teller:
    """From frames to utterances in the speaker's queue; one description at a time."""

    def __init__(
        self,
        describer: Describer,
        speaker: Speaker,
        clock: Callable[[], float],
        settings: Callable[[], Settings],
        journal: Journal,
        pull: Pull = TakenAtOnce,
    ) -> None:
        self._describer = describer
        self._speaker = speaker
        self._clock = clock
        self._settings = settings
        self._journal = journal
        self._pull = pull
        self._told: tuple[str, ...] = ()
        self._last: Told | None = None
        self._telling: _Telling | None = None
        self._ending: Taken[str] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a description is on its way, or one that was given up still keeps the describer busy."""
        return self._telling is not None or not (self._ending is None or self._ending.is_over)

    @property
    def request(self) -> Request | None:
        """What is being described now."""
        return self._telling.request if self._telling else None

    @property
    def told(self) -> tuple[str, ...]:
        """The sentences of the present description, or of the last one, that were handed on."""
        return self._told

    @property
    def last(self) -> Told | None:
        """The last description or answer of which something was handed on, also the present one."""
        telling = self._telling
        if telling is None or not telling.told:
            return self._last
        return Told(telling.request, telling.engine, tuple(telling.told))

    def forget(self) -> None:
        """Know nothing of what was told any more."""
        self._last, self._told = None, ()

    @property
    def waited_s(self) -> float:
        """How long the first sentence of the present description has been waited for; 0 where it has come."""
        telling = self._telling
        return 0.0 if telling is None or telling.told else self._clock() - telling.began_at

    def begin(
        self, request: Request, is_still_true: Callable[[], bool], reason: str, urgency: Urgency = Urgency.ROUTINE
    ) -> None:
        """Begin to describe; go_on() hands on what comes. `is_still_true` is asked before each sentence sounds."""
        settings, now = self._settings(), self._clock()
        fresh_s = settings.fresh_s if urgency is Urgency.ROUTINE else ANSWER_FRESH_S
        self._told = ()
        self._telling = _Telling(
            request=request,
            words=self._pull(sentences(self._describer.describe(request))),
            is_still_true=is_still_true,
            reason=reason,
            engine=self._describer.name,
            began_at=now,
            expires_at=request.frame.taken_at + fresh_s,
            urgency=urgency,
            lately=request.said,
        )

    def go_on(self) -> Outcome | None:
        """Hand on the sentences that have come; return what came of it once it is over. Raises DescriberError."""
        telling = self._telling
        if telling is None:
            return None
        try:
            outcome = self._handed_on(telling)
        except DescriberError:
            self._end(telling)
            raise
        except Exception as error:  # a describer of whatever make must not end the loop
            self._end(telling)
            raise DescriberFailed(f"{telling.engine} broke: {type(error).__name__}: {error}") from error
        if outcome is not None:
            self._end(telling)
        return outcome

    def give_up(self) -> None:
        """Let go of the present description; what was handed on stays."""
        if self._telling is not None:
            self._end(self._telling)

    def _handed_on(self, telling: _Telling) -> Outcome | None:
        so_far = Outcome.NEWS if telling.told else None
        while (sentence := telling.words.take()) is not None:
            if self._clock() > telling.expires_at:
                self._leave_unsaid(sentence, telling, "its picture is too old")
                return so_far or Outcome.TOO_LATE
            if self._hand_on(sentence, telling):
                so_far = Outcome.NEWS
        if telling.words.is_over:
            return so_far or Outcome.NOTHING_NEW
        if self._clock() > telling.expires_at:
            self._leave_unsaid("", telling, "its picture is too old")
            return so_far or Outcome.TOO_LATE
        return None if telling.is_still_true() else so_far or Outcome.GONE

    def _hand_on(self, sentence: str, telling: _Telling) -> bool:
        if telling.urgency is Urgency.ROUTINE and not is_news(sentence, telling.lately):
            self._leave_unsaid(sentence, telling, "it was said lately")
            return False
        telling.lately = (*telling.lately, sentence)
        telling.told.append(sentence)
        self._speaker.say(
            Utterance(
                sentence,
                telling.urgency,
                expires_at=telling.expires_at,
                is_still_true=telling.is_still_true,
                frame_at=telling.request.frame.taken_at,
                engine=telling.engine,
            )
        )
        return True

    def _end(self, telling: _Telling) -> None:
        self._last = self.last
        self._telling, self._ending, self._told = None, telling.words, tuple(telling.told)
        telling.words.close()
        self._journal.note(
            Kind.LOOK,
            telling.reason,
            engine=telling.engine,
            at=telling.began_at,
            frame_at=telling.request.frame.taken_at,
            took_s=self._clock() - telling.began_at,
        )

    def _leave_unsaid(self, sentence: str, telling: _Telling, reason: str) -> None:
        self._journal.note(Kind.DROPPED, reason, text=sentence, frame_at=telling.request.frame.taken_at)
