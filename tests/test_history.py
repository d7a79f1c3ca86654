"""The history: texts only, for as long as a person wants, gone when they say so; trouble with it is told once."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera.clock import SimulatedClock
from describe import phrases
from describe.commands import Tell
from describe.history.keeping import FORGET_EVERY_S, HistoryKeeper
from describe.history.store import FILE, HistoryError, HistoryStore, Sentence
from describe.inbox import Inbox
from describe.journal import Journal, Kind
from describe.settings import Settings
from describe.status import Board, Status
from tests.waiting import eventually

NOW = 1_800_000_000.0


class House:
    """A journal in which a test writes, and the keeper that reads it."""

    def __init__(self, folder: Path, hours: int = 24) -> None:
        self.clock = SimulatedClock()
        self.settings = Settings(history_hours=hours)
        self.journal, self.board, self.inbox = Journal(self.clock), Board(), Inbox()
        self.board.put(Status(engine="small"))
        self.path = folder / FILE
        self.store = HistoryStore(self.path)
        self.keeper = HistoryKeeper(
            self.store,
            lambda: self.settings,
            self.journal,
            self.board,
            self.inbox,
            self.clock,
            lambda: NOW + self.clock(),
        )

    def say(self, text: str, kind: Kind = Kind.SAID, *, is_seen: bool = True) -> None:
        self.journal.note(kind, "routine", text=text, frame_at=self.clock() - 1.0 if is_seen else None)

    def kept(self) -> list[str]:
        return [sentence.text for sentence in self.store.all()]

    def told(self) -> list[str]:
        told = []
        while order := self.inbox.take():
            assert isinstance(order.command, Tell)
            told.append(order.command.words)
        return told


@contextmanager
def no_room() -> Iterator[None]:
    """A disk on which no file can grow."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_was_said_of_a_picture_is_kept_with_when_by_whom_and_how_old_it_was(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.keeper.look()
    house.clock.wait(60.0)
    house.say("A red door.")
    house.clock.wait(2.0)
    house.keeper.look()
    house.keeper.look()
    (kept,) = house.store.all()
    assert (kept.text, kept.engine, kept.frame_age_s, kept.is_wrong) == ("A red door.", "small", 1.0, False)
    assert kept.at == NOW + 60.0
    assert house.path.stat().st_mode & 0o077 == 0


def test_codes_for_coming_in_and_what_was_left_unsaid_are_not_kept(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.keeper.look()
    house.say("The code is 1 2 3 4 5 6.", is_seen=False)
    house.say("A green door.", Kind.DROPPED)
    house.keeper.look()
    assert house.kept() == []


def test_nothing_is_kept_while_it_is_off_and_switching_it_off_leaves_no_file(tmp_path: Path) -> None:
    house = House(tmp_path, hours=0)
    house.say("Before.")
    house.keeper.look()
    assert list(tmp_path.iterdir()) == []
    house.settings = Settings(history_hours=1)
    house.say("Said while it was still off.")
    house.keeper.look()
    house.say("Kept.")
    house.keeper.look()
    assert house.kept() == ["Kept."]
    house.settings = Settings(history_hours=0)
    house.keeper.look()
    assert list(tmp_path.iterdir()) == []


def test_what_is_too_old_is_forgotten_from_the_disk_as_well(tmp_path: Path) -> None:
    house = House(tmp_path, hours=1)
    house.keeper.look()
    house.say("A purple hippopotamus.")
    house.keeper.look()
    house.clock.wait(3000.0)
    house.say("Newer.")
    house.keeper.look()
    house.clock.wait(600.0 + FORGET_EVERY_S)
    house.keeper.look()
    assert house.kept() == ["Newer."]
    assert b"hippopotamus" not in house.path.read_bytes()


def test_after_everything_was_forgotten_what_is_said_next_is_kept_once(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.keeper.look()
    house.say("Before.")
    house.keeper.look()
    house.store.wipe()
    house.journal.forget()
    house.say("After.")
    for _ in range(3):
        house.keeper.look()
    assert house.kept() == ["After."]


def test_a_sentence_is_kept_once_also_when_the_journal_is_full(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.keeper.look()
    for number in range(2100):
        house.say(f"Thing {number}.")
        if number % 500 == 0:
            house.keeper.look()
    house.keeper.look()
    assert house.kept() == [f"Thing {number}." for number in range(2100)]


def test_the_thread_keeps_what_is_said_and_what_was_said_last_before_the_end(tmp_path: Path) -> None:
    house = House(tmp_path)
    keeper = house.keeper.start()
    eventually(lambda: keeper._was_on, 5.0)
    house.say("Last words.")
    keeper.close()
    assert house.kept() == ["Last words."]


def test_the_oldest_give_way(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / FILE, most=10)
    for number in range(25):
        store.add([Sentence(NOW + number, f"Thing {number}.")])
    assert [one.text for one in store.all()] == [f"Thing {number}." for number in range(15, 25)]


def test_sentences_are_found_by_their_words_newest_first_and_page_by_page(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / FILE)
    store.add(
        [Sentence(NOW + number, f"A {'red' if number % 2 else 'blue'} door number {number}.") for number in range(80)]
    )
    found = store.find("RED door")
    assert found.total == 40
    assert found.sentences[0].text == "A red door number 79."
    assert len(found.sentences) == 25
    assert len(store.find("red", page=2).sentences) == 15
    assert store.find("window").total == 0
    assert store.find(page=10**9).sentences == ()


@given(st.text(max_size=30))
def test_whatever_is_looked_for_is_only_ever_text(words: str) -> None:
    store = HistoryStore(Path("/nonexistent") / FILE)
    assert store.find(words).total == 0


@pytest.mark.parametrize("words", ["%", "_", "\\", "'; DROP TABLE sentences; --", '"', "100%"])
def test_signs_that_mean_something_to_a_database_are_looked_for_as_they_are(tmp_path: Path, words: str) -> None:
    store = HistoryStore(tmp_path / FILE)
    store.add([Sentence(NOW, f"It reads {words} here."), Sentence(NOW, "Nothing of that.")])
    assert store.find(words).total >= 1
    assert "Nothing of that." not in [one.text for one in store.find(words.split(maxsplit=1)[0]).sentences]
    assert len(store.all()) == 2


def test_a_sentence_is_marked_as_wrong_and_the_mark_is_taken_back(tmp_path: Path) -> None:
    store = HistoryStore(tmp_path / FILE)
    assert not store.mark(1, is_wrong=True)
    store.add([Sentence(NOW, "A dog."), Sentence(NOW, "A cat.")])
    first = store.all()[0]
    assert store.mark(first.id, is_wrong=True)
    assert [one.text for one in store.find(only_wrong=True).sentences] == ["A dog."]
    assert store.mark(first.id, is_wrong=False)
    assert store.find(only_wrong=True).total == 0
    assert not store.mark(99, is_wrong=True)


@pytest.mark.parametrize("damage", ["no database", "cut short", "zeros", "newer"])
def test_a_file_that_cannot_be_read_is_put_aside_told_once_and_a_new_one_begins(tmp_path: Path, damage: str) -> None:
    house = House(tmp_path)
    house.store.add([Sentence(NOW, f"Thing {number}.") for number in range(500)])
    content = house.path.read_bytes()
    if damage == "newer":
        with sqlite3.connect(house.path) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
    else:
        spoilt = {"no database": b"hello" * 1000, "cut short": content[:5000], "zeros": bytes(len(content))}
        house.path.write_bytes(spoilt[damage])
    house.keeper.look()
    for word in ("One", "Two", "Three"):
        house.say(f"{word}.")
        house.keeper.look()
    assert house.kept()[-1] == "Three."
    assert phrases.HISTORY_LOST in (told := house.told())
    assert told == [phrases.HISTORY_LOST, phrases.HISTORY_BACK]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["history.bad", FILE]
    house.store.wipe()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_once_and_so_is_its_end_and_nothing_else_stops(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.keeper.look()
    house.say("Kept before.")
    house.keeper.look()
    with no_room():
        for number in range(3):
            house.say(f"Lost {number}. " + "x" * 400)
            house.keeper.look()
    house.say("Kept after.")
    house.keeper.look()
    assert house.kept() == ["Kept before.", "Kept after."]
    assert house.told() == [phrases.HISTORY_LOST, phrases.HISTORY_BACK]


def test_a_folder_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = HistoryStore(tmp_path / "file" / FILE)
    with pytest.raises(HistoryError, match="the history cannot be kept"):
        store.add([Sentence(NOW, "A dog.")])
