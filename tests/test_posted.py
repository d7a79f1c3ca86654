import io
import threading
import time
import wave
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from camera.errors import BadPicture
from describe import phrases
from describe.describer import DescriberError, DescriberFailed
from describe.engines.senses import SensesDescriber
from describe.engines.turns import Turns
from describe.posted import MOST_AT_ONCE, PhotosBusy, PostedPhotos
from describe.request import Piece, Request, Task
from describe.settings import Settings
from describe.speech.sound import Style
from tests.fakes import ToneSynthesizer
from tests.jpegs import bomb, jpeg_of, png_of
from tests.scripted import room

ROOM = jpeg_of(room(1))


class WordyDescriber:
    """Says two sentences; `during` is called between them."""

    def __init__(self, during: Callable[[], object] = lambda: None, name: str = "model") -> None:
        self.name = name
        self.requests: list[Request] = []
        self._during = during

    def describe(self, request: Request) -> Iterator[Piece]:
        self.requests.append(request)
        yield Piece("A table.\n")
        self._during()
        yield Piece("Two chairs.\n")

    def cancel(self) -> None:
        pass

    def close(self) -> None:
        pass


def photos(describer: WordyDescriber, clock: Callable[[], float] = time.monotonic) -> PostedPhotos:
    return PostedPhotos(Turns(describer), Settings, Style, ToneSynthesizer, clock=clock)


def test_a_picture_is_described_by_what_the_narrator_uses_sentence_by_sentence() -> None:
    describer = WordyDescriber()
    words = photos(describer).describe(ROOM, Task.ASK, "What is there?")
    assert list(words) == ["A table.", "Two chairs."]
    request = describer.requests[0]
    assert (request.task, request.question) == (Task.ASK, "What is there?")
    assert request.frame.image.shape == (480, 640, 3)


def test_a_png_is_taken_as_well_and_a_picture_that_is_no_good_is_not_described() -> None:
    describer = WordyDescriber()
    posted = photos(describer)
    assert list(posted.describe(png_of(room(1)))) == ["A table.", "Two chairs."]
    assert list(posted.describe(png_of(np.zeros((480, 640, 3), np.uint8)))) == [phrases.COVERED]
    assert len(describer.requests) == 1


def test_where_the_senses_describe_it_has_senses_of_its_own() -> None:
    describer = WordyDescriber(name=SensesDescriber.name)
    posted = photos(describer)
    assert " ".join(posted.describe(ROOM, Task.ASK, "What is there?")) == phrases.NO_MODEL_FOR_QUESTIONS
    assert describer.requests == []


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", ROOM[:2000], bomb()], ids=range(5))
def test_what_is_no_picture_or_a_bomb_is_refused_and_the_next_one_is_taken(content: bytes) -> None:
    posted = photos(WordyDescriber())
    for _ in range(MOST_AT_ONCE + 1):
        with pytest.raises(BadPicture, match=": "):
            posted.describe(content)
    assert list(posted.describe(ROOM)) == ["A table.", "Two chairs."]


def test_one_at_a_time_is_described_one_waits_and_more_are_sent_away() -> None:
    goes_on, at_once = threading.Event(), [0, 0]

    def during() -> None:
        at_once[0] += 1
        at_once[1] = max(at_once)
        goes_on.wait(10.0)
        at_once[0] -= 1

    posted = photos(WordyDescriber(during))
    first = posted.describe(ROOM)
    assert next(first) == "A table."
    second: list[str] = []
    waiting = threading.Thread(target=lambda: second.extend(posted.describe(ROOM)))
    waiting.start()
    while posted._places._value:
        time.sleep(0.001)
    with pytest.raises(PhotosBusy):
        posted.describe(ROOM)
    goes_on.set()
    assert list(first) == ["Two chairs."]
    waiting.join(10.0)
    assert second == ["A table.", "Two chairs."]
    assert at_once[1] == 1


def test_a_reader_who_goes_away_makes_room_for_the_next() -> None:
    posted = photos(WordyDescriber())
    for _ in range(MOST_AT_ONCE + 2):
        words = posted.describe(ROOM)
        next(words)
        words.close()  # type: ignore[attr-defined]
    assert list(posted.describe(ROOM)) == ["A table.", "Two chairs."]


def test_a_describer_that_fails_or_takes_too_long_is_told_as_an_error() -> None:
    def fail() -> None:
        raise DescriberFailed("it broke")

    words = photos(WordyDescriber(fail)).describe(ROOM)
    assert next(words) == "A table."
    with pytest.raises(DescriberError):
        next(words)
    moments = iter([0.0, 0.0, 1000.0])
    waits = threading.Event()
    slow = photos(WordyDescriber(lambda: waits.wait(10.0)), lambda: next(moments)).describe(ROOM)
    assert next(slow) == "A table."
    with pytest.raises(DescriberError, match="too long"):
        next(slow)
    waits.set()


def test_its_words_can_be_had_as_a_wav_file_in_a_voice_that_is_closed_again() -> None:
    made: list[ToneSynthesizer] = []

    def new_synthesizer() -> ToneSynthesizer:
        made.append(ToneSynthesizer(0.5))
        return made[-1]

    posted = PostedPhotos(Turns(WordyDescriber()), Settings, Style, new_synthesizer)
    with wave.open(io.BytesIO(posted.spoken("A table."))) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getnframes() / file.getframerate() == pytest.approx(0.5, abs=0.01)
    assert made[0].texts == ["A table."]
    assert made[0].is_closed
