"""What a person chooses as the describer is followed without a restart."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from describe import phrases
from describe.engines.followed import FollowedEngine
from describe.engines.ladder import Ladder, Rung
from describe.engines.rungs import EngineError, Rungs
from describe.journal import Journal, Kind
from describe.settings import Settings
from tests.fakes import HandClock
from tests.test_ladder import Model, Senses
from tests.waiting import eventually


@dataclass
class House:
    """A ladder whose models are ready at once, and what a person may change around it."""

    settings: Settings = field(default_factory=lambda: Settings(engine="big"))
    installed: frozenset[str] = frozenset({"big"})
    key: int = 0
    opened: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = HandClock()
        self.ladder = Ladder(Senses(), (), self.clock)
        self.journal = Journal(self.clock)

    def find(self, engine: str, settings: Settings) -> Rungs:
        self.asked.append(engine)
        if engine == "none":
            raise EngineError("there is no such model")
        if engine == "bug":
            raise RuntimeError("a fault of ours")
        if engine == "senses":
            return Rungs((), "the senses were chosen")
        return Rungs((Rung(engine, lambda: self._open(engine)),), f"{engine} was chosen")

    def follow(self, given: str | None = None) -> "closing[FollowedEngine]":
        return closing(
            FollowedEngine(
                self.ladder,
                lambda: self.settings,
                self.find,
                lambda: self.installed,
                lambda: self.key,
                self.journal,
                given,
            )
        )

    def choose(self, **changes: object) -> None:
        self.settings = self.settings.model_copy(update=changes)

    def becomes(self, name: str) -> None:
        def is_it() -> bool:
            self.ladder.tend()
            return self.ladder.name == name

        eventually(is_it, 5.0)

    def _open(self, name: str) -> Model:
        self.opened.append(name)
        model = Model(name)
        model.is_ready = True
        return model


@pytest.fixture
def house() -> Iterator[House]:
    one = House()
    yield one
    one.ladder.close()


def test_a_describer_chosen_later_is_taken_within_a_second_and_the_journal_says_why(house: House) -> None:
    with house.follow():
        house.becomes("big")
        house.choose(engine="small")
        house.becomes("small")
        house.choose(engine="senses")
        house.becomes("senses")
    reasons = [entry.reason for entry in house.journal.entries() if entry.kind is Kind.ENGINE]
    assert reasons == ["big was chosen", "small was chosen", "the senses were chosen"]


def test_what_has_nothing_to_do_with_the_describer_changes_nothing(house: House) -> None:
    with house.follow():
        house.becomes("big")
        house.choose(volume=50)
        house.choose(engine="small")
        house.becomes("small")
    assert house.opened == ["big", "small"]


def test_the_choice_of_the_command_line_holds_until_a_person_chooses_another(house: House) -> None:
    with house.follow(given="other"):
        house.becomes("other")
        house.choose(engine="small")
        house.becomes("small")
        house.choose(engine="big")
        house.becomes("big")


def test_a_model_that_comes_in_has_the_choice_made_anew_without_disturbing_the_one_that_stays(house: House) -> None:
    with house.follow():
        house.becomes("big")
        house.installed = frozenset({"big", "small"})
        eventually(lambda: len(house.asked) == 2, 5.0)
        assert house.ladder.name == "big"
    assert house.opened == ["big"]


def test_a_new_key_is_tried_at_once(house: House) -> None:
    with house.follow():
        house.becomes("big")
        house.key = 1
        eventually(lambda: house.opened == ["big", "big"], 5.0)


@pytest.mark.parametrize("wrong", ["none", "bug"])
def test_a_choice_that_cannot_be_had_is_told_and_the_next_one_is_followed_all_the_same(
    house: House, wrong: str
) -> None:
    with house.follow():
        house.becomes("big")
        house.ladder.news()
        house.choose(engine=wrong)
        house.becomes("senses")
        eventually(lambda: house.journal.entries()[-1].kind is Kind.TROUBLE, 5.0)
        eventually(lambda: phrases.MODEL_ABSENT in house.ladder.news(), 5.0)
        house.choose(engine="small")
        house.becomes("small")
