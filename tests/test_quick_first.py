"""The quick word first, the better one after it: it takes over, adds, and says so where it corrects."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from camera.frame import frame_of
from describe import phrases
from describe.describer import Describer
from describe.journal import Journal, Kind
from describe.judging.ahead import Ledger, WorkedAhead
from describe.judging.clocks import AlarmClock, WorkClock
from describe.request import Piece, Request
from describe.settings import Settings
from describe.speech.sound import Style
from describe.speech.timeline import TimelineVoice
from describe.teller import Teller
from describe.utterance import Fate, VoiceEvent
from tests.scripted import EvenSynthesizer

SECOND_S = 1.0


class QuickFirst:
    """Says something at once, and better words after a second."""

    name = "scripted"

    def __init__(self, wait: Callable[[float], None], quick: tuple[str, ...], better: tuple[str, ...]) -> None:
        self._wait = wait
        self._quick = quick
        self._better = better

    def describe(self, request: Request) -> Iterator[Piece]:
        for words in self._quick:
            yield Piece(words + "\n", is_quick=True)
        self._wait(SECOND_S)
        for words in self._better:
            yield Piece(words + "\n")

    def close(self) -> None:
        pass


def told(
    quick: tuple[str, ...], better: tuple[str, ...], said: tuple[str, ...] = ()
) -> tuple[list[str], list[str], list[str]]:
    """Return what sounded, the reasons of corrections, and what was left unsaid by the voice."""
    clock = AlarmClock()
    work = WorkClock(clock, watch=lambda: 0.0)
    voice = TimelineVoice(EvenSynthesizer(), clock, Style)
    journal = Journal(clock)
    describer: Describer = QuickFirst(work.wait, quick, better)
    teller = Teller(
        describer,
        voice,
        clock,
        Settings,
        journal,
        pull=lambda words: WorkedAhead(words, clock, work, Ledger(), clock.wake_at),
    )
    frame = frame_of(np.zeros((48, 64, 3), np.uint8), clock(), 1)
    events: list[VoiceEvent] = []
    teller.begin(Request((frame,), said=said), lambda: True, "a test")
    while teller.go_on() is None:
        clock.wait(0.1)
        events += voice.drain()  # which lets it begin what is due
    voice.wait_quiet(20.0)
    events += voice.drain()
    sounded = [utterance.text for _, _, utterance in voice.spoken()]
    corrections = [entry.reason for entry in journal.entries() if entry.kind is Kind.CORRECTION]
    unsaid = [event.utterance.text for event in events if event.fate is Fate.UNTRUE]
    return sounded, corrections, unsaid


def test_a_better_word_that_says_the_opposite_is_a_correction_and_the_journal_says_of_what() -> None:
    sounded, corrections, _ = told(("Two faces, near.",), ("One man ahead.",))
    assert sounded == ["Two faces, near.", f"{phrases.CORRECTION} One man ahead."]
    assert corrections == ["it contradicts the first description in people: Two faces, near."]


def test_a_better_word_that_adds_is_said_as_it_is() -> None:
    sounded, corrections, _ = told(("Two faces, near.",), ("Three people at a table.",))
    assert sounded == ["Two faces, near.", "Three people at a table."]
    assert corrections == []


def test_quick_words_that_still_wait_give_way_to_the_better_ones() -> None:
    quick = ("One face, near, slightly left.", "Mostly brown and white.")
    sounded, _, unsaid = told(quick, ("A man at a desk.",))
    assert sounded == [quick[0], "A man at a desk."]
    assert unsaid == [quick[1]]


def test_what_nobody_heard_is_not_corrected() -> None:
    sounded, corrections, _ = told(("One face, near, slightly left.", "Mostly brown."), ("Mostly red.",))
    assert sounded[-1] == "Mostly red."
    assert corrections == []


def test_what_was_said_lately_and_is_believed_is_corrected_too() -> None:
    sounded, corrections, _ = told(("Two faces, near.",), ("Nobody is there.",), said=("Two faces, near.",))
    assert sounded == [f"{phrases.CORRECTION} Nobody is there."]
    assert len(corrections) == 1


@pytest.mark.parametrize("better", ["Two faces near.", "There are two faces, near."])
def test_better_words_that_say_the_same_are_not_said(better: str) -> None:
    assert told(("Two faces, near.",), (better,))[0] == ["Two faces, near."]
