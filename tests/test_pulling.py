"""Things that are taken one by one while a thread of their own makes them."""

import threading
from collections.abc import Generator

import pytest

from describe.pulling import TakenAtOnce, TakenByThread
from tests.waiting import eventually


def three() -> Generator[str]:
    yield from ("one", "two", "three")


def broken() -> Generator[str]:
    yield "one"
    raise ValueError("broken")


@pytest.mark.parametrize("kind", [TakenAtOnce, TakenByThread])
def test_all_come_in_their_order(kind: type[TakenAtOnce[str]] | type[TakenByThread[str]]) -> None:
    taken = kind(three())
    assert [taken.take(5.0) for _ in range(4)] == ["one", "two", "three", None]
    assert taken.is_over


@pytest.mark.parametrize("kind", [TakenAtOnce, TakenByThread])
def test_an_error_comes_once_in_its_turn(kind: type[TakenAtOnce[str]] | type[TakenByThread[str]]) -> None:
    taken = kind(broken())
    assert taken.take(5.0) == "one"
    with pytest.raises(ValueError, match="broken"):
        taken.take(5.0)
    assert taken.take(0.1) is None
    assert taken.is_over


def test_nobody_waits_for_what_is_not_there_yet() -> None:
    may_go_on = threading.Event()

    def slow() -> Generator[str]:
        may_go_on.wait(10.0)
        yield "late"

    woken = threading.Event()
    taken = TakenByThread(slow(), wake=woken.set)
    assert taken.take() is None
    assert not taken.is_over
    may_go_on.set()
    assert woken.wait(5.0)
    assert taken.take(5.0) == "late"


def test_closing_stops_the_work_and_it_is_over_only_when_the_work_has_ended() -> None:
    may_end, stops = threading.Event(), list[str]()

    def endless() -> Generator[int]:
        number = 0
        try:
            while True:
                yield number
                number += 1
                may_end.wait(10.0)
        finally:
            stops.append("closed")

    taken = TakenByThread(endless(), stop=lambda: stops.append("told to stop"))
    assert taken.take(5.0) == 0
    taken.close()
    taken.close()
    assert stops == ["told to stop"]
    assert not taken.is_over
    may_end.set()
    eventually(lambda: taken.is_over, 5.0)
    assert stops == ["told to stop", "closed"]
