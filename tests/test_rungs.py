"""What a person's choice of a describer means on this machine."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from describe.engines.machine import Machine
from describe.engines.processor_speed import ProcessorSpeed
from describe.engines.rungs import EngineError, Rungs, rungs_for
from describe.engines.sources import FolderSource
from describe.engines.store import ModelStore
from describe.settings import Settings
from tests.model_folders import write_model
from tests.waiting import eventually

LAPTOP = Machine(
    cores=4, total_mb=16_000, free_mb=12_000, bf16_times=2.0, speed=ProcessorSpeed(core_gflops=100.0, read_gbs=30.0)
)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def installed(store: ModelStore, tmp_path: Path, *names: str) -> ModelStore:
    for name in names:
        store.get(name, FolderSource(write_model(tmp_path / "stick" / name)))
    return store


def never() -> Machine:
    raise AssertionError("the machine need not be looked at, which takes a second")


def chosen(
    named: str, store: ModelStore, settings: Settings | None = None, look: Callable[[], Machine] = never
) -> Rungs:
    return rungs_for(named, settings or Settings(), store, look, {})


def names(rungs: Rungs) -> list[str]:
    return [rung.name for rung in rungs.models]


def test_without_any_model_it_says_how_to_get_one_and_looks_at_nothing(store: ModelStore) -> None:
    rungs = chosen("auto", store)
    assert names(rungs) == []
    assert "lookaloud models" in rungs.why


def test_automatically_the_best_that_lies_here_is_taken_and_the_smaller_ones_stand_below(
    store: ModelStore, tmp_path: Path
) -> None:
    rungs = chosen("auto", installed(store, tmp_path, "tiny", "small"), look=lambda: LAPTOP)
    assert names(rungs) == ["small", "tiny"]
    assert "small" in rungs.why


def test_a_server_in_the_settings_goes_before_what_lies_here(store: ModelStore, tmp_path: Path) -> None:
    settings = Settings(server="http://192.168.1.20:8000/v1")
    rungs = chosen("auto", installed(store, tmp_path, "tiny"), settings, lambda: LAPTOP)
    assert names(rungs) == ["server 192.168.1.20:8000", "tiny"]


def test_a_model_that_is_named_is_taken_with_the_smaller_ones_below(store: ModelStore, tmp_path: Path) -> None:
    assert names(chosen("small", installed(store, tmp_path, "tiny", "small"))) == ["small", "tiny"]
    assert names(chosen("tiny", store)) == ["tiny"]


def test_ones_own_folder_is_taken_as_it_is(store: ModelStore, tmp_path: Path) -> None:
    assert names(chosen(str(write_model(tmp_path / "mine")), store)) == ["mine"]


def test_the_senses_alone_can_be_chosen(store: ModelStore, tmp_path: Path) -> None:
    assert names(chosen("senses", installed(store, tmp_path, "tiny"))) == []


@pytest.mark.parametrize("named", ["nonsuch", "small", "../../etc", "", "http://", "server", "ftp://models.example"])
def test_what_cannot_be_had_is_refused_in_a_sentence_that_says_what_to_do(store: ModelStore, named: str) -> None:
    with pytest.raises(EngineError) as refused:
        chosen(named, store)
    assert len(str(refused.value)) > 20


def test_a_damaged_model_is_named(store: ModelStore, tmp_path: Path) -> None:
    installed(store, tmp_path, "small")
    weights = store.folder / "small" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(EngineError, match=r"model\.safetensors"):
        chosen("small", store)


@pytest.fixture
def no_server() -> str:
    return "http://127.0.0.1:9/v1"


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_asked_again_and_is_not_ready(store: ModelStore, no_server: str) -> None:
    (rung,) = chosen(no_server, store).models
    with closing(rung.open()) as model:
        eventually(lambda: "127.0.0.1:9" in model.trouble, 10.0)
        assert not model.is_ready
        assert not model.is_hopeless
