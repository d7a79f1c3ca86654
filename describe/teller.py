"""Has a picture described and hands on, sentence by sentence, what is new and still fresh."""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from enum import StrEnum

from describe import phrases
from describe.contradiction import contradicts
from describe.decide import OVER_LIMIT
from describe.describer import Describer, DescriberError, DescriberFailed
from describe.journal import Journal, Kind
from describe.novelty import is_news
from describe.pulling import Taken, TakenAtOnce
from describe.request import Request
from describe.sentences import Sentence, marked_sentences
from describe.settings import Settings
from describe.speech.speaker import Speaker
from describe.utterance import Urgency, Utterance

ANSWER_FRESH_S = 12.0
"""How old a picture may be when the answer about it begins: whoever asked waits for it, and knows when that was."""

MOST_AHEAD = 3
"""Sentences of an answer that wait to be spoken; a long reading goes on when there are fewer."""
TOO_OLD = "its picture is too old"
SAID_LATELY = "it was said lately"
ONLY_SHOWN = "a helper asked for it to be shown, not said"
"""Why a sentence is left unsaid, in the journal."""

Pull = Callable[[Generator[Sentence]], Taken[Sentence]]


class Outcome(StrEnum):
    """What came of a description."""

    NEWS = "news"
    NOTHING_NEW = "nothing new"
    TOO_LATE = "too late"
    GONE = "what it was about is gone"
    OVER_LIMIT = "there was no room for it"


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
    words: Taken[Sentence]
    is_still_true: Callable[[], bool]
    reason: str
    engine: str
    began_at: float
    expires_at: float
    urgency: Urgency
    lately: tuple[str, ...]
    has_room: bool
    is_aloud: bool
    told: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    believed: list[str] = field(default_factory=list)
    has_better: bool = False

    @property
    def is_begun_answer(self) -> bool:
        """Whether it is an answer of which something was told: that is finished, however long a text it reads."""
        return bool(self.told) and self.urgency is not Urgency.ROUTINE

    def condition_of_quick(self, text: str) -> Callable[[], bool]:
        """Return what is asked before this quick sentence sounds: it gives way to better ones, and else is believed."""

        def may_begin() -> bool:
            if self.has_better or not self.is_still_true():
                return False
            if text not in self.believed:
                self.believed.append(text)
            return True

        return may_begin


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
        answers_ahead: Callable[[], int] = lambda: 0,
    ) -> None:
        """`answers_ahead` counts the answers that the speaker has not yet spoken to their end."""
        self._describer = describer
        self._speaker = speaker
        self._clock = clock
        self._settings = settings
        self._journal = journal
        self._pull = pull
        self._answers_ahead = answers_ahead
        self._told: tuple[str, ...] = ()
        self._known: tuple[str, ...] = ()
        self._last: Told | None = None
        self._telling: _Telling | None = None
        self._ending: Taken[Sentence] | None = None

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
    def known(self) -> tuple[str, ...]:
        """The sentences of the last description that were left unsaid because they had been said lately."""
        return self._known

    @property
    def last(self) -> Told | None:
        """The last description or answer of which something was handed on to be said, also the present one."""
        telling = self._telling
        if telling is None or not telling.told or not telling.is_aloud:
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
        self,
        request: Request,
        is_still_true: Callable[[], bool],
        reason: str,
        urgency: Urgency = Urgency.ROUTINE,
        *,
        has_room: bool = True,
        is_aloud: bool = True,
    ) -> None:
        """Begin to describe; go_on() hands on what comes. `is_still_true` is asked before each sentence sounds.

        Without room nothing is said, and what is news leads to OVER_LIMIT. What is not `is_aloud` is told to whoever
        asked, and never said.
        """
        settings, now = self._settings(), self._clock()
        fresh_s = settings.fresh_s if urgency is Urgency.ROUTINE else ANSWER_FRESH_S
        self._told = ()
        self._telling = _Telling(
            request=request,
            words=self._pull(marked_sentences(self._describer.describe(request))),
            is_still_true=is_still_true,
            reason=reason,
            engine=self._describer.name,
            began_at=now,
            expires_at=request.frame.taken_at + fresh_s,
            urgency=urgency,
            lately=request.said,
            has_room=has_room,
            is_aloud=is_aloud,
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
        is_answer = telling.urgency is not Urgency.ROUTINE
        if is_answer and self._answers_ahead() >= MOST_AHEAD:
            return None
        while (sentence := telling.words.take()) is not None:
            if self._is_too_old(telling):
                self._leave_unsaid(sentence.text, telling, TOO_OLD)
                return so_far or Outcome.TOO_LATE
            if not self._is_worth_saying(sentence, telling):
                telling.known.append(sentence.text)
                self._leave_unsaid(sentence.text, telling, SAID_LATELY)
            elif not telling.has_room:
                self._leave_unsaid(sentence.text, telling, OVER_LIMIT)
                return Outcome.OVER_LIMIT
            else:
                self._hand_on(sentence, telling)
                so_far = Outcome.NEWS
            if is_answer and self._answers_ahead() >= MOST_AHEAD:
                return None
        if telling.words.is_over:
            return so_far or Outcome.NOTHING_NEW
        if self._is_too_old(telling):
            self._leave_unsaid("", telling, TOO_OLD)
            return so_far or Outcome.TOO_LATE
        return None if telling.is_still_true() else so_far or Outcome.GONE

    def _is_too_old(self, telling: _Telling) -> bool:
        return not telling.is_begun_answer and self._clock() > telling.expires_at

    def _is_worth_saying(self, sentence: Sentence, telling: _Telling) -> bool:
        """Say whether it is news, also against what was said of this picture first."""
        if telling.urgency is not Urgency.ROUTINE or is_news(sentence.text, telling.lately):
            return True
        if sentence.is_quick:
            telling.believed.append(sentence.text)
        return False

    def _hand_on(self, sentence: Sentence, telling: _Telling) -> None:
        text, is_still_true = sentence.text, telling.is_still_true
        expires_at = math.inf if telling.is_begun_answer else telling.expires_at
        telling.lately = (*telling.lately, text)
        if sentence.is_quick:
            is_still_true = telling.condition_of_quick(text)
        else:
            text = self._corrected(text, telling)
        telling.told.append(text)
        if not telling.is_aloud:
            self._leave_unsaid(text, telling, ONLY_SHOWN)
            return
        self._speaker.say(
            Utterance(
                text,
                telling.urgency,
                expires_at=expires_at,
                is_still_true=is_still_true,
                frame_at=telling.request.frame.taken_at,
                engine=telling.engine,
            )
        )
        telling.has_better = telling.has_better or not sentence.is_quick

    def _corrected(self, text: str, telling: _Telling) -> str:
        """Return the sentence as a correction where it says the opposite of what was said of this picture first."""
        for earlier in telling.believed:
            if kind := contradicts(text, earlier):
                why = f"it contradicts the first description in {kind}: {earlier}"
                self._journal.note(Kind.CORRECTION, why, text=text, frame_at=telling.request.frame.taken_at)
                return f"{phrases.CORRECTION} {text}"
        return text

    def _end(self, telling: _Telling) -> None:
        self._last = self.last
        self._telling, self._ending = None, telling.words
        self._told, self._known = tuple(telling.told), tuple(telling.known)
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
