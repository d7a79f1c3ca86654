"""Plays a recording to two ways of narrating: ours, and the loop of most others, which describes every picture."""

from collections.abc import Callable, Generator

from camera.errors import CameraEnded, CameraError
from camera.source import Recording
from describe import service
from describe.describer import Describer, DescriberError
from describe.journal import Journal, Kind
from describe.judging.ahead import Ledger, WorkedAhead
from describe.judging.clocks import AlarmClock, WorkClock
from describe.judging.score import Heard, Played
from describe.narrator import LATEST_S, Narrator
from describe.pulling import Taken
from describe.request import Request
from describe.sentences import Sentence, sentences
from describe.settings import Settings
from describe.speech.timeline import TimelineVoice
from describe.status import Board
from describe.teller import SAID_LATELY, TOO_OLD
from describe.utterance import Fate

_TOO_LATE = (TOO_OLD, Fate.EXPIRED, Fate.UNTRUE)

LengthOf = Callable[[str], float]
"""How many seconds a sentence lasts when it is spoken."""

BLIND_S = 0.1
"""Who describes every picture tries again so soon where there is none."""


def play_ours(
    camera: Recording,
    describer: Describer,
    voice: TimelineVoice,
    clock: AlarmClock,
    work: WorkClock,
    ledger: Ledger,
    settings: Callable[[], Settings],
) -> Played:
    """Return what the real narrator makes of it; its describer works while it looks on, as it does live."""
    journal, looks = Journal(clock, kept=None), list[float]()

    def pull(words: Generator[Sentence]) -> Taken[Sentence]:
        looks.append(clock())
        return WorkedAhead(words, clock, work, ledger, clock.wake_at)

    narrator = Narrator(
        camera,
        describer,
        voice,
        clock,
        settings,
        journal,
        Board(),
        pull=pull,
    )
    end = service.run(narrator, voice, clock, settings, lambda: False)
    if end is service.End.BROKEN:
        raise RuntimeError("ten looks in a row broke")
    dropped = [entry for entry in journal.entries() if entry.kind is Kind.DROPPED and entry.text]
    said_lately = [entry.at_s - (entry.frame_age_s or 0.0) for entry in dropped if entry.reason == SAID_LATELY]
    return Played(
        length_s=camera.duration_s or clock(),
        looks=tuple(looks),
        heard=tuple(
            Heard(start, end_at, said.text, said.frame_at) for start, end_at, said in voice.spoken() if said.text
        ),
        model_s=ledger.seconds,
        nothing_new=tuple(look for look in looks if any(0 <= look - at < LATEST_S for at in said_lately)),
        too_late=sum(entry.reason in _TOO_LATE for entry in dropped),
    )


def play_every_frame(
    camera: Recording,
    describer: Describer,
    clock: AlarmClock,
    work: WorkClock,
    ledger: Ledger,
    settings: Settings,
    length_of: LengthOf,
    *,
    is_waiting: bool = True,
) -> Played:
    """Return what becomes of it when the newest picture is described, all of that is spoken, and again.

    Where it is not waiting for its voice, it describes the next picture while it speaks, and the sentences queue up.
    """
    looks: list[float] = []
    heard: list[Heard] = []
    free_at = 0.0
    while True:
        try:
            frame = camera.latest(LATEST_S)
        except CameraEnded:
            break
        except CameraError:
            clock.wait(BLIND_S)
            continue
        looks.append(clock())
        words = WorkedAhead(
            sentences(describer.describe(Request((frame,), detail=settings.detail))), clock, work, ledger
        )
        while not words.is_over:
            try:
                sentence = words.take(BLIND_S)
            except DescriberError:
                continue
            if sentence is not None:
                start = max(clock(), free_at)
                free_at = start + length_of(sentence)
                heard.append(Heard(start, free_at, sentence, frame.taken_at))
        clock.wait(free_at - clock() if is_waiting else 0.0)
        if clock() == looks[-1]:  # it took no time at all: the next picture is the earliest that can be another
            clock.wait(BLIND_S)
    length_s = camera.duration_s or clock()
    return Played(length_s, tuple(looks), tuple(one for one in heard if one.start_s < length_s), ledger.seconds)
