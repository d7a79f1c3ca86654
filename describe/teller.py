"""Has a picture described and hands on, sentence by sentence, what is new and still fresh."""

from collections.abc import Callable
from enum import StrEnum

from camera.frame import Frame
from describe.describer import Describer
from describe.journal import Journal, Kind
from describe.memory import Memory
from describe.novelty import is_news
from describe.request import Request
from describe.sentences import sentences
from describe.settings import Settings
from describe.speech.speaker import Speaker
from describe.utterance import Utterance


class Outcome(StrEnum):
    """What came of a description."""

    NEWS = "news"
    NOTHING_NEW = "nothing new"
    TOO_LATE = "too late"


class Teller:
    """From frames to utterances in the speaker's queue."""

    def __init__(
        self,
        describer: Describer,
        speaker: Speaker,
        clock: Callable[[], float],
        settings: Callable[[], Settings],
        journal: Journal,
        memory: Memory,
    ) -> None:
        self._describer = describer
        self._speaker = speaker
        self._clock = clock
        self._settings = settings
        self._journal = journal
        self._memory = memory

    def tell(self, frames: tuple[Frame, ...], is_still_true: Callable[[], bool], reason: str) -> Outcome:
        """Describe the newest frame and have said what is news; return what came of it; raise DescriberError.

        `is_still_true` is asked again before each sentence sounds.
        """
        frame, settings, began_at = frames[-1], self._settings(), self._clock()
        lately = self._memory.since(began_at - settings.repeat_s)
        request = Request(frames, detail=settings.detail, said=lately)
        expires_at = frame.taken_at + settings.fresh_s
        outcome = Outcome.NOTHING_NEW
        described = sentences(self._describer.describe(request))
        try:
            for sentence in described:
                if self._clock() > expires_at:
                    self._leave_unsaid(sentence, frame, "its picture is too old")
                    return outcome if outcome is Outcome.NEWS else Outcome.TOO_LATE
                if is_news(sentence, lately):
                    outcome = Outcome.NEWS
                    lately = (*lately, sentence)
                    self._speaker.say(
                        Utterance(sentence, expires_at=expires_at, is_still_true=is_still_true, frame_at=frame.taken_at)
                    )
                else:
                    self._leave_unsaid(sentence, frame, "it was said lately")
        finally:
            described.close()
            self._journal.note(
                Kind.LOOK,
                reason,
                engine=self._describer.name,
                at=began_at,
                frame_at=frame.taken_at,
                took_s=self._clock() - began_at,
            )
        return outcome

    def _leave_unsaid(self, sentence: str, frame: Frame, reason: str) -> None:
        self._journal.note(Kind.DROPPED, reason, text=sentence, frame_at=frame.taken_at)
