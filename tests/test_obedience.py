"""A thousand random sequences of orders, views and failures before the real narrator and voice, on a simulated clock.

Stop is always obeyed and nothing is spoken after it; a pause is silent but for its own words, answers and alerts; a
question is always answered or refused aloud; whoever asked is answered exactly once.
"""

from collections import Counter
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from functools import cache
from typing import Generic, TypeVar

import cv2
import numpy as np
import pytest
from hypothesis import seed
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from camera.clock import SimulatedClock
from camera.errors import CameraLost
from camera.frame import Frame, Image, frame_of
from describe import phrases
from describe.commands import Act, Ask, Command, Do, Find, Tell
from describe.describer import DescriberFailed
from describe.inbox import Inbox
from describe.journal import Journal
from describe.narrator import Narrator
from describe.obeying.means import Means, Places
from describe.obeying.quiet import HUSH_S
from describe.request import Piece, Request, Task
from describe.senses.observation import Box, Light, Observation, Text
from describe.senses.observation import Level as Levels
from describe.senses.places import Sought
from describe.sentences import Sentence
from describe.settings import Settings
from describe.speech.samples import RATE_HZ
from describe.speech.sound import Sound, Style
from describe.speech.timeline import TimelineVoice
from describe.status import Board
from describe.utterance import Urgency
from tests.scripted import room

TURN_S = 0.2
Thing = TypeVar("Thing")


@cache
def pictures(name: str) -> tuple[Image, ...]:
    """Small pictures of a view, each with other noise."""
    plain = {"a room": room(1), "another room": room(2), "nothing": room(1) * 0}[name]
    small = np.asarray(cv2.resize(plain, (128, 96), interpolation=cv2.INTER_AREA))
    rng = np.random.default_rng(3)
    return tuple(
        np.clip(small + rng.normal(0, 2 if small.any() else 0, small.shape), 0, 255).astype(np.uint8) for _ in range(5)
    )


class _Camera:
    name = "a camera"

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self.view = "a room"

    def latest(self, max_age_s: float) -> Frame:
        if self.view == "lost":
            raise CameraLost("the script says so")
        number = int(self._clock() * 30)
        return frame_of(pictures(self.view)[number % 5], self._clock(), number)

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        return ()

    def close(self) -> None:
        pass


class _Later(Generic[Thing]):
    """Gives things as a thread would that needs `takes_s` for each."""

    def __init__(self, things: Generator[Thing], clock: SimulatedClock, takes_s: float) -> None:
        self._things = things
        self._clock = clock
        self._takes_s = takes_s
        self._ready_at = clock() + takes_s
        self.is_over = False

    def take(self, timeout_s: float = 0.0) -> Thing | None:
        if self.is_over or self._clock() < self._ready_at:
            return None
        self._ready_at += self._takes_s
        try:
            return next(self._things)
        except StopIteration:
            self.is_over = True
            return None
        except BaseException:
            self.is_over = True
            raise

    def close(self) -> None:
        self.is_over = True
        self._things.close()


class _Describer:
    name = "scripted"

    def __init__(self) -> None:
        self.fails = False
        self.number = 0

    def describe(self, request: Request) -> Iterator[Piece]:
        if self.fails:
            raise DescriberFailed("the script says so")
        if request.task is Task.DESCRIBE and self.number % 5 == 4:
            self.number += 1
            return
        for _ in range(2):
            self.number += 1
            yield Piece(f"Thing number {self.number} of many is standing there. ")

    def close(self) -> None:
        pass


class _Senses:
    def observe(self, request: Request) -> Observation:
        return Observation((), Text(), (), None, Light(Levels.ORDINARY, None), ())

    def places(self, what: Sought, request: Request) -> Places:
        return (Box(0.3, 0.4, 0.1, 0.1),) if int(request.frame.taken_at) % 3 else ()


class _Voice:
    """Makes silence of 0.2 s a word."""

    def synthesize(self, text: str, style: Style) -> Sound:
        return _silence(len(text.split()))

    def close(self) -> None:
        pass


@cache
def _silence(words: int) -> Sound:
    return Sound(np.zeros(int(RATE_HZ * 0.2 * words), np.float32), RATE_HZ)


HELLO = "Your helper says hello."
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.sampled_from([Do(act) for act in Act]),
    st.sampled_from([Do(Act.STOP), Do(Act.PAUSE), Do(Act.GO_ON), Do(Act.DESCRIBE)]),
    st.sampled_from([Ask("What is it?"), Find("my keys"), Find("the word exit"), Tell(HELLO)]),
)
OWN_WORDS = {HELLO, phrases.CAMERA_LOST, phrases.CAMERA_BACK, phrases.DESCRIBER_LOST, phrases.DESCRIBER_BACK}


class Obedience(RuleBasedStateMachine):
    """One listener, what she asks for, and what she hears."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SimulatedClock()
        self.camera = _Camera(self.clock)
        self.describer = _Describer()
        self.inbox = Inbox()
        self.board = Board()
        self.settings = Settings(sounds=True)
        self.speaker = TimelineVoice(_Voice(), self.clock, Style)
        self.takes_s = 0.0
        self.answers: list[Future[str]] = []
        self.answered: Counter[int] = Counter()
        self.stopped_at: float | None = None
        self.paused_since: float | None = None
        self.checked = 0
        self.narrator = Narrator(
            self.camera,
            self.describer,
            self.speaker,
            self.clock,
            lambda: self.settings,
            Journal(self.clock),
            self.board,
            pull=self._pull,
            inbox=self.inbox,
            means=Means(_Senses(), change=self._change),
        )

    def _pull(self, words: Generator[Sentence]) -> _Later[Sentence]:
        return _Later(words, self.clock, self.takes_s)

    def _change(self, changes: object) -> None:
        self.settings = Settings.model_validate(self.settings.model_dump() | dict(changes))  # type: ignore[call-overload]

    def put(self, command: Command) -> "Future[str] | None":
        self.check()
        is_stop = command == Do(Act.STOP)
        answer = self.inbox.put(command)
        if is_stop:
            assert answer is not None
            assert self.speaker.is_quiet
            self.stopped_at = self.clock()
        elif answer is not None:
            self.stopped_at = self.paused_since = None  # what is heard from now on may have been asked for
        if answer is not None:
            number = len(self.answers)
            self.answers.append(answer)
            answer.add_done_callback(lambda _: self.answered.update([number]))
        return answer

    def turn(self) -> None:
        self.narrator.turn()
        self.clock.wait(TURN_S)
        is_silent = self.board.get().is_paused and all(answer.done() for answer in self.answers)
        if is_silent and self.speaker.is_quiet and self.paused_since is None:
            self.paused_since = self.clock()
        elif not self.board.get().is_paused:
            self.paused_since = None

    def check(self) -> None:
        """Look at what began to sound since the last check."""
        spoken = self.speaker.spoken()
        for start, _, cue in spoken[self.checked :]:
            if self.stopped_at is not None and start > self.stopped_at:
                assert start >= self.stopped_at + HUSH_S - 0.01, f"after a stop: {cue.text!r}"
                assert cue.frame_at is None or cue.frame_at > self.stopped_at, f"old, after a stop: {cue.text!r}"
            if self.paused_since is not None and start > self.paused_since:
                assert cue.urgency is not Urgency.ROUTINE, f"in a pause: {cue.text!r}"
                is_tone = cue.sound is not None
                assert is_tone or cue.text in OWN_WORDS, f"in a pause: {cue.text!r}"
        self.checked = len(spoken)

    @rule(command=COMMANDS)
    def ask(self, command: Command) -> None:
        self.put(command)

    @rule(commands=st.lists(COMMANDS, min_size=2, max_size=6))
    def ask_much_at_once(self, commands: list[Command]) -> None:
        for command in commands:
            self.put(command)

    @rule(turns=st.integers(1, 6))
    def look(self, turns: int) -> None:
        for _ in range(turns):
            self.turn()

    @rule()
    def wake(self) -> None:
        self.narrator.hand_on()

    @rule(view=st.sampled_from(["a room", "another room", "nothing", "lost"]))
    def show(self, view: str) -> None:
        self.camera.view = view

    @rule(takes_s=st.sampled_from([0.0, 0.3, 1.5]), fails=st.booleans())
    def describe_otherwise(self, takes_s: float, fails: bool) -> None:
        self.takes_s, self.describer.fails = takes_s, fails

    @rule()
    @precondition(lambda self: all(answer.done() for answer in self.answers))
    def ask_and_listen(self) -> None:
        asked_at = self.clock()
        answer = self.put(Ask("What is it?"))
        assert answer is not None
        while not answer.done() and self.clock() < asked_at + 20:
            self.turn()
        words = answer.result(0)
        for _ in range(50):
            heard = " ".join(cue.text for start, _, cue in self.speaker.spoken() if start >= asked_at)
            if words in heard:
                break
            self.turn()
        assert words in heard, f"not heard: {words!r}"

    @invariant()
    def nothing_is_spoken_that_must_not_be(self) -> None:
        self.check()

    def teardown(self) -> None:
        self.describer.fails = False
        for _ in range(150):
            if all(answer.done() for answer in self.answers):
                break
            self.turn()
        self.check()
        assert all(answer.done() for answer in self.answers), "somebody was not answered"
        assert all(count == 1 for count in self.answered.values())
        assert all(answer.result(0).strip() for answer in self.answers)


PARTS, IN_EACH = 4, 250


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_thousand_sequences_of_orders_are_obeyed(part: int) -> None:
    """The part is the seed: what fails once fails again."""
    run_state_machine_as_test(seed(part)(Obedience), settings=profile(max_examples=IN_EACH, stateful_step_count=10))
