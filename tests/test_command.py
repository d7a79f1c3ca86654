"""The command as a person uses it: a real process, real files, real signals."""

import json
import shlex
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest
from PIL import Image, ImageDraw, ImageFont

from camera.clip import SCENES
from camera.webcam import list_webcams
from describe import phrases
from tests.command import COMMAND, environment, finish, loud_s, running
from tests.mjpeg_server import mjpeg_server
from tests.scripted import room
from tests.waiting import best_of, eventually

pytestmark = pytest.mark.slow

needs_no_webcam = pytest.mark.skipif(bool(list_webcams()), reason="this machine has a webcam")


@pytest.fixture
def sign(tmp_path: Path) -> Path:
    path = tmp_path / "sign.png"
    picture = Image.new("RGB", (640, 480), (150, 170, 160))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((140, 160, 500, 320), fill=(250, 250, 245), outline=(20, 20, 20), width=6)
    pen.text((320, 240), "EXIT", font=ImageFont.load_default(110), fill=(10, 10, 10), anchor="mm")
    picture.save(path)
    return path


def test_help_names_every_command_and_the_limits(tmp_path: Path) -> None:
    done = finish(tmp_path, "--help")
    assert done.returncode == 0
    for word in ("run", "photo", "video", "doctor", "not a mobility aid"):
        assert word in done.stdout


def test_help_comes_at_once(tmp_path: Path) -> None:
    def took_s() -> float:
        began_at = time.monotonic()
        finish(tmp_path, "--version")
        return time.monotonic() - began_at

    assert best_of(5, took_s, 2.0) < 2.0


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("run", "--camera", "-1"),
        ("run", "--camera", "file:///etc/passwd"),
        ("run", "--camera", "ftp://host/x"),
        ("run", "--sound", "loud.mp3"),
        ("run", "--for", "0"),
        ("photo",),
        ("doctor", "--camera", "bogus"),
        ("video", "rtsp://host/x", "--out", "x"),
        ("photo", "x.jpg", "--task", "sing"),
    ],
)
def test_wrong_use_is_one_sentence_with_the_remedy_and_exit_code_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = finish(tmp_path, *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()[-1].split()) > 5


def test_a_password_in_an_address_is_never_repeated(tmp_path: Path) -> None:
    done = finish(tmp_path, "--verbose", "doctor", "--camera", "rtsp://me:hunter2@127.0.0.1:9/live?token=hunter2")
    assert "hunter2" not in done.stdout + done.stderr


def test_a_photo_is_described(tmp_path: Path, sign: Path) -> None:
    done = finish(tmp_path, "photo", str(sign))
    assert done.returncode == 0
    assert done.stdout.strip() == "A sign says: Exit."


def test_a_photo_is_read_as_json_for_programs(tmp_path: Path, sign: Path) -> None:
    done = finish(tmp_path, "photo", str(sign), "--task", "read", "--json")
    found = json.loads(done.stdout)
    assert "exit" in " ".join(found["sentences"]).lower()
    assert found["seen"]["text"]["blocks"]
    assert found["fault"] is None


def test_a_photo_that_is_no_picture_is_trouble_and_the_others_are_described(tmp_path: Path, sign: Path) -> None:
    (tmp_path / "no.jpg").write_text("no picture")
    done = finish(tmp_path, "photo", "no.jpg", "missing.jpg", str(sign))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert "no.jpg" in done.stderr
    assert "missing.jpg" in done.stderr
    assert "Exit" in done.stdout


def test_a_photo_given_as_a_video_is_sent_to_where_photos_are_described_and_nowhere_else(
    tmp_path: Path, sign: Path
) -> None:
    done = finish(tmp_path, "video", str(sign), "--out", "out")
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("describe it with lookaloud photo.")
    assert not (tmp_path / "out").exists()


def test_a_photo_taken_sideways_is_turned_as_its_exif_data_say(tmp_path: Path, sign: Path) -> None:
    with Image.open(sign) as picture:
        exif = picture.getexif()
        exif[0x0112] = 6
        picture.rotate(90, expand=True).save(tmp_path / "turned.jpg", exif=exif, quality=95)
    assert "Exit" in finish(tmp_path, "photo", "turned.jpg").stdout


def test_a_photo_that_is_no_good_says_why_and_describes_nothing(tmp_path: Path) -> None:
    Image.new("RGB", (640, 480)).save(tmp_path / "black.png")
    done = finish(tmp_path, "photo", "black.png", "--json")
    found = json.loads(done.stdout)
    assert found["sentences"] in ([phrases.COVERED], [phrases.DARK])
    assert found["seen"] is None


def test_a_video_is_told_the_same_on_every_run_and_in_full(tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = finish(tmp_path, "video", "clip", "--out", name)
        assert done.returncode == 0, done.stderr
    for name in ("captions.vtt", "narration.wav", "report.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    lines = [json.loads(line) for line in (tmp_path / "one" / "journal.jsonl").read_text().splitlines()]
    said = [line["text"] for line in lines if line["kind"] == "said"]
    for words in ("Room 12", "Concert", "example.org", "Bright on the right", "Movement"):
        assert any(words in text for text in said), words
    for fault in (phrases.COVERED, phrases.DARK, phrases.BLURRED, phrases.PICTURE_GOOD_AGAIN):
        assert fault in said
    assert loud_s(tmp_path / "one" / "narration.wav") > 10
    bad = [scene for scene in SCENES if scene.fault]
    looks = [line["at_s"] for line in lines if line["kind"] == "look"]
    assert not [look for look in looks for scene in bad if scene.from_s <= look <= scene.to_s]


def test_a_video_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = finish(tmp_path, "video", "clip", "--out", "file")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["narration.wav", "captions.vtt", "journal.jsonl", "report.html"])
def test_a_file_of_a_video_that_cannot_be_written_is_one_sentence_before_the_work(tmp_path: Path, name: str) -> None:
    (tmp_path / "out" / name).mkdir(parents=True)
    done = finish(tmp_path, "video", "clip", "--out", "out")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert name in line
    assert "name another" in line


@pytest.mark.parametrize("name", ["narration.wav", "captions.vtt", "journal.jsonl", "report.html"])
def test_a_disk_that_is_full_under_a_video_is_one_sentence(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.fromarray(room(1)).save(folder / "only.png")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).symlink_to("/dev/full")
    done = finish(tmp_path, "video", str(folder), "--out", "out")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "No space left" in line
    assert "make room" in line


def test_a_disk_that_is_full_under_the_journal_is_told_and_is_one_sentence_at_the_end(home: Path) -> None:
    done = finish(home, "run", "--camera", "clip", "--sound", "none", "--for", "0.1", "--journal", "/dev/full")
    assert done.returncode == 1
    assert phrases.JOURNAL_LOST in done.stdout
    assert phrases.GOODBYE in done.stdout
    (line,) = done.stderr.splitlines()
    assert "No space left" in line
    assert "name another with --journal" in line


def test_what_cannot_be_printed_is_one_sentence(tmp_path: Path, sign: Path) -> None:
    for arguments in (("photo", str(sign)), ("doctor", "--camera", "clip"), ("video", str(sign.parent), "--out", "o")):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*COMMAND, *arguments],
                env=environment(tmp_path),
                cwd=tmp_path,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                timeout=60,
                check=False,
            )
        assert done.returncode == 1, arguments
        (line,) = done.stderr.splitlines()
        assert "nothing can be printed" in line


def test_a_sound_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    done = finish(tmp_path, "run", "--sound", "nowhere/out.wav")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


@needs_no_webcam
def test_without_a_camera_it_says_so_and_plays_the_clip(tmp_path: Path) -> None:
    with running(tmp_path, "run", "--sound", "out.wav") as run:
        first_s = run.wait_for(phrases.STARTED, 30.0)
        run.wait_for(phrases.NO_CAMERA_SO_CLIP, 20.0)
        run.wait_for(phrases.SAFETY, 40.0)
        run.wait_for("Room 12", 60.0)
        run.send(signal.SIGINT)
        assert run.end(10.0) == 0
    assert first_s < 15.0
    assert loud_s(tmp_path / "out.wav") > 10


def test_the_safety_message_is_not_told_again_to_who_has_heard_it(home: Path) -> None:
    with running(home, "run", "--camera", "clip", "--sound", "none") as run:
        run.wait_for(phrases.ABILITIES, 40.0)
        assert not run.says(phrases.SAFETY)


def test_a_safety_message_that_went_to_no_loudspeaker_is_told_again(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "lookaloud"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text('{"words_per_minute": 450}')
    for _ in range(2):
        with running(tmp_path, "run", "--camera", "clip", "--sound", "none") as run:
            run.wait_for(phrases.SAFETY, 40.0)
            run.wait_for(phrases.ABILITIES, 40.0)
            run.send(signal.SIGTERM)
            run.end(10.0)


@pytest.mark.parametrize(
    ("number", "words"), [(signal.SIGINT, phrases.GOODBYE), (signal.SIGTERM, phrases.SWITCHING_OFF)]
)
def test_whoever_ends_it_hears_so_and_no_process_stays(home: Path, number: signal.Signals, words: str) -> None:
    with mjpeg_server("noise") as server, running(home, "run", "--camera", server.url, "--sound", "none") as run:
        run.wait_for(phrases.STARTED, 40.0)
        run.wait_for("I find no face", 60.0)
        family = run.family()
        assert len(family) > 1
        asked_at = time.monotonic()
        run.send(number)
        assert run.end(10.0) == 0
        assert time.monotonic() - asked_at < 6.0
        assert run.says(words)
        eventually(lambda: not [one for one in family if one.is_running()], 10.0)


def test_a_power_cut_leaves_no_process_and_the_next_start_is_ready_by_itself(home: Path) -> None:
    with mjpeg_server("noise") as server, running(home, "run", "--camera", server.url, "--sound", "none") as run:
        run.wait_for(phrases.ABILITIES, 40.0)
        family = run.family()
        run.send(signal.SIGKILL)
        run.end(10.0)
        eventually(lambda: not [one for one in family if _lives(one)], 10.0)
        with running(home, "run", "--camera", server.url, "--sound", "none") as second:
            second.wait_for(phrases.STARTED, 40.0)


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_camera_that_is_lost_and_comes_back_is_told_within_five_seconds(home: Path) -> None:
    with mjpeg_server("noise") as server, running(home, "run", "--camera", server.url, "--sound", "none") as run:
        run.wait_for("I find no face", 60.0)
        lost_at = time.monotonic() - run.started_at
        server.mode = "stall"
        assert run.wait_for(phrases.CAMERA_LOST, 15.0) - lost_at < 5.0
        back_at = time.monotonic() - run.started_at
        server.mode = "noise"
        assert run.wait_for(phrases.CAMERA_BACK, 30.0) - back_at < 10.0


def test_a_camera_that_is_absent_at_the_start_is_told_once_and_found_when_it_comes(home: Path) -> None:
    with mjpeg_server("noise") as server, running(home, "run", "--camera", server.url, "--sound", "none") as run:
        server.mode = "refuse"
        run.wait_for(phrases.CAMERA_NOT_FOUND, 20.0)
        server.mode = "noise"
        run.wait_for(phrases.CAMERA_BACK, 40.0)
        assert [line for _, line in run.lines].count(phrases.CAMERA_NOT_FOUND) == 1


def test_why_a_camera_does_not_answer_is_printed_without_its_password(home: Path) -> None:
    with running(home, "run", "--camera", "rtsp://me:hunter2@127.0.0.1:1/x", "--sound", "none") as run:
        run.wait_for(phrases.CAMERA_NOT_FOUND, 20.0)
        run.wait_for("No picture: the stream from 127.0.0.1: ", 5.0)
        run.send(signal.SIGTERM)
        assert run.end(10.0) == 0
    reasons = [line for _, line in run.lines if line.startswith("No picture")]
    assert len(reasons) == 1
    assert "nothing listens there" in reasons[0]
    assert "hunter2" not in f"{run.lines}"


def test_a_synthesizer_that_is_killed_or_stopped_does_not_silence_it(home: Path) -> None:
    with running(home, "run", "--camera", "clip", "--sound", "out.wav") as run:
        run.wait_for(phrases.STARTED, 40.0)
        for number in (signal.SIGSEGV, signal.SIGSTOP):
            for child in run.family()[1:]:
                child.send_signal(number)
            time.sleep(0.5)
        run.wait_for("Room 12", 90.0)
        run.wait_for("Concert", 30.0)
        run.send(signal.SIGTERM)
        assert run.end(10.0) == 0


@pytest.mark.parametrize("leaves", ["| head -1", "> /dev/full"])
def test_whoever_reads_along_may_leave_and_the_narration_goes_on_to_its_goodbye(home: Path, leaves: str) -> None:
    command = shlex.join([*COMMAND, "run", "--camera", "clip", "--sound", "none", "--for", "0.1", "--journal", "j"])
    shell = ["bash", "-o", "pipefail", "-c", f"{command} {leaves}"]
    done = subprocess.run(
        shell, env=environment(home), cwd=home, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = [json.loads(line) for line in (home / "j").read_text().splitlines()]
    said = [line["text"] for line in lines if line["kind"] == "said"]
    assert said[0] == phrases.STARTED
    assert said[-1] == phrases.GOODBYE
    assert phrases.BROKEN not in said
    assert lines[-1]["at_s"] > 6


def test_broken_settings_are_repaired_told_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "lookaloud"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text('{"words_per_minute": 450, "volume": ')
    with running(tmp_path, "run", "--camera", "clip", "--sound", "none") as run:
        run.wait_for(phrases.SETTINGS_REPAIRED, 20.0)
    assert list(folder.glob("settings.bad-*"))


def test_a_fault_that_is_told_in_words_shows_no_traceback_unless_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "config" / "lookaloud" / "settings.json").mkdir(parents=True)
    done = finish(tmp_path, "doctor", "--camera", "clip")
    assert done.stderr == ""
    assert "Settings: TROUBLE" in done.stdout
    assert "Traceback" in finish(tmp_path, "--verbose", "doctor", "--camera", "clip").stderr


def test_doctor_has_a_line_for_every_part_and_says_what_to_do(tmp_path: Path) -> None:
    done = finish(tmp_path, "doctor", "--camera", "clip")
    lines = done.stdout.splitlines()
    for part in ("Versions", "Disk", "Settings", "Camera", "Looking", "Senses", "Voice", "Sound"):
        assert sum(line.startswith(f"{part}: ") for line in lines) == 1, done.stdout + done.stderr
    assert done.returncode == (1 if "TROUBLE" in done.stdout else 0)
    for part in ("Camera", "Senses", "Voice", "Disk"):
        assert any(line.startswith(f"{part}: well") for line in lines), done.stdout


def test_doctor_names_a_camera_that_is_not_there_and_the_remedy(tmp_path: Path) -> None:
    done = finish(tmp_path, "doctor", "--camera", "/dev/video98")
    assert done.returncode == 1
    camera = next(line for line in done.stdout.splitlines() if line.startswith("Camera"))
    assert "TROUBLE" in camera
    assert "--camera" in camera
