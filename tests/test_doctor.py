"""The doctor names what is wrong and the remedy, whatever is missing, and says it before what is well."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from camera.clock import SimulatedClock
from camera.errors import CameraError, CameraNotFound
from camera.frame import Image
from describe.doctor import (
    CAMERA_S,
    CASCADES,
    REINSTALL,
    Finding,
    check_camera,
    check_models,
    check_opencv,
    check_settings,
    check_sound,
    check_versions,
    check_voice,
    checked,
    opencv_finding,
    spoken,
)
from describe.engines.sources import FolderSource
from describe.engines.store import ModelStore
from describe.settings_file import SettingsFile
from describe.speech.sound import Style
from tests.fakes import BrokenPlayer, FailingSynthesizer
from tests.model_folders import write_model
from tests.scripted import ScriptedCamera, room

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = Finding("Versions", True, "Python 3.11 and many more.")
DISK = Finding("Disk", True, "9 GB are free.")
NO_CAMERA = Finding("Camera", False, "No webcam is plugged in.", "Plug a camera in.")


def test_troubles_are_spoken_first_with_their_remedy_and_versions_not_at_all() -> None:
    assert spoken([VERSIONS, DISK, NO_CAMERA]) == [
        "Camera. No webcam is plugged in. Plug a camera in.",
        "This is well: Disk.",
    ]


def test_where_there_is_no_trouble_it_says_just_that() -> None:
    assert spoken(iter([VERSIONS, DISK])) == ["All is well."]


def test_a_missing_library_is_spoken_of_although_versions_are_not() -> None:
    finding = check_versions(["numpy", "no-such-library"])
    assert not finding.is_well
    assert "Not installed: no-such-library." in str(finding)
    assert REINSTALL in str(finding)
    assert spoken([finding])[0].startswith("Versions. Not installed")


def test_the_versions_of_all_libraries_are_named() -> None:
    assert check_versions(["numpy", "rich"]).is_well
    assert "rich" in check_versions(["numpy", "rich"]).words


@pytest.mark.parametrize("error", [ImportError("no module named 'zxingcpp'"), ValueError("odd"), OSError("gone.")])
def test_a_check_that_breaks_is_a_trouble_of_its_part_and_no_traceback(error: Exception) -> None:
    def check() -> Finding:
        raise error

    line = str(checked("Senses", check))
    assert line.startswith("Senses: TROUBLE. ")
    assert str(error).rstrip(".")[1:] in line
    assert ".." not in line
    assert (REINSTALL in line) == isinstance(error, ImportError)


def test_a_check_that_works_is_left_as_it_is() -> None:
    assert checked("Disk", lambda: DISK) is DISK


def test_the_opencv_that_is_loaded_finds_faces() -> None:
    assert check_opencv().is_well


@pytest.mark.parametrize(("version", "there"), [("5.0.0", CASCADES), ("4.14.0", CASCADES[:1])])
def test_an_opencv_that_finds_no_faces_is_a_trouble(tmp_path: Path, version: str, there: tuple[str, ...]) -> None:
    for name in there:
        (tmp_path / name).touch()
    finding = opencv_finding(version, tmp_path)
    assert not finding.is_well
    assert finding.remedy == REINSTALL


def test_without_opencv_the_other_checks_are_made(tmp_path: Path) -> None:
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1 is missing')")
    script = (
        "from describe import doctor\n"
        "from pathlib import Path\n"
        "print(doctor.checked('OpenCV', doctor.check_opencv))\n"
        "print(doctor.checked('Camera', lambda: doctor.check_camera(lambda: None)))\n"
        "print(doctor.checked('Disk', lambda: doctor.check_disk(Path('.'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    opencv, camera, disk = done.stdout.splitlines()
    assert opencv == f"OpenCV: TROUBLE. A library cannot be loaded: LibGL.so.1 is missing. {REINSTALL}"
    assert camera.startswith("Camera: TROUBLE. ")
    assert disk.startswith("Disk: well. ")
    assert done.stderr == ""


def test_a_camera_that_gives_good_pictures_is_well_and_they_are_counted() -> None:
    clock = SimulatedClock()
    finding = check_camera(lambda: ScriptedCamera(clock, lambda _: room(1), 10.0), clock.wait)
    assert finding == Finding(
        "Camera", True, "A scripted camera gives 640 by 480 pixels, 30 a second, and the picture is good."
    )


def test_a_camera_that_takes_its_time_is_waited_for() -> None:
    clock = SimulatedClock()

    def view(at_s: float) -> Image:
        if at_s < CAMERA_S - 1:
            raise CameraNotFound("it has not answered yet")
        return room(1)

    assert check_camera(lambda: ScriptedCamera(clock, view, 20.0), clock.wait).is_well


def test_what_a_camera_says_of_itself_becomes_a_sentence() -> None:
    clock = SimulatedClock()

    def view(_: float) -> Image:
        raise CameraNotFound("the webcam cannot be opened")

    finding = check_camera(lambda: ScriptedCamera(clock, view, 99.0), clock.wait)
    assert finding.words == "The webcam cannot be opened."

    def refuse() -> None:
        raise CameraError("no such address.")

    refused = check_camera(refuse)
    assert refused.words == "No such address."
    assert "Plug" not in refused.remedy
    assert "--camera" in refused.remedy


def test_the_doctor_says_that_broken_settings_are_kept_only_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{")
    kept = check_settings(SettingsFile(tmp_path / "settings.json"))
    assert kept.remedy == "The file as it was is kept beside the settings."
    assert list(tmp_path.glob("settings.bad-*"))
    folder = tmp_path / "folder" / "settings.json"
    folder.mkdir(parents=True)
    not_kept = check_settings(SettingsFile(folder))
    assert str(folder) in not_kept.remedy
    assert "kept beside" not in not_kept.remedy
    assert not_kept.words.count("Is a directory") == 1
    (tmp_path / "gone").mkdir()
    (tmp_path / "gone" / "settings.bak").write_text("{}")
    gone = check_settings(SettingsFile(tmp_path / "gone" / "settings.json"))
    assert "kept" not in gone.remedy


def test_a_broken_voice_and_a_broken_loudspeaker_are_told_in_sentences() -> None:
    assert check_voice(FailingSynthesizer(1), Style()).words == "The synthesizer is ill."
    assert check_sound(BrokenPlayer(1)).words == "The card was unplugged."


def test_models_are_well_where_none_is_damaged_and_it_is_said_which_describes() -> None:
    finding = check_models((), "No model is installed.")
    assert finding == Finding("Models", True, "No model is installed.")


def test_a_damaged_model_is_named_with_what_gets_it_again(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    store.get("small", FolderSource(write_model(tmp_path / "stick")))
    weights = store.folder / "small" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    finding = check_models(store.installed(), "small is the best.")
    assert not finding.is_well
    assert "model.safetensors" in finding.words
    assert "lookaloud models get small" in finding.remedy
