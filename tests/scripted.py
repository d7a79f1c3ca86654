"""A camera, a describer and a synthesizer that do what a test says, on a clock that a test moves."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache

import cv2
import numpy as np

from camera.clock import SimulatedClock
from camera.errors import CameraEnded, CameraError
from camera.frame import Frame, Image, frame_of
from describe.commands import Tell
from describe.describer import DescriberError
from describe.inbox import Inbox
from describe.journal import Entry, Journal, Kind
from describe.looking_in import LookIn
from describe.narrator import Narrator
from describe.obeying.means import Means
from describe.request import Piece, Request
from describe.settings import Settings
from describe.speech.sound import Sound, Style
from describe.speech.timeline import TimelineVoice
from describe.status import Board

SECONDS_A_WORD = 0.3


def room(seed: int) -> Image:
    """Draw a room that is like no other: sharp things of many colours on a wall."""
    rng = np.random.default_rng(seed)
    image = np.full((480, 640, 3), rng.integers(120, 180, 3), np.uint8)
    for _ in range(25):
        x, y = int(rng.integers(0, 560)), int(rng.integers(0, 400))
        width, height = (int(side) for side in rng.integers(20, 160, 2))
        colour = tuple(int(part) for part in rng.integers(0, 255, 3))
        cv2.rectangle(image, (x, y), (x + width, y + height), colour, -1)
    return image


@cache
def small_room(seed: int) -> Image:
    """Return a room a quarter as wide: a look at it takes a third of the time."""
    return np.asarray(cv2.resize(room(seed), (160, 120), interpolation=cv2.INTER_AREA), np.uint8)


def noisy(image: Image, number: int) -> Image:
    """Add what every real sensor adds, other for each frame."""
    height, width = image.shape[:2]
    return np.asarray(cv2.add(image, _NOISE[number % len(_NOISE)][:height, :width], dtype=cv2.CV_8U), np.uint8)


_NOISE = [np.random.default_rng(seed).normal(0.0, 2.0, (480, 640, 3)).astype(np.int16) for seed in range(7)]

View = Callable[[float], Image]
"""What there is to be seen at a moment, in seconds since the start; it may raise CameraError."""


class ScriptedCamera:
    """Shows what the view shows at the clock's moment, 30 pictures a second, for `length_s`."""

    def __init__(self, clock: SimulatedClock, view: View, length_s: float) -> None:
        self._clock = clock
        self._view = view
        self._length_s = length_s
        self.name = "a scripted camera"

    def latest(self, max_age_s: float) -> Frame:
        if self._clock() > self._length_s:
            raise CameraEnded("the script is over")
        return self._frame(int(self._clock() * 30))

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        newest = int(self._clock() * 30)
        numbers = range(max(0, newest - int(seconds * 30)), newest, max(1, int(every_s * 30)))
        try:
            return tuple(self._frame(number) for number in numbers)
        except CameraError:
            return ()

    def close(self) -> None:
        pass

    def _frame(self, number: int) -> Frame:
        return frame_of(noisy(self._view(number / 30), number), number / 30, number)


class ScriptedDescriber:
    """Says what `words` says of the newest frame; takes `takes_s` for it."""

    name = "scripted"

    def __init__(self, clock: SimulatedClock, words: Callable[[Frame], str], takes_s: float = 0.0) -> None:
        self._clock = clock
        self._words = words
        self._takes_s = takes_s
        self.requests: list[Request] = []
        self.fails = False

    def describe(self, request: Request) -> Iterator[Piece]:
        self.requests.append(request)
        self._clock.wait(self._takes_s)
        if self.fails:
            raise DescriberError("the script says so")
        yield Piece(self._words(request.frame))

    def close(self) -> None:
        pass


class EvenSynthesizer:
    """Makes a tone of 0.3 s a word."""

    def synthesize(self, text: str, style: Style) -> Sound:
        samples = np.sin(np.arange(int(16_000 * SECONDS_A_WORD * len(text.split()))) / 10)
        return Sound((samples * 0.5).astype(np.float32), 16_000)

    def close(self) -> None:
        pass


class Stage:
    """The real narrator with the real queue, on a simulated clock, before a scripted camera."""

    def __init__(
        self,
        view: View,
        length_s: float,
        words: Callable[[Frame], str] = lambda frame: f"Thing number {frame.number}.",
        takes_s: float = 0.0,
        settings: Settings | None = None,
        speaker: type[TimelineVoice] = TimelineVoice,
        news: Callable[[], tuple[str, ...]] = tuple,
        means: Means | None = None,
    ) -> None:
        self.clock = SimulatedClock()
        self.settings = settings or Settings(sounds=False)
        self.board = Board()
        self.journal = Journal(self.clock)
        self.describer = ScriptedDescriber(self.clock, words, takes_s)
        self.speaker = speaker(EvenSynthesizer(), self.clock, Style)
        camera = ScriptedCamera(self.clock, view, length_s)
        self.inbox = Inbox()
        self.look_in = LookIn(self.clock, lambda words: self.inbox.put(Tell(words)) is not None, self.journal)
        self.narrator = Narrator(
            camera,
            self.describer,
            self.speaker,
            self.clock,
            lambda: self.settings,
            self.journal,
            self.board,
            inbox=self.inbox,
            news=news,
            means=replace(means or Means(), change=self.change, look_in=self.look_in),
        )

    def change(self, changes: Mapping[str, object]) -> None:
        """Put these settings in place."""
        self.settings = Settings.model_validate(self.settings.model_dump() | dict(changes))

    def play_until(self, moment: float) -> None:
        """Look five times a second until this moment."""
        while self.clock() < moment:
            began_at = self.clock()
            self.narrator.turn()
            self.clock.wait(max(0.01, began_at + 0.2 - self.clock()))

    def play(self) -> None:
        """Look until the camera's script is over, and let everything be said."""
        try:
            self.play_until(math.inf)
        except CameraEnded:
            self.speaker.wait_quiet(60.0)
            self.narrator.listen()

    @property
    def said(self) -> list[str]:
        """The sentences that began to sound, in order."""
        return [utterance.text for _, _, utterance in self.speaker.spoken() if utterance.text]

    def entries(self, kind: Kind) -> list[Entry]:
        return [entry for entry in self.journal.entries() if entry.kind is kind]
