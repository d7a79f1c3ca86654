"""Who describes: the senses at once, the best model that works, and each step told once."""

import threading
from collections.abc import Callable, Iterator

import numpy as np

from camera.frame import frame_of
from describe import phrases
from describe.describer import DescriberFailed, OutOfMemory
from describe.engines.ladder import HOT_PAUSE_S, UNHURRIED, UP_AGAIN_S, Ladder, Pace, Rung
from describe.request import Piece, Request, Task
from tests.fakes import HandClock


class Senses:
    name = "senses"

    def describe(self, request: Request) -> Iterator[Piece]:
        yield Piece("One face, near.\n")

    def close(self) -> None:
        pass


class Model:
    """Becomes ready, fails, or keeps silent as a test says."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_ready = False
        self.is_hopeless = False
        self.trouble = "it is being loaded"
        self.error: Exception | None = None
        self.waits = threading.Event()
        self.waits.set()
        self.cancels = 0
        self.is_closed = False

    def describe(self, request: Request) -> Iterator[Piece]:
        self.waits.wait(30.0)
        if self.error:
            raise self.error
        yield Piece(f"A red door, says {self.name}.")

    def cancel(self) -> None:
        self.cancels += 1
        self.waits.set()

    def close(self) -> None:
        self.is_closed = True
        self.waits.set()


QUICK = Pace(quick_s=0.05)


class House:
    """A ladder with models that a test holds in its hands."""

    def __init__(self, *names: str, pace: Pace = QUICK, heat: Callable[[], float | None] = lambda: None) -> None:
        self.clock = HandClock()
        self.opened: list[Model] = []
        rungs = [Rung(name, lambda name=name: self._open(name)) for name in names]  # type: ignore[misc]
        self.ladder = Ladder(Senses(), rungs, self.clock, pace, heat)

    def _open(self, name: str) -> Model:
        model = Model(name)
        self.opened.append(model)
        return model

    @property
    def model(self) -> Model:
        return self.opened[-1]

    def climb(self) -> "House":
        self.model.is_ready = True
        self.ladder.tend()
        return self

    def says(self, task: Task = Task.DESCRIBE) -> str:
        request = Request((frame_of(np.zeros((48, 64, 3), np.uint8), 0.0, 1),), task, question="What is it?")
        return " ".join(piece.text.strip() for piece in self.ladder.describe(request))


def test_the_senses_describe_while_the_model_is_loaded_and_the_step_up_is_told_once() -> None:
    house = House("big")
    assert house.says() == "One face, near."
    assert house.ladder.news() == ()
    house.model.is_ready = True
    assert house.ladder.news() == (phrases.MODEL_READY,)
    assert house.ladder.news() == ()
    assert house.says() == "A red door, says big."
    assert house.ladder.name == "big"


def test_a_slow_model_is_preceded_by_the_senses() -> None:
    house = House("big").climb()
    house.model.waits.clear()
    threading.Timer(0.3, house.model.waits.set).start()
    assert house.says() == "One face, near. A red door, says big."


def test_a_model_without_a_word_in_time_is_let_go_and_after_twice_another_is_taken() -> None:
    house = House("big", "small", pace=Pace(0.05, 0.1, 0.1)).climb()
    house.ladder.news()
    for _ in range(2):
        house.model.waits.clear()
        assert house.says() == "One face, near."
        house.model.waits.set()
    assert house.opened[0].is_closed
    assert house.ladder.news() == (phrases.MODEL_SMALLER,)
    assert house.climb().says() == "A red door, says small."
    assert house.ladder.news() == (phrases.MODEL_BACK,)


def test_a_model_that_fails_leaves_the_word_to_the_senses_and_one_too_large_steps_down_at_once() -> None:
    house = House("big", "small").climb()
    house.model.error = OutOfMemory("too large")
    assert house.says() == "One face, near."
    assert house.model.name == "small"


def test_one_failure_is_forgiven_and_two_in_a_row_are_not() -> None:
    house = House("big").climb()
    house.ladder.news()
    for error in (DescriberFailed("once"), None, DescriberFailed("again")):
        house.model.error = error
        house.says()
    assert house.ladder.name == "big"
    house.says()
    assert house.ladder.name == "senses"
    assert house.ladder.news() == (phrases.MODEL_LOST,)


def test_a_better_model_is_tried_again_after_a_pause_that_grows() -> None:
    house = House("big").climb()
    pauses = []
    for _ in range(3):
        house.model.error = DescriberFailed("ill")
        house.says()
        house.says()
        count, began_at = len(house.opened), house.clock()
        while len(house.opened) == count:
            house.clock.wait(1.0)
            house.ladder.tend()
        pauses.append(house.clock() - began_at)
        house.climb()
    assert pauses == [UP_AGAIN_S, 2 * UP_AGAIN_S, 4 * UP_AGAIN_S]


def test_while_a_smaller_one_works_the_better_one_is_tried_again_later() -> None:
    house = House("big", "small").climb()
    house.model.error = OutOfMemory("too large")
    house.says()
    house.climb()
    house.clock.wait(UP_AGAIN_S)
    house.ladder.tend()
    assert [model.name for model in house.opened] == ["big", "small", "big"]
    assert house.opened[1].is_closed


def test_a_model_that_dies_is_told_once_and_so_is_its_return() -> None:
    house = House("big").climb()
    house.ladder.news()
    house.model.is_ready = False
    assert house.ladder.news() == (phrases.MODEL_LOST,)
    assert house.says() == "One face, near."
    assert house.ladder.news() == ()
    house.model.is_ready = True
    assert house.ladder.news() == (phrases.MODEL_BACK,)


def test_without_any_model_that_works_it_says_so_once() -> None:
    house = House("big", "small")
    for _ in range(2):
        house.model.is_hopeless = True
        house.ladder.tend()
    assert house.ladder.news() == (phrases.MODEL_ABSENT,)
    house.clock.wait(UP_AGAIN_S)
    house.ladder.tend()
    for _ in range(2):
        house.model.is_hopeless = True
        house.ladder.tend()
    assert house.ladder.news() == ()
    assert house.says() == "One face, near."


def test_a_question_is_answered_by_the_model_alone_or_refused_in_words() -> None:
    house = House("big").climb()
    assert house.says(Task.ASK) == "A red door, says big."
    house.model.error = DescriberFailed("ill")
    assert house.says(Task.ASK) == "One face, near."  # these senses answer; the real ones say that they cannot


def test_an_answer_that_does_not_come_is_told_so() -> None:
    house = House("big", pace=Pace(answering_s=0.1)).climb()
    house.model.waits.clear()
    assert house.says(Task.ASK) == phrases.ANSWER_TOO_LATE


def test_letting_go_of_a_description_lets_the_model_go() -> None:
    house = House("big", pace=Pace(quick_s=0.0)).climb()
    house.model.waits.clear()
    request = Request((frame_of(np.zeros((48, 64, 3), np.uint8), 0.0, 1),))
    pieces = house.ladder.describe(request)
    assert next(pieces).text == "One face, near.\n"
    pieces.close()  # type: ignore[attr-defined]  # a generator, which Iterator does not promise
    assert house.model.cancels == 1


def test_for_a_recording_the_model_is_waited_for_and_nothing_quick_is_said() -> None:
    house = House("big", pace=UNHURRIED).climb()
    house.model.waits.clear()
    threading.Timer(0.2, house.model.waits.set).start()
    assert house.says() == "A red door, says big."


def test_a_hot_machine_rests_between_two_descriptions_by_a_model() -> None:
    house = House("big", heat=lambda: 95.0).climb()
    said = []
    for _ in range(3):
        said.append(house.says())
        house.clock.wait(HOT_PAUSE_S / 2)
    assert said == ["A red door, says big.", "One face, near.", "A red door, says big."]


def test_a_choice_that_comes_after_the_end_opens_no_model() -> None:
    house = House()
    house.ladder.close()
    house.ladder.offer([Rung("big", lambda: house._open("big"))])
    assert house.opened == []


def test_another_choice_lets_the_model_go_first_and_each_step_is_told_once() -> None:
    house = House("big").climb()
    house.ladder.news()
    first = house.model
    house.ladder.offer([Rung("small", lambda: house._open("small"))])
    assert first.is_closed
    assert house.ladder.news() == (phrases.MODEL_LOST,)
    assert house.says() == "One face, near."
    assert house.climb().says() == "A red door, says small."
    assert house.ladder.news() == (phrases.MODEL_BACK,)


def test_the_senses_alone_can_be_chosen_while_a_model_describes() -> None:
    house = House("big").climb()
    house.ladder.news()
    house.ladder.offer(())
    assert house.ladder.news() == (phrases.MODEL_LOST,)
    house.clock.wait(10 * UP_AGAIN_S)
    assert house.ladder.news() == ()
    assert house.says() == "One face, near."
    assert len(house.opened) == 1


def test_a_smaller_model_that_comes_in_does_not_disturb_the_one_that_describes() -> None:
    house = House("big").climb()
    house.ladder.news()
    house.ladder.offer(
        [Rung("big", lambda: house._open("big")), Rung("small", lambda: house._open("small"))], keeps_same=True
    )
    assert house.ladder.news() == ()
    assert not house.model.is_closed
    house.model.error = OutOfMemory("too large")
    house.says()
    assert house.climb().says() == "A red door, says small."


def test_a_model_that_was_let_go_while_it_described_is_no_fault_of_the_next_one() -> None:
    house = House("big").climb()
    first = house.model
    first.waits.clear()

    def choose_another() -> None:
        first.error = OutOfMemory("its process is gone")
        house.ladder.offer([Rung("small", lambda: house._open("small")), Rung("tiny", lambda: house._open("tiny"))])

    threading.Timer(0.2, choose_another).start()
    assert house.says().startswith("One face, near.")
    assert house.climb().says() == "A red door, says small."
    assert [model.name for model in house.opened] == ["big", "small"]
