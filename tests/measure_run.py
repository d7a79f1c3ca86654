"""Measures the whole command and prints it: `python -m tests.measure_run [start] [end] [looks] [idle] [memory]`."""

import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from camera.change import ChangeWatch
from camera.clip import draw
from camera.frame import Frame, frame_of
from camera.quality import QualityWatch
from describe import phrases
from describe.engines.senses import SensesDescriber
from describe.request import Request
from describe.senses.codes import codes_in
from describe.senses.colours import colours_of
from describe.senses.faces import FaceFinder
from describe.senses.light import light_of
from describe.senses.movement import movement_in
from tests.command import running
from tests.mjpeg_server import mjpeg_server_apart

STARTS = 5
IDLE_S = 30.0
PLAIN_S, TEXT_S = 18.0, 10.0
"""Moments of the built-in clip without and with text."""


def milliseconds(what: str, seconds: list[float]) -> None:
    ordered = sorted(1000 * one for one in seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"{what}: p50 {statistics.median(ordered):.1f} ms, p95 {p95:.1f} ms ({len(ordered)})", flush=True)


def timed(work: Callable[[int], object], times: int) -> list[float]:
    work(0)
    spent = []
    for number in range(1, times + 1):
        began_at = time.perf_counter()
        work(number)
        spent.append(time.perf_counter() - began_at)
    return spent


def second(moment: float) -> tuple[Frame, ...]:
    """Return six looks at the clip, the last at this moment."""
    moments = (moment - 1.0 + step / 5 for step in range(6))
    return tuple(frame_of(draw(one), one, number) for number, one in enumerate(moments))


def measure_start() -> None:
    """From starting the process to the line of the first sentence, printed when it begins to sound."""
    with tempfile.TemporaryDirectory() as home:
        took = []
        for _ in range(STARTS):
            with running(Path(home), "run", "--camera", "clip", "--sound", "none") as run:
                took.append(run.wait_for(phrases.STARTED, 30.0))
        print(f"start to first word: median {statistics.median(took):.2f} s, longest {max(took):.2f} s ({STARTS})")


def measure_end() -> None:
    """From SIGTERM, in the midst of a sentence and while a camera does not answer, to the end of the process."""
    with mjpeg_server_apart("nohdr") as mute, tempfile.TemporaryDirectory() as home:
        (Path(home) / "config" / "lookaloud").mkdir(parents=True)
        (Path(home) / "config" / "lookaloud" / "settings.json").write_text('{"is_safety_told": true}')
        for camera, words in (("clip", "Room 12"), (mute, phrases.ABILITIES)):
            took = []
            for _ in range(STARTS):
                with running(Path(home), "run", "--camera", camera, "--sound", "none") as run:
                    run.wait_for(words, 40.0)
                    asked_at = time.monotonic()
                    run.send(signal.SIGTERM)
                    run.end(20.0)
                    took.append(time.monotonic() - asked_at)
            print(
                f"SIGTERM at {words!r} to the end: median {statistics.median(took):.2f} s, longest {max(took):.2f} s "
                f"({STARTS})"
            )


def measure_looks() -> None:
    changes, quality = ChangeWatch(), QualityWatch()
    frames = [frame_of(draw(PLAIN_S + number / 30), number / 5, number) for number in range(60)]

    def compare(number: int) -> None:
        frame = Frame(frames[number % 60].image, number / 5, number)
        quality.look(frame, changes.look(frame))

    milliseconds("compared and judged, 640x480", timed(compare, 200))
    plain, text, faces = second(PLAIN_S), second(TEXT_S), FaceFinder()

    def without_text(_: int) -> None:
        faces.faces(plain)
        codes_in(plain[-1].image)
        movement_in(plain)
        light_of(plain[-1].image)
        colours_of(plain[-1].image)

    milliseconds("senses without reading text", timed(without_text, 60))
    senses = SensesDescriber()
    milliseconds("all senses, no text in view", timed(lambda _: list(senses.describe(Request(plain))), 60))
    milliseconds("all senses, a poster in view", timed(lambda _: list(senses.describe(Request(text))), 40))


def measure_idle() -> None:
    """A still scene with a sensor's noise from a network camera, 640x480, 30 pictures a second, five looks a second."""
    with (
        mjpeg_server_apart("noise") as url,
        tempfile.TemporaryDirectory() as home,
        running(Path(home), "run", "--camera", url, "--sound", "none") as run,
    ):
        run.wait_for(phrases.NOTHING_FOUND, 60.0)
        time.sleep(8.0)
        family = run.family()
        before = [cpu_s(one) for one in family]
        time.sleep(IDLE_S)
        spent = [100 * (cpu_s(one) - was) / IDLE_S for one, was in zip(family, before, strict=True)]
        memory = sum(one.memory_info().rss for one in family) / 1e6
        print(
            f"idle on a still scene, percent of one core: {spent[0]:.1f} looking, {sum(spent[1:]):.1f} in "
            f"{len(spent) - 1} children (camera, voice); memory of all {memory:.0f} MB"
        )


def cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def measure_memory() -> None:
    """A thousand descriptions of pictures that are all different, text among them."""
    changes, quality, senses = ChangeWatch(), QualityWatch(), SensesDescriber()
    for number in range(1, 1001):
        moment = 1.0 + number * 0.17 % 24.0
        frame = frame_of(draw(moment), number / 5, number)
        quality.look(frame, changes.look(frame))
        list(senses.describe(Request((frame,))))
        if number in (100, 400, 700, 1000):
            print(f"memory after {number} looks: {psutil.Process().memory_info().rss / 1e6:.0f} MB", flush=True)


MEASURES = {
    "start": measure_start,
    "end": measure_end,
    "looks": measure_looks,
    "idle": measure_idle,
    "memory": measure_memory,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or MEASURES:
        MEASURES[name]()
