import io
import json
import threading
import wave
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient

from describe import phrases
from describe.describer import DescriberFailed
from describe.engines.turns import Turns
from describe.posted import MOST_BYTES, PostedPhotos
from describe.settings import Settings
from describe.speech.sound import Style
from tests.api_client import ROOT, app_with, program
from tests.fakes import FailingSynthesizer, ToneSynthesizer
from tests.jpegs import bomb, jpeg_of, png_of
from tests.scripted import room
from tests.test_posted import ROOM, WordyDescriber
from web.api_photos import LINES, WAV


def client_for(folder: Path, describer: WordyDescriber) -> FlaskClient:
    app, _ = app_with(folder, photos=PostedPhotos(Turns(describer), Settings, Style, ToneSynthesizer))
    return program(app)


@pytest.fixture
def describer() -> WordyDescriber:
    return WordyDescriber()


@pytest.fixture
def client(tmp_path: Path, describer: WordyDescriber) -> FlaskClient:
    return client_for(tmp_path, describer)


@pytest.mark.parametrize(("content", "kind"), [(ROOM, "image/jpeg"), (png_of(room(1)), "image/png")])
def test_a_picture_brings_a_line_for_each_sentence_and_one_that_says_that_these_were_all(
    client: FlaskClient, content: bytes, kind: str
) -> None:
    answer = client.post(f"{ROOT}/photos", data=content, content_type=kind)
    assert (answer.status_code, answer.mimetype) == (200, LINES)
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines == [{"text": "A table."}, {"text": "Two chairs."}, {"is_whole": True}]


def test_the_first_sentence_comes_before_the_second_is_written(tmp_path: Path) -> None:
    goes_on = threading.Event()
    client = client_for(tmp_path, WordyDescriber(lambda: goes_on.wait(10.0)))
    answer = client.post(f"{ROOT}/photos", data=ROOM, content_type="image/jpeg", buffered=False)
    lines = iter(answer.response)
    assert b"table" in next(lines)
    goes_on.set()
    assert b"chairs" in next(lines)
    answer.close()


def test_a_question_goes_with_it(client: FlaskClient, describer: WordyDescriber) -> None:
    where = f"{ROOT}/photos?task=ask&question=Is+it+%C3%B6ffentlich%3F"
    assert client.post(where, data=ROOM, content_type="image/jpeg").status_code == 200
    assert describer.requests[0].question == "Is it öffentlich?"


def test_speech_is_a_wav_file(client: FlaskClient) -> None:
    answer = client.post(f"{ROOT}/photos?speech=wav", data=ROOM, content_type="image/jpeg")
    assert answer.mimetype == WAV
    with wave.open(io.BytesIO(answer.data)) as file:
        assert file.getnframes() > 0


def test_of_a_picture_that_is_no_good_it_says_what_is_wrong(client: FlaskClient) -> None:
    black = png_of(np.zeros((480, 640, 3), np.uint8))
    answer = client.post(f"{ROOT}/photos", data=black, content_type="image/png")
    assert json.loads(answer.text.splitlines()[0]) == {"text": phrases.COVERED}


@pytest.mark.parametrize(
    ("query", "content", "kind", "status"),
    [
        ("", b"", "image/jpeg", 400),
        ("", b"no picture", "image/jpeg", 400),
        ("", ROOM[:3000], "image/jpeg", 400),
        ("", bomb(), "image/png", 400),
        ("", jpeg_of(np.zeros((8, 8, 3), np.uint8)), "image/jpeg", 400),
        ("", ROOM, "image/gif", 415),
        ("", ROOM, "application/json", 415),
        ("", ROOM, "", 415),
        ("", b"x" * (MOST_BYTES + 1), "image/jpeg", 413),
        ("?task=fly", ROOM, "image/jpeg", 400),
        ("?task=ask", ROOM, "image/jpeg", 400),
        ("?question=What", ROOM, "image/jpeg", 400),
        ("?task=ask&question=" + "x" * 501, ROOM, "image/jpeg", 400),
        ("?task=ask&task=read", ROOM, "image/jpeg", 400),
        ("?speech=mp3", ROOM, "image/jpeg", 400),
        ("?speach=wav", ROOM, "image/jpeg", 400),
    ],
    ids=range(16),
)
def test_what_cannot_be_described_is_refused_in_words(
    client: FlaskClient, describer: WordyDescriber, query: str, content: bytes, kind: str, status: int
) -> None:
    answer = client.post(f"{ROOT}/photos{query}", data=content, content_type=kind)
    assert answer.status_code == status
    assert len(answer.json["error"].split()) > 3  # type: ignore[index]
    assert describer.requests == []


def test_while_two_are_described_a_third_is_asked_to_come_again(tmp_path: Path) -> None:
    goes_on = threading.Event()
    client = client_for(tmp_path, WordyDescriber(lambda: goes_on.wait(10.0)))
    first = client.post(f"{ROOT}/photos", data=ROOM, content_type="image/jpeg", buffered=False)
    photos: PostedPhotos = client.application.extensions["lookaloud"].photos
    assert photos._places.acquire(blocking=False)
    busy = client.post(f"{ROOT}/photos", data=ROOM, content_type="image/jpeg")
    assert busy.status_code == 429
    assert busy.headers["Retry-After"]
    photos._places.release()
    goes_on.set()
    first.close()


def test_one_that_breaks_off_says_that_it_is_not_whole(tmp_path: Path) -> None:
    def fail() -> None:
        raise DescriberFailed("a path and other insides")

    answer = client_for(tmp_path, WordyDescriber(fail)).post(f"{ROOT}/photos", data=ROOM, content_type="image/jpeg")
    last = json.loads(answer.text.splitlines()[-1])
    assert last["is_whole"] is False
    assert "insides" not in last["error"]


def test_a_voice_that_fails_is_no_failure_of_the_page(tmp_path: Path) -> None:
    photos = PostedPhotos(Turns(WordyDescriber()), Settings, Style, lambda: FailingSynthesizer(9))
    app, _ = app_with(tmp_path, photos=photos)
    answer = program(app).post(f"{ROOT}/photos?speech=wav", data=ROOM, content_type="image/jpeg")
    assert answer.status_code == 503
    assert "voice" in answer.json["error"]  # type: ignore[index]


def test_where_no_pictures_are_described_it_says_so(tmp_path: Path) -> None:
    app, _ = app_with(tmp_path)
    assert program(app).post(f"{ROOT}/photos", data=ROOM, content_type="image/jpeg").status_code == 503
