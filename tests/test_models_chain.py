"""The whole chain with the trained tiny Omni: picture, words, sound, through the real command."""

import importlib.util
import json
import shutil
import signal
import wave
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from PIL import Image as Pillow

from describe import phrases
from describe.speech.samples import as_int16
from describe.speech.sound import Sound
from tests.command import Running, finish, loud_s, running
from tests.models.drawings import Drawing, draw_things
from tests.models.sounds import QUESTIONS, question_sound
from tests.waiting import eventually

TINY_OMNI = Path(__file__).parent / "models" / "tiny_omni"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="the libraries for models are not installed"),
    pytest.mark.skipif(not (TINY_OMNI / "model.safetensors").exists(), reason="the tiny Omni has not been trained yet"),
]
SEED = 77
SIZE = (640, 480)
SCENE_S = 5.0
FPS = 10


def drawings(count: int, seed: int = SEED, things: int = 1) -> list[Drawing]:
    print("seed", seed)
    rng = np.random.default_rng(seed)
    return [draw_things(rng, things, *SIZE) for _ in range(count)]


def pictures(folder: Path, drawn: list[Drawing]) -> list[str]:
    folder.mkdir()
    paths = [folder / f"{number:03d}.png" for number in range(len(drawn))]
    for path, drawing in zip(paths, drawn, strict=True):
        Pillow.fromarray(drawing.image).save(path)
    return [str(path) for path in paths]


def video(path: Path, drawn: list[Drawing]) -> str:
    """Show each drawing for SCENE_S, with the noise of a sensor."""
    rng = np.random.default_rng(SEED)
    noises = [rng.normal(0, 1.5, (SIZE[1], SIZE[0], 3)) for _ in range(7)]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, SIZE)
    for drawing in drawn:
        shown = [np.clip(drawing.image + noise, 0, 255).astype(np.uint8)[:, :, ::-1].copy() for noise in noises]
        for number in range(int(SCENE_S * FPS)):
            writer.write(shown[number % len(shown)])
    writer.release()
    return str(path)


def write_wav(path: Path, sound: Sound) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate_hz)
        file.writeframes(as_int16(sound.samples).tobytes())
    return str(path)


def speak_on(home: Path) -> None:
    """Let it speak by itself more often than it is delivered: here a scene lasts five seconds."""
    path = home / "config" / "lookaloud" / "settings.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"utterances_per_minute": 60}))


def answers(home: Path, *arguments: str) -> list[str]:
    done = finish(home, "photo", "--json", "--engine", str(TINY_OMNI), *arguments, timeout_s=240)
    assert done.stderr == ""
    assert done.returncode == 0
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {each["engine"] for each in found} == {"tiny_omni"}
    return [" ".join(each["sentences"]) for each in found]


def worker(run: Running) -> psutil.Process:
    """Return the model's process: of all children the one with torch in it."""
    return eventually(lambda: next((one for one in run.family()[1:] if size_mb(one) > 300), None), 60.0)


def size_mb(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss / 1e6)
    except psutil.Error:
        return 0.0


def test_a_hundred_drawn_scenes_are_described_as_they_were_drawn(home: Path, tmp_path: Path) -> None:
    drawn = drawings(100)
    said = answers(home, *pictures(tmp_path / "drawn", drawn))
    right = [words == drawing.description() for words, drawing in zip(said, drawn, strict=True)]
    print(f"{sum(right)} of 100 right")
    assert sum(right) >= 95


def test_a_spoken_question_is_answered(home: Path, tmp_path: Path) -> None:
    drawn = drawings(6, seed=SEED + 1)
    paths = pictures(tmp_path / "drawn", drawn)
    right = 0
    for number, kind in enumerate(QUESTIONS):
        question = write_wav(tmp_path / f"{kind}.wav", question_sound(kind, np.random.default_rng(number)))
        for words, drawing in zip(answers(home, "--question-wav", question, *paths), drawn, strict=True):
            (thing,) = drawing.things
            wanted = {"rising": thing.colour, "falling": thing.place, "steady": thing.shape}[kind]
            right += wanted in words
    print(f"{right} of 18 right")
    assert right >= 16


def test_a_typed_question_is_answered_and_a_thing_is_found(home: Path, tmp_path: Path) -> None:
    (drawing,) = drawn = drawings(1, seed=SEED + 2)
    (path,) = pictures(tmp_path / "drawn", drawn)
    (thing,) = drawing.things
    assert thing.colour in answers(home, "--ask", "What colour is it?", path)[0]
    assert thing.place in answers(home, "--find", thing.name, path)[0]


def test_a_drawn_video_is_told_scene_by_scene_the_same_on_every_run(home: Path, tmp_path: Path) -> None:
    speak_on(home)
    drawn = drawings(20, seed=SEED + 3)
    file = video(tmp_path / "drawn.mp4", drawn)
    captions = []
    for out in ("one", "two"):
        done = finish(home, "video", file, "--engine", str(TINY_OMNI), "--out", out, timeout_s=240)
        assert done.returncode == 0, done.stderr
        captions.append((home / out / "captions.vtt").read_text())
    assert captions[0] == captions[1]
    right = sum(drawing.description() in captions[0] for drawing in drawn)
    print(f"{right} of {len(drawn)} scenes told")
    assert right >= 0.9 * len(drawn)


def test_the_running_program_climbs_to_the_model_and_says_aloud_what_is_drawn(home: Path, tmp_path: Path) -> None:
    speak_on(home)
    drawn = drawings(6, seed=SEED + 4)
    file, sound = video(tmp_path / "drawn.mp4", drawn), tmp_path / "said.wav"
    with running(home, "run", "--camera", file, "--engine", str(TINY_OMNI), "--sound", str(sound)) as run:
        run.wait_for(phrases.MODEL_READY, 90.0)
        run.wait_for(phrases.RECORDING_ENDED, 90.0)
        assert run.end(20.0) == 0
    told = [drawing.description() for drawing in drawn if run.says(drawing.description())]
    print(f"{len(told)} of {len(drawn)} scenes told")
    assert len(told) >= 4  # the first may be over before the model is there
    assert loud_s(sound) > 5.0


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> str:
    return video(tmp_path_factory.mktemp("scenes") / "long.mp4", drawings(16, seed=SEED + 5))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_worker_that_is_killed_is_told_and_comes_back(home: Path, scenes: str, number: signal.Signals) -> None:
    with running(home, "run", "--camera", scenes, "--engine", str(TINY_OMNI), "--sound", "none") as run:
        run.wait_for(phrases.MODEL_READY, 90.0)
        worker(run).send_signal(number)
        lost_s = run.wait_for(phrases.MODEL_LOST, 15.0)
        back_s = run.wait_for(phrases.MODEL_BACK, 60.0)
        print(f"lost {lost_s:.1f} s, back {back_s:.1f} s after the start")
        run.send(signal.SIGTERM)
        assert run.end(20.0) == 0


def test_a_worker_that_is_stopped_leaves_the_word_to_the_senses(home: Path, scenes: str) -> None:
    with running(home, "run", "--camera", scenes, "--engine", str(TINY_OMNI), "--sound", "none") as run:
        run.wait_for(phrases.MODEL_READY, 90.0)
        worker(run).suspend()
        run.wait_for(phrases.MODEL_LOST, 60.0)
        run.send(signal.SIGTERM)
        assert run.end(20.0) == 0


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY_OMNI, tmp_path / "copied"))


def weights(folder: Path) -> Path:
    return next(folder.glob("*.safetensors"))


def test_a_truncated_checkpoint_is_refused_by_name_and_the_senses_carry_on(
    home: Path, tmp_path: Path, copied: Path
) -> None:
    weights(copied).write_bytes(weights(copied).read_bytes()[:-1000])
    (path,) = pictures(tmp_path / "drawn", drawings(1))
    done = finish(home, "photo", "--engine", str(copied), path, timeout_s=120)
    assert done.returncode == 1
    assert weights(copied).name in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Mostly" in done.stdout  # what the senses say of a drawing


def test_a_checkpoint_with_turned_bits_is_refused_and_the_senses_carry_on(
    home: Path, tmp_path: Path, copied: Path
) -> None:
    spoilt = bytearray(weights(copied).read_bytes())
    middle = len(spoilt) // 2
    spoilt[middle : middle + 4000] = b"\xff" * 4000  # no numbers
    weights(copied).write_bytes(bytes(spoilt))
    (path,) = pictures(tmp_path / "drawn", drawings(1))
    done = finish(home, "photo", "--engine", str(copied), path, timeout_s=120)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Mostly" in done.stdout


def test_a_damaged_checkpoint_does_not_keep_the_narration_from_starting(home: Path, copied: Path) -> None:
    weights(copied).write_bytes(weights(copied).read_bytes()[:-1000])
    with running(home, "run", "--camera", "clip", "--engine", str(copied), "--sound", "none") as run:
        run.wait_for(phrases.MODEL_ABSENT, 40.0)
        run.wait_for("A sign says", 60.0)
        run.send(signal.SIGTERM)
        assert run.end(20.0) == 0


def test_a_model_without_the_memory_that_it_needs_leaves_the_word_to_the_senses(home: Path, scenes: str) -> None:
    with running(home, "run", "--camera", scenes, "--engine", str(TINY_OMNI), "--sound", "none") as run:
        run.wait_for(phrases.MODEL_READY, 90.0)
        process = worker(run)
        process.rlimit(psutil.RLIMIT_AS, (1, 1))  # from now on it is given no more
        run.wait_for(phrases.MODEL_LOST, 60.0)
        run.send(signal.SIGTERM)
        assert run.end(20.0) == 0
