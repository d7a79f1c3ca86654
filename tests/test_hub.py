"""Models come over the network through the real huggingface_hub, from a hub of our own that fails in every way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from describe.engines.fetching import Progress
from describe.engines.hub import TRIES, HubSource
from describe.engines.model_errors import NoNetwork, SourceError, SourceMissing
from describe.engines.store import ModelStore
from tests.hub_server import COMMIT, HubServer, hub_server
from tests.model_folders import write_model

pytest.importorskip("huggingface_hub")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    folder = write_model(tmp_path / "hub", shards=2, more={"modeling.py": b"x", "pytorch_model.bin": b"x" * 99})
    with hub_server(folder) as hub:
        yield hub


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def source(hub: HubServer, repository: str = "owner/model", revision: str = "") -> HubSource:
    return HubSource(repository, revision, hub.endpoint, pause=lambda _: None)


def test_a_model_is_downloaded_verified_and_remembered_with_its_commit(hub: HubServer, store: ModelStore) -> None:
    steps: list[Progress] = []
    got = store.get("owner/model", source(hub), steps.append)
    assert (got.name, got.repository, got.revision, got.licence) == (
        "owner--model",
        "owner/model",
        COMMIT,
        "apache-2.0",
    )
    assert steps[-1].done == steps[-1].total == got.size
    store.check("owner/model")
    for path in got.folder.glob("*.safetensors"):
        assert path.read_bytes() == (hub.folder / path.name).read_bytes()
    assert not [path for path, _ in hub.asked if path.endswith((".py", ".bin"))], "programs are not even asked for"


def test_a_line_that_is_cut_again_and_again_costs_no_byte_twice(hub: HubServer, store: ModelStore) -> None:
    hub.cut_after, hub.cuts = 300, 9
    steps: list[Progress] = []
    store.get("owner/model", source(hub), steps.append)
    store.check("owner/model")
    ranges = [wanted for path, wanted in hub.asked if path.endswith("tokenizer.json")]
    assert ranges[:3] == ["bytes=0-", "bytes=300-", "bytes=600-"]
    assert [step.done for step in steps] == sorted(step.done for step in steps)


def test_the_next_run_goes_on_where_a_lost_network_left_it(hub: HubServer, store: ModelStore) -> None:
    hub.cut_after, hub.cuts = 0, 1000
    for _ in range(3):
        with pytest.raises(NoNetwork):
            store.get("owner/model", source(hub))
    hub.cut_after, hub.cuts = 400, 1
    hub.asked.clear()
    part = store.folder / ".unfinished-owner--model" / "tokenizer.json.part"
    part.write_bytes((hub.folder / "tokenizer.json").read_bytes()[:700])
    store.get("owner/model", source(hub))
    assert next(wanted for path, wanted in hub.asked if path.endswith("tokenizer.json")) == "bytes=700-"
    store.check("owner/model")


def test_what_was_left_with_other_content_is_not_trusted(hub: HubServer, store: ModelStore) -> None:
    left = store.folder / ".unfinished-owner--model"
    left.mkdir(parents=True)
    for name in ("model-00001-of-00002.safetensors", "tokenizer.json"):
        (left / name).write_bytes(bytes((hub.folder / name).stat().st_size))
    (left / "config.json.part").write_bytes(b"more than there is " * 99)
    folder = store.get("owner/model", source(hub)).folder
    for path in folder.glob("[!l]*.*"):
        assert path.read_bytes() == (hub.folder / path.name).read_bytes()


def test_a_server_that_sends_all_of_it_again_does_no_harm(hub: HubServer, store: ModelStore) -> None:
    hub.cut_after, hub.cuts, hub.ignores_ranges = 300, 3, True
    store.get("owner/model", source(hub))
    store.check("owner/model")


def test_it_gives_up_when_nothing_new_comes(hub: HubServer, store: ModelStore) -> None:
    hub.cut_after, hub.cuts = 0, 1000
    pauses: list[float] = []
    with pytest.raises(NoNetwork):
        store.get("owner/model", HubSource("owner/model", endpoint=hub.endpoint, pause=pauses.append))
    assert len(pauses) == TRIES - 1
    assert pauses == sorted(pauses)


@pytest.mark.parametrize("name", ["tokenizer.json", "model-00002-of-00002.safetensors"])
def test_a_file_with_another_checksum_is_refused(hub: HubServer, store: ModelStore, name: str) -> None:
    hub.spoiled = name
    with pytest.raises(SourceError, match=name):
        store.get("owner/model", source(hub))
    assert store.installed() == ()
    hub.spoiled = ""
    store.get("owner/model", source(hub))


def test_a_pinned_commit_is_asked_for_and_one_that_is_gone_is_said(hub: HubServer, store: ModelStore) -> None:
    store.get("owner/model", source(hub, revision=COMMIT))
    with pytest.raises(SourceMissing, match="no longer has owner/model") as found:
        store.get("small", source(hub, revision="b" * 40))
    assert "lookaloud models get owner/model" in found.value.remedy


def test_a_model_that_nobody_has_is_said(hub: HubServer, store: ModelStore) -> None:
    with pytest.raises(SourceMissing, match="no model named owner/other"):
        store.get("owner/other", source(hub, "owner/other"))


def test_a_hub_that_is_broken_is_said(hub: HubServer) -> None:
    hub.status = 418
    with pytest.raises(NoNetwork, match="answered with 418"):
        source(hub).listing()


def test_without_a_network_it_is_one_sentence_and_leaves_nothing(store: ModelStore) -> None:
    with pytest.raises(NoNetwork, match="cannot be reached") as found:
        store.get("small", HubSource("owner/model", endpoint="http://127.0.0.1:9", pause=lambda _: None))
    assert "--from FOLDER" in found.value.remedy
    assert store.installed() == ()


def test_the_content_may_lie_on_another_host_which_gets_no_key(
    hub: HubServer, store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with hub_server(hub.folder) as other:
        other.endpoint = other.endpoint.replace("127.0.0.1", "localhost")
        hub.elsewhere = other.endpoint
        store.get("owner/model", source(hub))
        assert set(hub.keys) == {"Bearer hf_secret"}
        assert set(other.keys) == {""}
    store.check("owner/model")
