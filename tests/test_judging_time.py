"""Work in simulated time: worked out at once, and there when it would have been."""

from collections.abc import Generator, Iterator

import numpy as np
import pytest

from camera.frame import frame_of
from describe.describer import DescriberFailed
from describe.engines.ladder import Ladder, Rung
from describe.judging.ahead import Ledger, TimedDescriber, WorkedAhead
from describe.judging.clocks import AlarmClock, WorkClock
from describe.request import Piece, Request
from tests.fakes import HandClock

REQUEST = Request((frame_of(np.zeros((48, 64, 3), np.uint8), 0.0, 1),))


def test_a_wait_ends_at_the_moment_that_was_named_and_goes_on_from_there() -> None:
    clock = AlarmClock()
    clock.wake_at(0.5)
    clock.wake_at(0.25)
    clock.wait(0.4)
    assert clock() == 0.25
    clock.wait(0.4)
    assert clock() == 0.5
    clock.wait(0.4)
    assert clock() == pytest.approx(0.9)


@pytest.mark.parametrize(("speed", "expected"), [(1.0, 102.0), (0.5, 104.0), (4.0, 100.5)])
def test_work_takes_the_time_that_was_measured_as_on_a_machine_of_that_speed(speed: float, expected: float) -> None:
    clock, watch = AlarmClock(), HandClock()
    clock.wait(100.0)
    work = WorkClock(clock, speed, watch)
    with work.ahead_from(clock()):
        watch.wait(2.0)
        assert work() == expected
    assert work() == clock() == 100.0


class Model:
    """Says each of these words after so many seconds."""

    name = "scripted"
    is_ready = True
    is_hopeless = False
    trouble = ""

    def __init__(self, work: WorkClock, *words: tuple[float, str], error: Exception | None = None) -> None:
        self._work = work
        self._words = words
        self._error = error

    def describe(self, request: Request) -> Iterator[Piece]:
        for after_s, word in self._words:
            self._work.wait(after_s)
            yield Piece(word + "\n")
        if self._error:
            raise self._error

    def cancel(self) -> None:
        pass

    def close(self) -> None:
        pass


def pieces(model: Model | Ladder | TimedDescriber) -> Generator[str]:
    for piece in model.describe(REQUEST):
        yield piece.text.strip()


class Bench:
    def __init__(self) -> None:
        self.clock = AlarmClock()
        self.work = WorkClock(self.clock, watch=lambda: 0.0)
        self.ledger = Ledger()

    def begin(self, model: Model | Ladder | TimedDescriber) -> WorkedAhead[str]:
        return WorkedAhead(pieces(model), self.clock, self.work, self.ledger, self.clock.wake_at)

    def heard(self, words: WorkedAhead[str], until: float) -> list[tuple[float, str]]:
        """Wait until this moment as a narrator does, and return what came when."""
        came = []
        while self.clock() < until:
            while word := words.take():
                came.append((round(self.clock(), 6), word))
            self.clock.wait(until - self.clock())
        return came


def test_words_come_when_they_would_have_come_and_not_before() -> None:
    bench = Bench()
    words = bench.begin(Model(bench.work, (0.5, "One."), (1.5, "Two.")))
    assert words.take() is None
    assert not words.is_over
    assert bench.heard(words, 3.0) == [(0.5, "One."), (2.0, "Two.")]
    assert words.is_over


def test_an_error_comes_in_its_turn_too() -> None:
    bench = Bench()
    words = bench.begin(Model(bench.work, (0.5, "One."), error=DescriberFailed("as a test says")))
    bench.clock.wait(0.5)
    assert words.take() == "One."
    with pytest.raises(DescriberFailed):
        words.take()


def test_what_is_let_go_cost_only_until_then() -> None:
    bench = Bench()
    model = TimedDescriber(Model(bench.work, (2.0, "One.")), bench.work, bench.ledger, takes_s=1.0)
    words = bench.begin(model)
    assert bench.ledger.seconds == pytest.approx(3.0)
    bench.clock.wait(1.0)
    bench.clock.wait(0.2)
    words.close()
    assert bench.ledger.seconds == pytest.approx(1.2)
    assert words.is_over
    assert words.take() is None


def ladder_of(bench: Bench, model: Model) -> Ladder:
    senses = TimedDescriber(Model(bench.work, (0.2, "Mostly grey.")), bench.work, bench.ledger)
    ladder = Ladder(
        senses,
        (Rung("big", lambda: model),),
        bench.work,
        tame=lambda one: TimedDescriber(one, bench.work, bench.ledger),
        beside=lambda words, _: WorkedAhead(words, bench.work, bench.work, bench.ledger),
    )
    ladder.tend()
    return ladder


def test_a_slow_model_works_beside_the_senses_that_speak_first() -> None:
    bench = Bench()
    words = bench.begin(ladder_of(bench, Model(bench.work, (3.0, "A red door."), (0.25, "It is open."))))
    assert bench.heard(words, 5.0) == [(1.2, "Mostly grey."), (3.0, "A red door."), (3.25, "It is open.")]
    assert bench.ledger.seconds == pytest.approx(0.2 + 3.25)


def test_a_quick_model_needs_no_senses_and_one_that_is_too_slow_is_let_go_in_simulated_time() -> None:
    bench = Bench()
    assert bench.heard(bench.begin(ladder_of(bench, Model(bench.work, (0.4, "A door.")))), 2.0) == [(0.4, "A door.")]
    bench = Bench()
    words = bench.begin(ladder_of(bench, Model(bench.work, (30.0, "A door."))))
    assert bench.heard(words, 40.0) == [(1.2, "Mostly grey.")]
    assert bench.ledger.seconds == pytest.approx(0.2 + 3.5)
