"""The real narrator, queue and voice before a real camera, in real time: what was described and said, and when."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from camera.clock import SystemClock, boot_clock
from camera.frame import Frame
from camera.source import Camera
from describe import service
from describe.journal import Journal, Kind
from describe.narrator import Narrator
from describe.pulling import TakenByThread
from describe.request import Piece, Request
from describe.settings import Settings
from describe.speech.sound import Style
from describe.speech.voice import Voice
from describe.status import Board
from describe.utterance import Fate, VoiceEvent
from tests.fakes import TimedPlayer, ToneSynthesizer
from tests.waiting import eventually


@dataclass
class Telling:
    """What happened so far; moments are those of boot_clock."""

    journal: Journal
    looked_at: list[float] = field(default_factory=list)
    said: list[tuple[float, str]] = field(default_factory=list)

    def wait_for(self, words: str, within_s: float) -> float:
        """Return the moment at which these words began to sound."""
        return eventually(lambda: next((at for at, text in list(self.said) if words in text), None), within_s)

    def dropped(self) -> list[str]:
        return [entry.reason for entry in self.journal.entries() if entry.kind is Kind.DROPPED]


class _Describer:
    """Says that there is a thing, after `takes_s`; shows each newest frame to `see` before that."""

    name = "scripted"

    def __init__(self, telling: Telling, see: Callable[[Frame], None], takes_s: float) -> None:
        self._telling = telling
        self._see = see
        self._takes_s = takes_s

    def describe(self, request: Request) -> Iterator[Piece]:
        self._telling.looked_at.append(boot_clock())
        self._see(request.frame)
        time.sleep(self._takes_s)  # as a slow model
        yield Piece(f"Thing {len(self._telling.looked_at)} is here. ")

    def close(self) -> None:
        pass


@contextmanager
def telling(
    camera: Camera,
    settings: Settings | None = None,
    see: Callable[[Frame], None] = lambda _: None,
    takes_s: float = 0.0,
) -> Iterator[Telling]:
    """Look and tell in a thread of its own, until the end of the block."""
    clock, stopped = SystemClock(), threading.Event()
    chosen = settings or Settings(sounds=False)
    journal = Journal(clock)
    told = Telling(journal)

    def watch(events: tuple[VoiceEvent, ...]) -> None:
        told.said += [(event.at, event.utterance.text) for event in events if event.fate is Fate.STARTED]

    with closing(Voice(ToneSynthesizer(), TimedPlayer(), clock, Style)) as voice:
        describer = _Describer(told, see, takes_s)
        narrator = Narrator(
            camera,
            describer,
            voice,
            clock,
            lambda: chosen,
            journal,
            Board(),
            pull=lambda words: TakenByThread(words, wake=clock.wake),
        )
        arguments = (narrator, voice, clock, lambda: chosen, stopped.is_set, math.inf, watch)
        loop = threading.Thread(target=service.run, args=arguments, name="loop")
        loop.start()
        try:
            yield told
        finally:
            stopped.set()
            loop.join()
