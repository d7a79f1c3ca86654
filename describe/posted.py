"""Describes pictures that somebody sends in, beside the narration and never in its way.

PhotosBusy   too many pictures wait already
"""

import io
import threading
import time
import wave
from collections.abc import Callable, Generator, Iterator
from contextlib import closing

from camera.photo import read_picture
from camera.quality import fault_of
from describe import known_troubles, phrases
from describe.describer import DescriberFailed
from describe.engines.senses import SensesDescriber
from describe.engines.turns import Turns
from describe.pulling import TakenByThread
from describe.request import Request, Task
from describe.sentences import sentences
from describe.settings import Settings
from describe.speech.samples import as_int16
from describe.speech.sound import Style, Synthesizer
from describe.speech.spoken_text import spoken_text

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""What the largest telephone cameras take by themselves; decoded, it needs 150 MB, and one at a time is decoded."""
MOST_AT_ONCE = 2
"""Pictures that are taken in: one being described, one waiting."""
WAITS_S = 8.0
"""How long a picture waits for the one before it, and for the narrator to have nothing described."""
LONGEST_S = 60.0
"""What is not said by then is left unsaid."""


class PhotosBusy(Exception):
    """Too many pictures wait already."""


class PostedPhotos:
    """Describes one picture at a time by what the narrator uses; where that is the senses, by senses of its own.

    Any thread may ask. `new_synthesizer` makes a voice for as long as one text takes.
    """

    def __init__(
        self,
        describer: Turns,
        settings: Callable[[], Settings],
        style: Callable[[], Style],
        new_synthesizer: Callable[[], Synthesizer],
        new_senses: Callable[[], SensesDescriber] = SensesDescriber,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._describer = describer
        self._settings = settings
        self._style = style
        self._new_synthesizer = new_synthesizer
        self._new_senses = new_senses
        self._clock = clock
        self._senses: SensesDescriber | None = None
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._turn = threading.Lock()

    def describe(self, content: bytes, task: Task = Task.DESCRIBE, question: str = "") -> Iterator[str]:
        """Return the sentences about the JPEG or PNG in `content`, as they are written.

        Raises PhotosBusy or BadPicture at once; the iterator raises DescriberError.
        """
        self._take_place()
        try:
            settings = self._settings()
            frame = read_picture(content, ("JPEG", "PNG"), MOST_PIXELS)
            request = Request((frame,), task, settings.detail, question=question, directions=settings.directions)
        except BaseException:
            self._leave_place()
            raise
        return self._in_time(TakenByThread(self._words(request), stop=self._describer.cancel_guest, name="photo"))

    def spoken(self, text: str) -> bytes:
        """Return this text as a WAV file, in the voice of the settings; raise SynthesizerError, or PhotosBusy."""
        self._take_place()
        try:
            with closing(self._new_synthesizer()) as synthesizer:
                sound = synthesizer.synthesize(spoken_text(text) or phrases.NOTHING_FOUND, self._style())
        finally:
            self._leave_place()
        written = io.BytesIO()
        with wave.open(written, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(sound.rate_hz)
            file.writeframes(as_int16(sound.samples).tobytes())
        return written.getvalue()

    def _take_place(self) -> None:
        if not self._places.acquire(blocking=False):
            raise PhotosBusy("two pictures are being described already")
        if not self._turn.acquire(timeout=WAITS_S):
            self._places.release()
            raise PhotosBusy("the picture before this one takes long")

    def _leave_place(self) -> None:
        self._turn.release()
        self._places.release()

    def _in_time(self, words: TakenByThread[str]) -> Generator[str]:
        ends_at = self._clock() + LONGEST_S
        try:
            while (sentence := words.take(max(0.001, ends_at - self._clock()))) is not None:
                yield sentence
            if not words.is_over:
                raise DescriberFailed("that took too long")
        finally:
            words.close()

    def _words(self, request: Request) -> Generator[str]:
        try:
            yield from self._seen(request)
        finally:
            self._leave_place()

    def _seen(self, request: Request) -> Iterator[str]:
        """Yield what is seen in it; of one that is no good, only what is wrong with it."""
        fault = fault_of(request.frame.image)
        if fault:
            yield known_troubles.PICTURE[fault].words
        elif self._describer.name == SensesDescriber.name:
            self._senses = self._senses or self._new_senses()
            yield from sentences(self._senses.describe(request))
        else:
            yield from sentences(self._describer.describe_for_guest(request, WAITS_S))
