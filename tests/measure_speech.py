"""Measures the voice and prints a table: `python -m tests.measure_speech`. The sound card is the system's null device.

Stop to silence is taken from the samples that the device reads: from stop() to the first piece that is all zeros.
"""

import statistics
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial

import miniaudio
import numpy as np
import psutil

from describe.speech.miniaudio_ import PERIOD_MS, PERIODS, Feed, MiniaudioDevice
from describe.speech.player import MiniaudioPlayer
from describe.speech.pyttsx3_ import Pyttsx3Synthesizer
from describe.speech.sound import Samples, Style, SynthesizerError
from describe.speech.voice import Voice
from describe.utterance import Urgency, Utterance

SENTENCE = "One face, near, slightly left. A sign says: Exit."


class Tap:
    """A null device that remembers when it read the first loud piece and the last one."""

    def __init__(self) -> None:
        self.first_loud_at = 0.0
        self.last_loud_at = 0.0

    def open(self, feed: Feed, rate_hz: int) -> MiniaudioDevice:
        def tapped(count: int) -> Samples:
            piece = feed(count)
            if np.abs(piece).max(initial=0.0) > 0.01:
                self.last_loud_at = time.monotonic()
                self.first_loud_at = self.first_loud_at or self.last_loud_at
            return piece

        return MiniaudioDevice(tapped, rate_hz, [miniaudio.Backend.NULL])


def row(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(
        f"{what:44} {len(ordered):5} {statistics.median(ordered) * 1e3:7.1f} {p95 * 1e3:7.1f} {ordered[-1] * 1e3:7.1f}"
    )


def until(what: Callable[[], object]) -> None:
    while not what():
        time.sleep(0.001)


def measure_voice(tries: int) -> None:
    tap = Tap()
    voice = Voice(Pyttsx3Synthesizer(), MiniaudioPlayer(tap.open, quiet_s=60.0), time.monotonic, Style)
    first_sound, stops, quiets, alerts = [], [], [], []
    with closing(voice):
        voice.say(Utterance("Warm."))
        voice.wait_quiet(10)
        for number in range(tries):
            tap.first_loud_at = 0.0
            said_at = time.monotonic()
            voice.say(Utterance(SENTENCE))
            until(lambda: tap.first_loud_at)
            first_sound.append(tap.first_loud_at - said_at)
            time.sleep(0.05 + 0.0017 * (number % 13))
            stopped_at = time.monotonic()
            voice.stop()
            voice.wait_quiet(5)
            quiets.append(time.monotonic() - stopped_at)
            time.sleep(0.05)
            stops.append(max(0.0, tap.last_loud_at - stopped_at))
        for _ in range(tries):
            voice.say(Utterance(SENTENCE))
            time.sleep(0.15)
            said_at = time.monotonic()
            voice.say(Utterance("I cannot see.", Urgency.ALERT))
            until(lambda: any(event.latency_s and event.utterance.urgency is Urgency.ALERT for event in voice.drain()))
            tap.first_loud_at = 0.0
            until(lambda: tap.first_loud_at)
            alerts.append(tap.first_loud_at - said_at)
            voice.stop()
            voice.wait_quiet(5)
    row("stop to last loud piece handed to the device", stops)
    row("stop to quiet voice", quiets)
    row("sentence to first sound handed over, warm", first_sound)
    row("alert while talking to its first sound", alerts)
    print(f"(the device itself holds {PERIODS} x {PERIOD_MS} ms more)")


def measure_synthesizer(tries: int) -> None:
    starts, restarts, noticed, sentences = [], [], [], []
    for _ in range(tries // 4):
        began_at = time.monotonic()
        with closing(Pyttsx3Synthesizer()) as synthesizer:
            synthesizer.synthesize("Warm.", Style())
            starts.append(time.monotonic() - began_at)
            for _ in range(10):
                began_at = time.monotonic()
                synthesizer.synthesize(SENTENCE, Style())
                sentences.append(time.monotonic() - began_at)
            (child,) = psutil.Process().children()
            child.suspend()
            threading.Timer(0.05, child.kill).start()
            killed_at = time.monotonic() + 0.05
            try:
                synthesizer.synthesize(SENTENCE, Style())
            except SynthesizerError:
                noticed.append(time.monotonic() - killed_at)
            synthesizer.synthesize(SENTENCE, Style())
            restarts.append(time.monotonic() - killed_at)
    row("synthesizer start to first sound", starts)
    row("a sentence synthesized", sentences)
    row("killed in a sentence: noticed", noticed)
    row("killed in a sentence: said again", restarts)


def measure_memory() -> None:
    open_device = partial(MiniaudioDevice, backends=[miniaudio.Backend.NULL])
    voice = Voice(
        Pyttsx3Synthesizer(), MiniaudioPlayer(open_device), time.monotonic, lambda: Style(words_per_minute=450)
    )
    me = psutil.Process()
    with closing(voice):
        for number in range(1, 1001):
            voice.say(Utterance(f"Number {number} on the left.", Urgency.ANSWER))
            time.sleep(0.03)
            if number % 10 == 0:
                voice.stop()
                voice.wait_quiet(5)
                voice.drain()
            if number in (100, 1000):
                (child,) = me.children()
                own, other = (one.memory_info().rss / 1e6 for one in (me, child))
                print(f"after {number} sentences: {own:.1f} MB and {other:.1f} MB (child), {me.num_threads()} threads")


if __name__ == "__main__":
    print(f"{'ms':44} {'n':>5} {'p50':>7} {'p95':>7} {'max':>7}")
    measure_voice(100)
    measure_synthesizer(80)
    measure_memory()
