"""What waits to be said: order, replacement, expiry; alone and under a flood."""

import math
import random
from collections import Counter
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from camera.clock import SimulatedClock
from describe.speech.queue import LONGEST, SpeechQueue, unfit
from describe.speech.sound import Style
from describe.speech.timeline import TimelineVoice
from describe.utterance import Fate, Urgency, Utterance, VoiceEvent
from tests.fakes import ToneSynthesizer


def taken(queue: SpeechQueue) -> list[str]:
    texts = []
    while waiting := queue.first():
        queue.remove(waiting)
        texts.append(waiting.utterance.text)
    return texts


def test_the_most_urgent_comes_first_and_equals_in_the_order_of_saying() -> None:
    queue = SpeechQueue()
    for number, urgency in enumerate([Urgency.ROUTINE, Urgency.ANSWER, Urgency.ALERT, Urgency.ANSWER, Urgency.ALERT]):
        queue.put(Utterance(f"{number}", urgency), now=number)
    assert taken(queue) == ["2", "4", "1", "3", "0"]


def test_a_newer_picture_replaces_all_that_waits_of_the_older_one() -> None:
    queue = SpeechQueue()
    queue.put(Utterance("a1", frame_at=1.0), now=1.0)
    queue.put(Utterance("a2", frame_at=1.0), now=1.0)
    assert [lost.utterance.text for lost in queue.put(Utterance("b1", frame_at=2.0), now=2.0)] == ["a1", "a2"]
    queue.put(Utterance("b2", frame_at=2.0), now=2.0)
    assert taken(queue) == ["b1", "b2"]


def test_a_sentence_of_an_older_picture_does_not_push_in_front_of_a_newer_one() -> None:
    queue = SpeechQueue()
    queue.put(Utterance("new", frame_at=2.0), now=2.0)
    late = Utterance("old", frame_at=1.0)
    assert [lost.utterance for lost in queue.put(late, now=2.0)] == [late]
    assert taken(queue) == ["new"]


def test_routine_words_that_come_from_no_picture_are_not_replaced_by_a_description() -> None:
    queue = SpeechQueue()
    queue.put(Utterance("Ready."), now=1.0)
    assert queue.put(Utterance("One face.", frame_at=2.0), now=2.0) == ()
    assert taken(queue) == ["Ready.", "One face."]


def test_an_alert_that_is_said_again_while_it_waits_keeps_its_place_and_waits_once() -> None:
    queue = SpeechQueue()
    queue.put(Utterance("I cannot see.", Urgency.ALERT, expires_at=5.0), now=1.0)
    queue.put(Utterance("Switching off.", Urgency.ALERT), now=2.0)
    queue.put(Utterance("I cannot see.", Urgency.ALERT, expires_at=9.0), now=3.0)
    first = queue.first()
    assert first
    assert first.utterance.expires_at == 9.0
    assert taken(queue) == ["I cannot see.", "Switching off."]


def test_what_was_put_back_is_next_again_unless_a_newer_picture_waits() -> None:
    queue = SpeechQueue()
    queue.put(Utterance("a1", frame_at=1.0), now=1.0)
    queue.put(Utterance("a2", frame_at=1.0), now=1.0)
    first = queue.first()
    assert first
    assert queue.remove(first)
    assert not queue.remove(first)
    assert queue.put_back(first)
    assert queue.first() is first
    queue.remove(first)
    queue.put(Utterance("b1", frame_at=2.0), now=2.0)
    assert not queue.put_back(first)


def test_what_is_too_old_or_untrue_is_unfit() -> None:
    assert unfit(Utterance("x", expires_at=2.0), now=2.0) is None
    assert unfit(Utterance("x", expires_at=2.0), now=2.1) is Fate.EXPIRED
    assert unfit(Utterance("x", is_still_true=lambda: False), now=0.0) is Fate.UNTRUE


class Policy(RuleBasedStateMachine):
    """Nobody is lost or told twice, alerts come in order, and one description waits at most."""

    @initialize()
    def start(self) -> None:
        self.queue = SpeechQueue()
        self.now = 0.0
        self.put = 0
        self.gone = 0
        self.alerts: list[str] = []

    @rule(urgency=st.sampled_from(Urgency), text=st.sampled_from("abcde"), age_s=st.sampled_from([None, 0.0, 1.0]))
    def say(self, urgency: Urgency, text: str, age_s: float | None) -> None:
        frame_at = None if age_s is None else self.now - age_s
        self.put += 1
        displaced = self.queue.put(Utterance(text, urgency, frame_at=frame_at), self.now)
        self.gone += len(displaced)
        if urgency is Urgency.ALERT and text not in self.alerts:
            self.alerts.append(text)

    @rule(passed_s=st.floats(0.0, 3.0))
    def pass_time(self, passed_s: float) -> None:
        self.now += passed_s

    @rule()
    def take(self) -> None:
        waiting = self.queue.first()
        if waiting is None:
            assert not len(self.queue)
            return
        self.queue.remove(waiting)
        self.gone += 1
        if self.alerts:
            assert waiting.utterance.text == self.alerts.pop(0)
            assert waiting.utterance.urgency is Urgency.ALERT

    @invariant()
    def nobody_is_lost(self) -> None:
        assert self.put == self.gone + len(self.queue)
        assert len(self.queue) <= 3 * LONGEST

    def teardown(self) -> None:
        waited = self.queue.clear()
        pictures = {
            waiting.utterance.frame_at
            for waiting in waited
            if waiting.utterance.urgency is Urgency.ROUTINE and waiting.utterance.frame_at is not None
        }
        assert len(pictures) <= 1
        levels = [waiting.utterance.urgency for waiting in waited]
        assert levels == sorted(levels, reverse=True)


class Telling(RuleBasedStateMachine):
    """A whole voice: one thing at a time, nothing past its expiry, cut only by something more urgent, one fate each."""

    @initialize()
    def start(self) -> None:
        self.clock = SimulatedClock()
        self.voice = TimelineVoice(ToneSynthesizer(1.0), self.clock, Style)
        self.events: list[VoiceEvent] = []
        self.said: list[tuple[float, Utterance]] = []

    @rule(urgency=st.sampled_from(Urgency), life_s=st.floats(0.0, 4.0), is_true=st.booleans(), is_seen=st.booleans())
    def say(self, urgency: Urgency, life_s: float, is_true: bool, is_seen: bool) -> None:
        now = self.clock()
        frame_at = now if is_seen else None
        said = Utterance(f"{len(self.said)}", urgency, now + life_s, lambda: is_true, frame_at)
        self.said.append((now, said))
        self.voice.say(said)

    @rule(passed_s=st.floats(0.0, 3.0))
    def pass_time(self, passed_s: float) -> None:
        self.clock.wait(passed_s)
        self.events += self.voice.drain()

    @rule()
    def stop(self) -> None:
        self.voice.stop()
        assert self.voice.is_quiet

    def teardown(self) -> None:
        assert self.voice.wait_quiet(1000.0)
        self.events += self.voice.drain()
        last = Counter(id(event.utterance) for event in self.events if event.fate is not Fate.STARTED)
        assert last == Counter(id(said) for _, said in self.said)
        started = [event for event in self.events if event.fate is Fate.STARTED]
        assert all(event.at <= event.utterance.expires_at for event in started)
        assert all(event.utterance.is_still_true() for event in started)
        spoken = self.voice.spoken()
        assert all(one[1] <= other[0] + 1e-6 for one, other in pairwise(spoken))
        for event in self.events:
            if event.fate is Fate.INTERRUPTED:
                assert any(at == event.at and said.urgency > event.utterance.urgency for at, said in self.said)


TestPolicy = Policy.TestCase
TestPolicy.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestTelling = Telling.TestCase
TestTelling.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_a_flood_of_a_thousand_says_only_what_is_fresh_and_all_alerts_in_order() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    clock = SimulatedClock()
    voice = TimelineVoice(ToneSynthesizer(0.5), clock, Style)
    events: list[VoiceEvent] = []
    for number in range(1000):
        urgency = Urgency.ALERT if number % 50 == 0 else rng.choice([Urgency.ROUTINE, Urgency.ROUTINE, Urgency.ANSWER])
        expires_at = math.inf if urgency is Urgency.ALERT else clock() + rng.uniform(0.0, 4.0)
        voice.say(Utterance(f"{number}", urgency, expires_at, frame_at=clock()))
        clock.wait(rng.uniform(0.0, 0.03))
        events += voice.drain()
    assert voice.wait_quiet(60.0)
    events += voice.drain()
    started = [event for event in events if event.fate is Fate.STARTED]
    assert all(event.at <= event.utterance.expires_at for event in started)
    alerts = [int(event.utterance.text) for event in started if event.utterance.urgency is Urgency.ALERT]
    assert alerts == list(range(0, 1000, 50))
    fates = Counter(event.fate for event in events)
    assert sum(fates.values()) - fates[Fate.STARTED] == 1000
    assert fates[Fate.REPLACED] > 300
