"""Time that goes on while the machine sleeps. What sleeps here is one function of the system: its clock of the boot."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from camera.address import parse_address
from camera.clock import SystemClock, boot_clock
from camera.errors import CameraError, CameraLost
from camera.frame import Frame
from camera.live import LiveCamera
from describe.speech.sound import Style
from describe.speech.voice import Voice
from describe.utterance import Fate, Utterance
from tests.fakes import SlowPlayer, ToneSynthesizer
from tests.mjpeg_server import mjpeg_server
from tests.waiting import eventually

NIGHT_S = 30_000.0

pytestmark = pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="this system has no clock of the boot")


@pytest.fixture
def sleep(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A night's sleep of this machine, as this process sees it."""
    slept, system = [0.0], time.clock_gettime

    def clock_gettime(which: int) -> float:
        return system(which) + (slept[0] if which == time.CLOCK_BOOTTIME else 0.0)

    def fall_asleep() -> None:
        slept[0] += NIGHT_S

    monkeypatch.setattr(time, "clock_gettime", clock_gettime)
    yield fall_asleep
    slept[0] = 0.0


def young(camera: LiveCamera) -> Frame | None:
    try:
        return camera.latest(0.5)
    except CameraError:
        return None


def test_the_clock_goes_on_in_sleep(sleep: Callable[[], None]) -> None:
    clock = SystemClock()
    before = clock()
    sleep()
    assert clock() - before == pytest.approx(NIGHT_S, abs=5.0)


def test_a_sentence_that_waited_while_the_machine_slept_is_never_said(sleep: Callable[[], None]) -> None:
    clock, player = SystemClock(), SlowPlayer()
    with closing(Voice(ToneSynthesizer(), player, clock, Style)) as voice:
        voice.say(Utterance("It sounds."))
        eventually(lambda: player.played, 15.0)
        late = Utterance("A door.", expires_at=clock() + 4.0)
        voice.say(late)
        sleep()
        fate = eventually(lambda: next((event.fate for event in voice.drain() if event.utterance == late), None), 15.0)
    assert fate is Fate.EXPIRED


def test_a_picture_from_before_the_sleep_is_old_after_it(sleep: Callable[[], None]) -> None:
    with mjpeg_server() as server, closing(LiveCamera(parse_address(server.url), random.Random(1))) as camera:
        eventually(lambda: young(camera), 15.0)
        sleep()
        with pytest.raises(CameraLost):
            camera.latest(4.0)
        assert camera.recent(6.0, 0.2) == ()


def test_a_machine_that_slept_before_has_one_time_in_both_processes(
    sleep: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import time\nsystem = time.clock_gettime\n"
        f"time.clock_gettime = lambda which: system(which) + {NIGHT_S} * (which == time.CLOCK_BOOTTIME)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))  # the child has slept as well
    sleep()
    with mjpeg_server() as server, closing(LiveCamera(parse_address(server.url), random.Random(1))) as camera:
        frame = eventually(lambda: young(camera), 15.0)
        assert frame.age_s(SystemClock()()) == pytest.approx(0.0, abs=5.0)
        assert camera.since == pytest.approx(boot_clock(), abs=30.0)
