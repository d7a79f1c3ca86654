import hashlib
import random
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from camera.errors import BadPicture, CameraFrozen, CameraLost, CameraNotFound
from camera.pushed import FROZEN_PICTURES, GONE_S, MOST_BYTES, PushedCamera
from camera.source import Camera
from tests.fakes import HandClock
from tests.jpegs import bomb, jpeg_of, png_of, push
from tests.scripted import noisy, room

ROOM = jpeg_of(room(1))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def phone(clock: HandClock) -> Iterator[PushedCamera]:
    camera = PushedCamera(clock)
    yield camera
    camera.close()


def test_it_keeps_the_promise_of_a_camera(phone: PushedCamera) -> None:
    camera: Camera = phone
    assert camera.name


def test_the_newest_picture_is_given_with_the_moment_at_which_it_was_taken(
    phone: PushedCamera, clock: HandClock
) -> None:
    sender = phone.begin()
    push(phone, sender, jpeg_of(room(1)), clock() - 0.5)
    push(phone, sender, jpeg_of(room(2)), clock() - 0.1)
    frame = phone.latest(1.0)
    assert frame.taken_at == clock() - 0.1
    assert np.abs(frame.image.astype(int) - room(2)).mean() < 12
    assert [one.taken_at for one in phone.recent(2.0, 0.1)] == [clock() - 0.5, clock() - 0.1]


def test_a_picture_that_was_overtaken_on_its_way_does_not_come_back(phone: PushedCamera, clock: HandClock) -> None:
    sender = phone.begin()
    newest = push(phone, sender, jpeg_of(room(2)), clock())
    push(phone, sender, jpeg_of(room(1)), clock() - 1.0)
    assert phone.latest(1.0).number == newest.number


def test_before_the_first_picture_it_is_not_found_and_without_a_young_one_it_is_lost(
    phone: PushedCamera, clock: HandClock
) -> None:
    with pytest.raises(CameraNotFound):
        phone.latest(1.5)
    sender = phone.begin()
    push(phone, sender, ROOM, clock())
    sending = [phone.is_sending]
    clock.wait(GONE_S + 0.1)
    sending.append(phone.is_sending)
    assert sending == [True, False]
    with pytest.raises(CameraLost):
        phone.latest(1.5)


def test_a_moment_in_the_future_counts_as_now_and_one_long_ago_or_of_no_number_is_refused(
    phone: PushedCamera, clock: HandClock
) -> None:
    sender = phone.begin()
    push(phone, sender, ROOM, clock() + 1000)
    assert phone.latest(1.0).taken_at == clock()
    for moment in (clock() - 1000, float("nan"), float("-inf")):
        with pytest.raises(BadPicture, match="too old"):
            push(phone, sender, ROOM, moment)


def test_a_phone_whose_page_sends_its_last_picture_again_and_again_is_frozen(
    phone: PushedCamera, clock: HandClock
) -> None:
    sender = phone.begin()
    for _ in range(FROZEN_PICTURES + 5):
        push(phone, sender, ROOM, clock())
        clock.wait(0.4)
    with pytest.raises(CameraFrozen):
        phone.latest(1.5)
    push(phone, sender, jpeg_of(noisy(room(1), 3)), clock())
    assert phone.latest(1.5)


def test_a_still_room_with_the_noise_of_a_sensor_is_not_frozen(phone: PushedCamera, clock: HandClock) -> None:
    sender = phone.begin()
    for number in range(FROZEN_PICTURES + 5):
        push(phone, sender, jpeg_of(noisy(room(1), number)), clock())
        clock.wait(0.4)
        assert phone.latest(1.5)


def test_the_last_phone_that_began_is_the_camera_and_the_one_before_is_told(
    phone: PushedCamera, clock: HandClock
) -> None:
    first = phone.begin()
    push(phone, first, ROOM, clock())
    second = phone.begin()
    with pytest.raises(CameraLost, match="Another phone"):
        push(phone, first, ROOM, clock())
    phone.end(first)
    push(phone, second, ROOM, clock())
    assert phone.is_sending
    phone.end(second)
    assert not phone.is_sending


def test_a_picture_taken_sideways_is_turned(phone: PushedCamera, clock: HandClock) -> None:
    frame = push(phone, phone.begin(), jpeg_of(room(1), orientation=6), clock())
    assert frame.image.shape == (640, 480, 3)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xd9",
        b"<html>",
        ROOM[: len(ROOM) // 2],
        ROOM[:-2],
        png_of(room(1)),
        b"\xff\xd8" + b"\0" * MOST_BYTES + b"\xff\xd9",
        jpeg_of(np.zeros((8, 8, 3), np.uint8)),
        jpeg_of(np.zeros((4000, 4000, 3), np.uint8), quality=1),
        bomb(),
    ],
    ids=["empty", "ends", "page", "half", "no end", "PNG", "long", "small", "many pixels", "bomb"],
)
def test_what_is_no_whole_jpeg_of_a_camera_is_refused_in_words(
    phone: PushedCamera, clock: HandClock, content: bytes
) -> None:
    sender = phone.begin()
    good = push(phone, sender, ROOM, clock())
    with pytest.raises(BadPicture, match=r"^That .*: "):
        push(phone, sender, content, clock())
    assert phone.latest(1.0).number == good.number


def test_no_bit_that_flips_on_the_way_passes(phone: PushedCamera, clock: HandClock) -> None:
    sender, digest = phone.begin(), hashlib.sha256(ROOM).digest()
    phone.push(sender, ROOM, clock(), digest)
    rng = random.Random(4)
    for _ in range(200):
        with pytest.raises(BadPicture):
            phone.push(sender, _flipped(ROOM, rng), clock(), digest)


def _flipped(jpeg: bytes, rng: random.Random) -> bytes:
    flipped = bytearray(jpeg)
    flipped[rng.randrange(len(jpeg))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


def test_pictures_pushed_by_many_threads_are_all_whole(phone: PushedCamera, clock: HandClock) -> None:
    sender = phone.begin()
    pictures = [jpeg_of(room(seed)) for seed in range(4)]
    threads = [
        threading.Thread(target=lambda one=one: [push(phone, sender, one, clock()) for _ in range(10)])
        for one in pictures
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20.0)
    assert phone.latest(1.0).number == 40


def test_once_closed_it_takes_no_picture_and_keeps_none(phone: PushedCamera, clock: HandClock) -> None:
    sender = phone.begin()
    push(phone, sender, ROOM, clock())
    phone.close()
    phone.close()
    assert phone.recent(6.0, 0.2) == ()
    with pytest.raises(CameraLost):
        phone.latest(1.5)
    with pytest.raises(CameraLost):
        push(phone, sender, ROOM, clock())
