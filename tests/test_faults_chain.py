"""What the listener hears when a part fails, through the whole command or the whole chain in real time."""

import ctypes.util
import json
import os
import signal
import time
from contextlib import closing
from pathlib import Path

import espeakng_loader
import psutil
import pytest
from PIL import Image

from camera.address import parse_address
from camera.clock import boot_clock
from camera.frame import Frame
from camera.live import LiveCamera
from describe import phrases
from describe.service import GOODBYE_S
from describe.settings import Settings
from describe.speech.private_folder import PREFIX
from tests.command import Running, finish, loud_s, running
from tests.mjpeg_server import mjpeg_server, mjpeg_server_apart, read_moment
from tests.scripted import room
from tests.telling import telling
from tests.waiting import eventually

pytestmark = pytest.mark.slow

FIRST_WORDS = "Lookaloud"
NO_SOUND_CARD = {"ALSA_CONFIG_PATH": "/nonexistent", "PULSE_SERVER": "/nonexistent", "PIPEWIRE_REMOTE": "/nonexistent"}


def now(run: Running) -> float:
    """Return the seconds since the start."""
    return time.monotonic() - run.started_at


def reader(run: Running) -> psutil.Process:
    """Return the child process that reads the camera."""
    return eventually(lambda: next((one for one in run.family()[1:] if is_reader(one)), None), 10.0)


def is_reader(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:  # it has just ended
        return False


def after(run: Running, moment: float, words: str, within_s: float) -> float:
    """Return how many seconds after this moment a line with these words came first."""
    return eventually(
        lambda: next((at - moment for at, line in list(run.lines) if at > moment and words in line), 0.0), within_s
    )


def looks_in(journal: Path) -> list[float]:
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    return [line["at_s"] for line in lines if line["kind"] == "look"]


def test_a_slow_describer_gets_the_newest_picture_and_its_late_words_are_dropped() -> None:
    ages: list[float] = []

    def see(frame: Frame) -> None:
        ages.append(boot_clock() - read_moment(frame.image))

    slow = Settings(sounds=False, dwell_s=4.0, fresh_s=2.0)
    with mjpeg_server_apart() as url, closing(LiveCamera(parse_address(url))) as camera:
        with telling(camera, slow, see, takes_s=2.5) as told:
            eventually(lambda: len(ages) >= 2, 30.0)
            assert told.dropped() == ["its picture is too old"]
        assert {text for _, text in told.said} <= {phrases.DESCRIBER_SLOW}
    print(f"ages at inference: {', '.join(f'{1000 * age:.0f} ms' for age in ages)}")
    assert min(ages) < 0.2
    assert max(ages) < 1.5, "what piles up is as old as the describer is slow"


def test_a_camera_that_crashes_hangs_or_freezes_is_told_in_time_and_comes_back_by_itself(home: Path) -> None:
    journal = home / "journal.jsonl"
    with (
        mjpeg_server("noise") as server,
        running(home, "run", "--camera", server.url, "--sound", "none", "--journal", str(journal)) as run,
    ):
        run.wait_for(phrases.NOTHING_FOUND, 30.0)
        crashed_at, sent = now(run), server.sent
        reader(run).send_signal(signal.SIGSEGV)
        eventually(lambda: len(server.asked) > 1 and server.sent > sent + 5, 10.0)
        blind_s = now(run) - crashed_at
        eventually(lambda: server.sent > sent + 45, 10.0)
        if run.says(phrases.CAMERA_LOST):
            assert blind_s > 1.5, "a crash that was healed before it could be missed"
            run.wait_for(phrases.CAMERA_BACK, 15.0)

        hung_at = now(run)
        reader(run).send_signal(signal.SIGSTOP)
        told_s = after(run, hung_at, phrases.CAMERA_LOST, 10.0)
        back_s = after(run, hung_at, phrases.CAMERA_BACK, 20.0)
        print(f"crashed: blind for {blind_s:.1f} s; hung: told after {told_s:.1f} s, back after {back_s:.1f} s")
        assert told_s < 6.0
        assert back_s < 12.0

        froze_at, asked = now(run), len(server.asked)
        server.mode = "repeat"
        told_s = after(run, froze_at, phrases.CAMERA_FROZEN, 15.0)
        looks = len(looks_in(journal))
        eventually(lambda: len(server.asked) > asked, 10.0)
        assert len(looks_in(journal)) == looks
        well_at = now(run)
        server.mode = "noise"
        back_s = after(run, well_at, phrases.CAMERA_BACK, 15.0)
        print(f"frozen: told after {told_s:.1f} s, back after {back_s:.1f} s")
        assert told_s < 9.0
        assert back_s < 12.0


def slow_to_load(home: Path) -> str:
    """Return a search path on which a library of the senses takes a minute to load, as it might on a slow machine."""
    slow = home / "slow" / "onnxruntime"
    slow.mkdir(parents=True)
    (slow / "__init__.py").write_text("import time\ntime.sleep(60)\n")
    return f"{slow.parent}:{os.environ.get('PYTHONPATH', '')}"


@pytest.mark.parametrize("state", ["loading", "opening", "over", "hoarse", "absent", "speaking", "lost"])
def test_whatever_it_does_when_it_is_switched_off_it_says_so_and_is_soon_gone(home: Path, state: str) -> None:
    """How soon is measured where nothing else runs, by scripts/bench; here it must not hang."""
    with mjpeg_server("nohdr" if state in ("opening", "hoarse") else "noise") as server:
        camera, words, env = server.url, FIRST_WORDS, {}
        if state == "loading":
            camera, env = "clip", {"PYTHONPATH": slow_to_load(home)}
        elif state == "over":
            camera, words = str(home / "pictures"), phrases.RECORDING_ENDED
            (home / "pictures").mkdir()
            Image.fromarray(room(1)).save(home / "pictures" / "only.png")
        elif state == "absent":
            camera, words = "/dev/video77", phrases.CAMERA_NOT_FOUND
        elif state == "speaking":
            words = phrases.NOTHING_FOUND
        elif state == "lost":
            words = phrases.CAMERA_LOST
        with running(home, "run", "--camera", camera, "--sound", "none", env=env) as run:
            if state == "lost":
                eventually(lambda: server.sent > 30, 30.0)
                server.mode = "stall"
            run.wait_for(words, 60.0)
            family = run.family()
            assert len(family) > 1
            if state == "hoarse":  # its synthesizer hangs
                next(one for one in family if "pyttsx3_child" in " ".join(one.cmdline())).suspend()
            asked_at = now(run)
            run.send(signal.SIGTERM)
            assert run.end(20.0) == 0
            gone_s = now(run) - asked_at
            print(f"{state}: gone after {gone_s:.2f} s")
            assert gone_s < 6.0
            assert GOODBYE_S < 2.0
            if state not in ("over", "hoarse"):  # the one has said its last words already, the other cannot
                said_s = after(run, asked_at, phrases.SWITCHING_OFF, 0.0)
                print(f"{state}: said after {said_s:.2f} s")
                assert said_s < gone_s
            assert "Traceback" not in f"{run.lines}"
            assert "leaked" not in f"{run.lines}"  # what a library says that is torn off while it is loaded
            eventually(lambda: not [one for one in family if one.is_running()], 5.0)


def test_a_camera_in_the_settings_that_cannot_be_opened_is_told_before_it_ends(home: Path) -> None:
    settings = home / "config" / "lookaloud" / "settings.json"
    settings.write_text(json.dumps({"is_safety_told": True, "camera": "/media/stick/gone.mp4"}))
    done = finish(home, "run", "--sound", "out.wav")
    assert done.returncode == 2
    assert "no such video file" in done.stderr
    assert loud_s(home / "out.wav") > 1.5


def test_without_a_sound_card_the_voice_goes_to_a_file_and_that_is_shown(home: Path) -> None:
    with running(home, "run", "--camera", "clip", "--sound", "auto", env=NO_SOUND_CARD) as run:
        ready_at = run.wait_for(FIRST_WORDS, 20.0)
        trouble_at = run.wait_for("Trouble: no sound card answers", 5.0)
        print(f"shown {trouble_at - ready_at:.2f} s after the first word")
        assert trouble_at - ready_at < 2.0
        run.wait_for(phrases.ABILITIES, 20.0)
        run.send(signal.SIGTERM)
        assert run.end(10.0) == 0
    assert loud_s(home / "lookaloud.wav") > 1.0


def test_without_a_sound_card_the_safety_message_is_said_to_its_end(home: Path) -> None:
    settings = home / "config" / "lookaloud" / "settings.json"
    settings.write_text(json.dumps({"words_per_minute": 450}))
    arguments = ["run", "--camera", "clip", "--sound", "auto", "--journal", "day.jsonl", "--page", "off"]
    with running(home, *arguments, env=NO_SOUND_CARD) as run:
        run.wait_for(phrases.ABILITIES, 30.0)
        run.send(signal.SIGTERM)
        assert run.end(10.0) == 0
    lines = [json.loads(line) for line in (home / "day.jsonl").read_text().splitlines()]
    assert any(line["kind"] == "said" and line["text"] == phrases.SAFETY for line in lines)
    assert not any(line["kind"] == "dropped" and line.get("text") == phrases.SAFETY for line in lines)


def test_without_the_synthesizers_data_it_shows_what_was_not_heard_and_goes_on(home: Path) -> None:
    if ctypes.util.find_library("espeak-ng") or ctypes.util.find_library("espeak"):
        pytest.skip("this system has its own espeak, and so its data")
    fake = home / "modules" / "espeakng_loader"
    fake.mkdir(parents=True)
    (fake / "__init__.py").write_text(
        f"def get_library_path(): return {espeakng_loader.get_library_path()!r}\n"
        f"def get_data_path(): return {str(home / 'nothing')!r}\n"
    )
    python_path = f"{fake.parent}:{os.environ.get('PYTHONPATH', '')}"
    with (
        mjpeg_server_apart("noise") as url,
        running(home, "run", "--camera", url, "--sound", "none", env={"PYTHONPATH": python_path}) as run,
    ):
        run.wait_for(f"(not heard) {FIRST_WORDS}", 20.0)
        assert run.wait_for("Trouble: the speech synthesizer", 10.0)
        run.wait_for(f"(not heard) {phrases.NOTHING_FOUND}", 60.0)
        run.send(signal.SIGTERM)
        assert run.end(10.0) == 0


def test_when_everything_is_killed_at_once_the_next_start_is_ready_and_clears_up(home: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "runtime"
    temporary.mkdir(mode=0o700)
    env = {"XDG_RUNTIME_DIR": str(temporary)}
    with mjpeg_server("noise") as server:
        arguments = ("run", "--camera", server.url, "--sound", "none")
        with running(home, *arguments, env=env) as run:
            run.wait_for(FIRST_WORDS, 20.0)
            for one in reversed(run.family()):
                one.kill()
            run.end(10.0)
        left = set(temporary.glob(f"{PREFIX}*"))
        assert left
        with running(home, *arguments, env=env) as run:
            ready_s = run.wait_for(FIRST_WORDS, 20.0)
            print(f"ready after {ready_s:.1f} s")
            assert not left & set(temporary.glob(f"{PREFIX}*"))
            run.send(signal.SIGTERM)
            assert run.end(10.0) == 0
    assert list(temporary.iterdir()) == []
