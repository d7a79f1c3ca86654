"""What is under way for the listener and lasts: the light tone, or the search for something. One at a time."""

from collections.abc import Callable

from camera.frame import Frame
from describe import phrases
from describe.describer import DescriberError
from describe.journal import Journal, Kind
from describe.obeying.errands import Errand
from describe.obeying.light_tone import LightTone
from describe.obeying.means import Means
from describe.obeying.seeking import Seeking
from describe.request import Request
from describe.senses.places import Kind as Kinds
from describe.senses.places import Sought, sought
from describe.speech.speaker import Speaker
from describe.utterance import Urgency, Utterance


class Running:
    """Holds the errand that is under way, and lets it look at each new picture."""

    def __init__(self, speaker: Speaker, clock: Callable[[], float], journal: Journal, means: Means) -> None:
        self._speaker = speaker
        self._clock = clock
        self._journal = journal
        self._means = means
        self._errand: Errand | None = None

    @property
    def reason(self) -> str:
        """Why nothing else is told; empty where nothing is under way."""
        return self._errand.reason if self._errand else ""

    @property
    def is_light(self) -> bool:
        """Whether the light is followed: then dark and blurred pictures are no fault."""
        return isinstance(self._errand, LightTone)

    def look(self, frame: Frame, request: Callable[[], Request]) -> None:
        """Have the errand look at this frame; one that fails says so, and is over."""
        if self._errand is None:
            return
        try:
            goes_on = self._errand.look(frame, request)
        except DescriberError as error:
            self._journal.note(Kind.DROPPED, str(error), text=phrases.ANSWER_FAILED)
            self._speaker.say(Utterance(phrases.ANSWER_FAILED, Urgency.ANSWER))
            goes_on = False
        if not goes_on:
            self.end()

    def end(self) -> None:
        """Let go of it, without a word."""
        if self._errand is not None:
            self._errand.end()
            self._errand = None

    def turn_light(self) -> str:
        """Begin the light tone, or end it where it sounds; return the words for that."""
        was_sounding = self.is_light
        self.end()
        if was_sounding:
            return phrases.LIGHT_OVER
        self._errand = LightTone(self._speaker, self._clock)
        return phrases.LIGHT_BEGINS

    def seek(self, thing: str) -> str:
        """Begin to look for this with the senses; return the words for that."""
        self.end()
        if self._means.senses is None:
            return phrases.NO_MODEL_FOR_QUESTIONS
        what = sought(thing)
        self._errand = Seeking(what, self._means.senses, self._means, self._speaker, self._clock)
        return _words_for(what)


def _words_for(what: Sought) -> str:
    if what.kind is Kinds.FACE:
        return phrases.SEEK_FACE
    if what.kind is Kinds.CODE:
        return phrases.SEEK_CODE
    words = " ".join(what.words)
    return phrases.SEEK_TEXT.format(words=words) if words else phrases.SEEK_ANY_TEXT
