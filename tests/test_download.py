"""A model is brought here in the background: with its progress, stopped when asked, every end told in words."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from describe.engines.download import Download, Downloads, Stage
from describe.engines.hub import HubSource
from describe.engines.model_files import SourceFile
from describe.engines.sources import FolderSource, Listing, Source
from describe.engines.store import ModelStore
from tests.hub_server import hub_server
from tests.model_folders import write_model
from tests.waiting import eventually


class HeldSource:
    """A folder whose files wait until they are let through, as a slow network does."""

    def __init__(self, folder: Path) -> None:
        self._inner = FolderSource(folder)
        self.goes_on = threading.Event()

    def listing(self) -> Listing:
        return self._inner.listing()

    def fetch(self, file: SourceFile, path: Path, got: Callable[[int], None]) -> str:
        self.goes_on.wait(10.0)
        return self._inner.fetch(file, path, got)


class BrokenSource:
    def listing(self) -> Listing:
        raise RuntimeError("a fault of ours")

    def fetch(self, file: SourceFile, path: Path, got: Callable[[int], None]) -> str:
        raise NotImplementedError


class House:
    def __init__(self, folder: Path, source: Callable[[str], Source], free_bytes: int = 10**12) -> None:
        self.store = ModelStore(folder / "models", lambda _: free_bytes)
        self.ends: list[Download] = []
        self.downloads = Downloads(self.store, source, self.ends.append)

    def end(self) -> Download:
        eventually(lambda: self.ends, 10.0)
        assert self.downloads.now == self.ends[-1]
        return self.ends.pop()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return write_model(tmp_path / "stick", shards=2)


@pytest.fixture
def held(tmp_path: Path, stick: Path) -> Iterator[tuple[House, HeldSource]]:
    source = HeldSource(stick)
    house = House(tmp_path, lambda _: source)
    with closing(house.downloads):
        yield house, source
        source.goes_on.set()


def test_a_model_comes_with_its_progress_and_is_there_at_the_end(held: tuple[House, HeldSource]) -> None:
    house, source = held
    assert house.downloads.now == Download()
    assert house.downloads.begin("small")
    eventually(lambda: house.downloads.now.total > 0, 5.0)
    assert house.downloads.now.stage is Stage.COMING
    assert house.downloads.now.percent == 0
    source.goes_on.set()
    end = house.end()
    assert (end.name, end.stage, end.percent) == ("small", Stage.DONE, 100)
    assert house.store.names() == {"small"}


def test_while_one_is_on_its_way_no_other_begins(held: tuple[House, HeldSource]) -> None:
    house, _ = held
    assert house.downloads.begin("small")
    assert not house.downloads.begin("tiny")
    assert house.downloads.now.name == "small"


def test_one_that_is_stopped_leaves_no_model_and_can_be_begun_again(held: tuple[House, HeldSource]) -> None:
    house, source = held
    house.downloads.begin("small")
    house.downloads.cancel()
    assert house.downloads.now.stage is Stage.STOPPING
    source.goes_on.set()
    assert house.end().stage is Stage.STOPPED
    assert house.store.names() == frozenset()
    assert house.downloads.begin("small")
    assert house.end().stage is Stage.DONE


def test_the_end_of_the_program_does_not_wait_for_a_network(held: tuple[House, HeldSource]) -> None:
    house, source = held
    house.downloads.begin("small")
    source.goes_on.set()
    house.downloads.close()
    assert not house.downloads.now.is_busy


def test_without_room_nothing_is_got_and_the_words_say_what_to_do(tmp_path: Path, stick: Path) -> None:
    house = House(tmp_path, lambda _: FolderSource(stick), free_bytes=1000)
    house.downloads.begin("small")
    end = house.end()
    assert end.stage is Stage.FAILED
    assert end.trouble.startswith("It needs 0.3 GB, and 0.0 GB are free")
    assert end.remedy == "Remove a model that is not used, or take a smaller one."


def test_a_fault_of_ours_is_an_end_too(tmp_path: Path) -> None:
    house = House(tmp_path, lambda _: BrokenSource())
    house.downloads.begin("small")
    assert house.end().trouble == "Something went wrong in me."


def test_the_hub_that_does_not_answer_is_told_with_what_to_do(tmp_path: Path, stick: Path) -> None:
    pytest.importorskip("huggingface_hub")
    with hub_server(stick) as hub:
        hub.status = 503
        house = House(tmp_path, lambda _: HubSource("owner/model", "", hub.endpoint, pause=lambda _: None))
        house.downloads.begin("owner/model")
        end = house.end()
        assert end.stage is Stage.FAILED
        assert "internet" in end.remedy
        hub.status = 0
        house.downloads.begin("owner/model")
        assert house.end().stage is Stage.DONE
