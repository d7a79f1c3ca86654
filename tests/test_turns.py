import threading
from collections.abc import Iterator

import numpy as np
import pytest

from camera.frame import frame_of
from describe.describer import AskedToWait, DescriberFailed
from describe.engines.turns import Turns
from describe.request import Piece, Request
from tests.waiting import eventually

REQUEST = Request((frame_of(np.zeros((32, 32, 3), np.uint8), 0.0, 1),))


class SlowDescriber:
    """Yields a piece, and the next one only when it is let go on or cancelled; one request at a time, or it fails."""

    name = "slow"

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.most_at_once = self._at_once = 0
        self._lock = threading.Lock()

    def describe(self, request: Request) -> Iterator[Piece]:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield Piece("One. ")
            self.goes_on.wait(10.0)
            yield Piece("Two.")
        finally:
            with self._lock:
                self._at_once -= 1

    def cancel(self) -> None:
        self.goes_on.set()

    def close(self) -> None:
        pass


def test_a_guest_is_described_to_while_the_narrator_has_nothing_described() -> None:
    describer = SlowDescriber()
    describer.goes_on.set()
    turns = Turns(describer)
    assert "".join(piece.text for piece in turns.describe_for_guest(REQUEST, 1.0)) == "One. Two."


def test_a_guest_waits_while_the_narrator_has_something_described_and_is_told_if_that_takes_long() -> None:
    describer = SlowDescriber()
    turns = Turns(describer)
    narrators = turns.describe(REQUEST)
    next(iter(narrators))
    with pytest.raises(AskedToWait):
        next(turns.describe_for_guest(REQUEST, 0.05))
    guests: list[str] = []
    waiting = threading.Thread(
        target=lambda: guests.extend(piece.text for piece in turns.describe_for_guest(REQUEST, 5.0))
    )
    waiting.start()
    describer.goes_on.set()
    assert [piece.text for piece in narrators] == ["Two."]
    waiting.join(5.0)
    assert guests == ["One. ", "Two."]
    assert describer.most_at_once == 1


def test_the_narrator_sends_a_guest_away_and_never_shares_the_describer() -> None:
    describer = SlowDescriber()
    turns = Turns(describer)
    failed: list[Exception] = []

    def guest() -> None:
        try:
            for _ in turns.describe_for_guest(REQUEST, 5.0):
                begun.set()
        except DescriberFailed as error:
            failed.append(error)

    begun = threading.Event()
    thread = threading.Thread(target=guest)
    thread.start()
    assert begun.wait(5.0)
    assert [piece.text for piece in turns.describe(REQUEST)] == ["One. ", "Two."]
    thread.join(5.0)
    assert "listener" in str(failed[0])
    assert describer.most_at_once == 1


def test_a_guest_that_does_not_leave_does_not_hold_the_narrator_up_for_long() -> None:
    class DeafDescriber(SlowDescriber):
        def cancel(self) -> None:
            pass

    describer = DeafDescriber()
    turns = Turns(describer)
    guest = turns.describe_for_guest(REQUEST, 1.0)
    next(guest)
    narrators = turns.describe(REQUEST)
    assert eventually(lambda: next(iter(narrators)).text == "One. ", 2.0)
    describer.goes_on.set()
    with pytest.raises(DescriberFailed):
        list(guest)


def test_a_guest_that_is_cancelled_leaves_and_the_narrator_is_not_touched() -> None:
    describer = SlowDescriber()
    turns = Turns(describer)
    turns.cancel_guest()
    assert not describer.goes_on.is_set()
    guest = turns.describe_for_guest(REQUEST, 1.0)
    next(guest)
    turns.cancel_guest()
    with pytest.raises(DescriberFailed):
        next(guest)
