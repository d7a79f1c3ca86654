"""Models on the disk: they come whole or not at all, what is changed is noticed, and nothing but a model is taken."""

import errno
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from describe.engines.fetching import Progress
from describe.engines.model_errors import (
    ModelBusy,
    ModelDamaged,
    ModelError,
    ModelMissing,
    ModelNameWrong,
    ModelRefused,
    NoSpace,
    SourceError,
    SourceMissing,
)
from describe.engines.model_files import SourceFile, wanted
from describe.engines.sources import FolderSource, Listing
from describe.engines.store import ModelStore, folder_name
from tests.model_folders import write_model


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return write_model(tmp_path / "stick", shards=3)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


class CutSource:
    """A Source like the folder it wraps, which fails after so many bytes: a pulled stick, a full disk."""

    def __init__(self, folder: Path, after: int, error: Exception) -> None:
        self._inner, self._left, self._error = FolderSource(folder), after, error

    def listing(self) -> Listing:
        return self._inner.listing()

    def fetch(self, file: SourceFile, path: Path, got: Callable[[int], None]) -> str:
        self._left -= file.size
        if self._left < 0:
            path.with_name(f"{path.name}.part").write_bytes(b"half")
            raise self._error
        return self._inner.fetch(file, path, got)


class WrongSource:
    """A Source whose files do not come as they were promised; `wrong` so many times, then right."""

    def __init__(self, folder: Path, wrong: int) -> None:
        self._inner, self._wrong = FolderSource(folder), wrong

    def listing(self) -> Listing:
        return self._inner.listing()

    def fetch(self, file: SourceFile, path: Path, got: Callable[[int], None]) -> str:
        expected = self._inner.fetch(file, path, got)
        if file.name.endswith("safetensors") and self._wrong:
            self._wrong -= 1
            turn_a_bit(path, path.stat().st_size - 3)
        return expected


def turn_a_bit(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 4
    path.write_bytes(content)


def test_a_model_is_got_from_a_folder_listed_checked_used_and_removed(stick: Path, store: ModelStore) -> None:
    assert store.installed() == ()
    steps: list[Progress] = []
    got = store.get("small", FolderSource(stick), steps.append)
    assert got.name == "small"
    assert not got.trouble
    assert store.installed() == (got,)
    assert store.names() == {"small"}
    assert store.ready("small") == got.folder
    store.check("small")
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == steps[-1].total == got.size
    assert store.remove("small") > got.size
    assert store.installed() == ()
    with pytest.raises(ModelMissing, match="not installed"):
        store.ready("small")
    with pytest.raises(ModelMissing):
        store.remove("small")


def test_only_weights_and_texts_are_taken_never_a_program(tmp_path: Path, store: ModelStore) -> None:
    evil = dict.fromkeys(("modeling.py", "pytorch_model.bin", "spk_dict.pt", "x.pkl", "run.sh"), b"print('mine')")
    stick = write_model(tmp_path / "stick", more=evil | {"other.safetensors": b"", "README.md": b"x"})
    (stick / "onnx").mkdir()
    folder = store.get("small", FolderSource(stick)).folder
    assert sorted(path.name for path in folder.iterdir()) == [
        "LICENSE",
        "config.json",
        "lookaloud.json",
        "model.safetensors",
        "tokenizer.json",
    ]


def test_a_model_without_safetensors_is_refused(tmp_path: Path, store: ModelStore) -> None:
    stick = write_model(tmp_path / "stick", more={"pytorch_model.bin": b"x"})
    (stick / "model.safetensors").unlink()
    with pytest.raises(ModelRefused, match=r"pytorch_model\.bin"):
        store.get("small", FolderSource(stick))
    (stick / "pytorch_model.bin").unlink()
    with pytest.raises(ModelRefused, match="none of its files"):
        store.get("small", FolderSource(stick))
    assert store.installed() == ()


def test_a_folder_without_a_configuration_is_refused(tmp_path: Path, store: ModelStore) -> None:
    stick = write_model(tmp_path / "stick")
    (stick / "config.json").unlink()
    with pytest.raises(ModelRefused, match=r"config\.json"):
        store.get("small", FolderSource(stick))


@pytest.mark.parametrize("name", ["modeling_x.py", "adapter.bin", "spk_dict.pt", "weights.pkl", "A.PTH"])
def test_a_program_that_was_put_beside_a_model_keeps_it_from_being_loaded(
    stick: Path, store: ModelStore, name: str
) -> None:
    folder = store.get("small", FolderSource(stick)).folder
    (folder / name).write_text("x")
    with pytest.raises(ModelRefused, match=name):
        store.ready("small")
    with pytest.raises(ModelRefused, match=name):
        store.ready(str(write_model(stick.parent / "own", more={name: b"x"})))


@pytest.mark.parametrize(
    "name", ["config.json", "tokenizer.json", "model-00002-of-00003.safetensors", "lookaloud.json"]
)
def test_a_file_that_is_missing_or_cut_short_is_named_and_got_again(stick: Path, store: ModelStore, name: str) -> None:
    folder = store.get("small", FolderSource(stick)).folder
    content = (folder / name).read_bytes()
    for damage in (None, content[:-1], content[: len(content) // 2], b""):
        if damage is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(damage)
        with pytest.raises(ModelDamaged, match=name):
            store.ready("small")
        with pytest.raises(ModelDamaged, match=name):
            store.check("small")
        assert name in store.installed()[0].trouble
        assert store.names() == set()
        store.get("small", FolderSource(stick))
        assert store.ready("small") == folder
        assert (folder / name).stat().st_size == len(content) or name == "lookaloud.json"


def test_bits_turned_anywhere_are_noticed_before_the_model_is_loaded(stick: Path, store: ModelStore) -> None:
    folder = store.get("small", FolderSource(stick)).folder
    seed = random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    for path in [*folder.glob("*.safetensors"), folder / "config.json", folder / "tokenizer.json"]:
        whole = path.read_bytes()
        for place in {0, 7, 8, len(whole) - 1, *rng.sample(range(len(whole)), min(12, len(whole)))}:
            turn_a_bit(path, place)
            with pytest.raises(ModelDamaged, match=path.name):
                store.ready("small")
            path.write_bytes(whole)
    assert store.ready("small") == folder


def test_a_turned_bit_that_left_no_trace_is_found_by_working_through_all(stick: Path, store: ModelStore) -> None:
    # A disk that forgets changes neither size nor time: a quick look cannot see it, and does not claim to.
    folder = store.get("small", FolderSource(stick)).folder
    path = folder / "model-00003-of-00003.safetensors"
    before = path.stat()
    turn_a_bit(path, before.st_size - 1)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    store.ready("small")
    with pytest.raises(ModelDamaged, match="00003-of-00003"):
        store.check("small")
    store.get("small", FolderSource(stick))
    store.check("small")


def test_a_copied_folder_is_worked_through_once_and_then_trusted(stick: Path, store: ModelStore) -> None:
    folder = store.get("small", FolderSource(stick)).folder
    path = folder / "model-00001-of-00003.safetensors"
    os.utime(path, ns=(1, 1))
    manifest = (folder / "lookaloud.json").read_bytes()
    store.ready("small")
    assert (folder / "lookaloud.json").read_bytes() != manifest
    manifest = (folder / "lookaloud.json").read_bytes()
    store.ready("small")
    assert (folder / "lookaloud.json").read_bytes() == manifest


def test_a_shard_that_does_not_hold_what_the_index_says_is_named(tmp_path: Path, store: ModelStore) -> None:
    stick = write_model(tmp_path / "stick", shards=2)
    one, two = stick / "model-00001-of-00002.safetensors", stick / "model-00002-of-00002.safetensors"
    one.write_bytes(two.read_bytes())
    with pytest.raises(ModelDamaged, match="00001-of-00002"):
        store.get("small", FolderSource(stick))
    assert store.installed() == ()


def test_what_was_interrupted_is_not_there_and_the_next_try_goes_on(stick: Path, store: ModelStore) -> None:
    stick = ModelStore(stick.parent / "other").get("small", FolderSource(stick)).folder  # knows what each file must be
    sizes = [file.size for file in wanted(FolderSource(stick).listing().files)]
    for count in range(len(sizes) - 1):
        error = SourceError("The stick was pulled out.", "Plug it in.")
        with pytest.raises(SourceError):
            store.get("small", CutSource(stick, sizes[count] - 1, error))
        assert store.installed() == ()
        with pytest.raises(SourceError):
            store.get("small", CutSource(stick, sizes[count], error))
    fetched = list[str]()

    class Counting(FolderSource):
        def fetch(self, file: SourceFile, path: Path, got: Callable[[int], None]) -> str:
            fetched.append(file.name)
            return super().fetch(file, path, got)

    store.get("small", Counting(stick))
    assert fetched == ["model-00003-of-00003.safetensors"], "what was whole already is not copied again"
    store.check("small")
    assert not list(store.folder.glob(".unfinished*"))


def test_left_overs_of_another_version_are_cleared(stick: Path, store: ModelStore) -> None:
    left = store.folder / ".unfinished-small"
    (left / "deep").mkdir(parents=True)
    (left / "modeling.py").write_text("x")
    (left / "config.json").write_text("{}")
    folder = store.get("small", FolderSource(stick)).folder
    assert not (folder / "modeling.py").exists()
    assert not (folder / "deep").exists()
    store.check("small")


def test_what_an_unfinished_get_left_can_be_removed(stick: Path, store: ModelStore) -> None:
    with pytest.raises(SourceError):
        store.get("small", CutSource(stick, 3000, SourceError("Gone.", "")))
    assert store.remove("small") > 0
    assert not list(store.folder.glob(".unfinished*"))


def test_content_that_comes_wrong_once_is_fetched_again_and_twice_is_refused(stick: Path, store: ModelStore) -> None:
    store.get("small", WrongSource(stick, 1))
    store.check("small")
    with pytest.raises(SourceError, match="other content"):
        store.get("medium", WrongSource(stick, 2))
    assert store.names() == {"small"}


def test_a_stick_that_lost_bits_since_it_was_written_is_refused(stick: Path, store: ModelStore) -> None:
    written = ModelStore(stick.parent / "other").get("small", FolderSource(stick)).folder
    turn_a_bit(written / "model-00002-of-00003.safetensors", 700)
    with pytest.raises(SourceError, match="00002-of-00003"):
        store.get("small", FolderSource(written))


def test_too_little_room_is_said_before_anything_is_copied(stick: Path, tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models", free_bytes=lambda _: 1_000_000)
    with pytest.raises(NoSpace, match=r"needs 0\.3 GB, and 0\.0 GB are free"):
        store.get("small", CutSource(stick, 0, AssertionError("nothing was to be fetched")))


def test_a_disk_that_is_full_in_the_midst_is_said_and_leaves_no_model(stick: Path, store: ModelStore) -> None:
    with pytest.raises(NoSpace, match="full"):
        store.get("small", CutSource(stick, 3000, OSError(errno.ENOSPC, "No space left on device")))
    assert store.installed() == ()
    with pytest.raises(ModelError, match="cannot be written"):
        store.get("small", CutSource(stick, 3000, OSError(errno.EROFS, "Read-only file system")))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, store: ModelStore) -> None:
    with pytest.raises(SourceMissing, match="cannot be read"):
        store.get("small", FolderSource(tmp_path / "nowhere"))


def test_a_model_that_is_whole_is_not_got_again(stick: Path, store: ModelStore) -> None:
    store.get("small", FolderSource(stick))
    store.get("small", CutSource(stick, 0, AssertionError("nothing was to be fetched")))


def test_two_commands_do_not_get_in_each_others_way(stick: Path, store: ModelStore) -> None:
    class Nosy(FolderSource):
        def listing(self) -> Listing:
            with pytest.raises(ModelBusy, match="Another command"):
                store.get("small", FolderSource(stick))
            store.get("medium", FolderSource(stick))
            return super().listing()

    store.get("small", Nosy(stick))
    with pytest.raises(ModelMissing):
        store.remove("large")
    assert store.names() == {"small", "medium"}


@pytest.mark.parametrize(
    "name",
    [
        "..",
        ".",
        "",
        "../x",
        "a/../b",
        "/etc",
        "a/b/c",
        "~",
        "a\\b",
        "a\0b",
        "a b",
        "-x",
        ".hidden",
        "a..b",
        "x" * 97,
        "C:x",
    ],
)
def test_no_name_leads_out_of_the_models_folder(stick: Path, store: ModelStore, name: str) -> None:
    with pytest.raises(ModelNameWrong):
        store.get(name, FolderSource(stick))
    with pytest.raises(ModelNameWrong):
        store.remove(name)
    assert not store.folder.exists()


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("small", "small"),
        ("OMNI-3b", "omni-3b"),
        ("HuggingFaceTB/SmolVLM2-500M-Video-Instruct", "small"),
        ("owner/A.Model-2_x", "owner--A.Model-2_x"),
        ("mine", "mine"),
    ],
)
def test_presets_and_models_of_the_hub_have_a_folder(name: str, folder: str) -> None:
    assert folder_name(name) == folder


def test_names_of_files_at_the_source_lead_nowhere_either(stick: Path, store: ModelStore) -> None:
    class Evil(FolderSource):
        def listing(self) -> Listing:
            found = super().listing()
            names = ("../../evil.json", "/evil.json", "a/evil.json", ".evil.json", "lookaloud.json")
            files = tuple(SourceFile(name, 3) for name in names)
            return Listing((*found.files, *files), "", "", "")

    folder = store.get("small", Evil(stick)).folder
    assert not [path for path in folder.iterdir() if "evil" in path.name]
    store.check("small")


def test_ones_own_folder_can_be_used_where_it_lies(stick: Path, store: ModelStore) -> None:
    assert store.ready(str(stick)) == stick
    (stick / "model-00001-of-00003.safetensors").unlink()
    with pytest.raises(ModelDamaged, match="00001-of-00003"):
        store.ready(str(stick))


def test_every_error_has_one_sentence_and_a_remedy(stick: Path, store: ModelStore) -> None:
    with pytest.raises(ModelMissing) as found:
        store.ready("small")
    assert str(found.value).endswith(".")
    assert found.value.remedy == "Get it with: lookaloud models get small"
