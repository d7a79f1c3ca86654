"""What shows nothing is never described: 200 pictures, by every way in which one can be asked about."""

import importlib.util
import json
from pathlib import Path

import pytest
from PIL import Image as Pillow

from camera.quality import fault_of
from describe import known_troubles, phrases
from describe.journal import Kind
from tests.command import finish
from tests.scripted import Stage, room
from tests.unfit import unfit_pictures

FAULTS = {trouble.words for trouble in known_troubles.PICTURE.values()}
TINY_OMNI = Path(__file__).parent / "models" / "tiny_omni"
ENGINES = [
    "senses",
    pytest.param(
        str(TINY_OMNI),
        marks=pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="no libraries for models here"),
    ),
]
SHOWN_S = 1.4


@pytest.mark.slow
def test_pictures_of_every_size_have_the_fault_that_fits_their_kind() -> None:
    fitting = {"black": "covered", "white": "overexposed", "noise": "noise", "covered": "covered"}
    found = {name: str(fault_of(image)) for name, image in unfit_pictures(count=10)}
    assert len(found) == 40
    assert [(name, fault) for name, fault in found.items() if fault != fitting[name.split()[0]]] == []


@pytest.mark.slow
def test_the_narrator_describes_none_of_them_although_it_describes_what_came_before_and_comes_after() -> None:
    pictures = [room(1), *(image for _, image in unfit_pictures(count=10, sizes=((480, 640),))), room(2)]
    length_s = SHOWN_S * len(pictures)
    stage = Stage(lambda moment: pictures[min(int(moment / SHOWN_S), len(pictures) - 1)], length_s + 2.0)
    stage.play()
    asked_at = [request.frame.taken_at for request in stage.describer.requests]
    assert len(asked_at) == 2
    assert asked_at[0] < SHOWN_S
    assert asked_at[1] >= length_s - SHOWN_S
    told = {text for text in stage.said if not text.startswith("Thing")}
    assert told <= FAULTS | {phrases.PICTURE_GOOD_AGAIN}
    assert {phrases.COVERED, phrases.OVEREXPOSED, phrases.NOISE} <= told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("unfit")
    for number, (name, image) in enumerate(unfit_pictures(sizes=((240, 320),))):
        Pillow.fromarray(image).save(made / f"{number:03d} {name}.png", compress_level=1)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_photo_names_the_fault_of_each_and_says_no_more(home: Path, folder: Path, engine: str) -> None:
    files = sorted(str(path) for path in folder.iterdir())
    done = finish(home, "photo", "--json", "--engine", engine, *files, timeout_s=100)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == 200
    assert [answer["file"] for answer in answers if answer["fault"] is None or answer["seen"]] == []
    assert {tuple(answer["sentences"]) for answer in answers} <= {(words,) for words in FAULTS}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_a_recording_of_them_is_told_by_its_faults_alone(home: Path, folder: Path, engine: str) -> None:
    settings = {"is_safety_told": True, "looks_per_s": 1}  # each is shown for three seconds
    (home / "config" / "lookaloud" / "settings.json").write_text(json.dumps(settings))
    done = finish(home, "video", str(folder), "--engine", engine, "--out", str(home / "out"), timeout_s=110)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in (home / "out" / "journal.jsonl").read_text().splitlines()]
    assert [line for line in lines if line["kind"] in (Kind.LOOK, Kind.NOTICE)] == []
    assert {line["text"] for line in lines if line["kind"] == Kind.SAID} <= FAULTS | {phrases.PICTURE_GOOD_AGAIN}
