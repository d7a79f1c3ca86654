"""A model is loaded whole or not at all, and a sentence names the file that is wrong and what helps."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from describe.describer import DescriberUnavailable, OutOfMemory
from describe.engines.offline import OFFLINE
from describe.engines.takes import Precision
from describe.models.loading import Loaded, chosen_precision, has_bf16, load
from describe.models.local_model import LocalModel
from describe.models.memory import is_out_of_memory
from tests.models_tiny import tiny_omni, tiny_qwen3_vl, tiny_smolvlm

WEIGHTS = "model.safetensors"


def quiet(_done: float, _what: str) -> None:
    """Tell nobody."""


def loaded(folder: Path, precision: Precision = Precision.FP32) -> Loaded:
    return load(folder, precision, quiet)


@pytest.fixture(scope="module")
def sound_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_smolvlm(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def folder(sound_model: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(sound_model, tmp_path / "model"))


@pytest.mark.parametrize("build", [tiny_smolvlm, tiny_qwen3_vl, tiny_omni])
def test_a_whole_model_is_loaded_and_tells_how_far_it_is(build: Callable[[Path], Path], tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    model = load(build(tmp_path), Precision.FP32, lambda done, what: told.append((done, what)))
    shares = [done for done, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len({share for share, what in told if what == "loading the weights"}) > 20
    assert model.precision is Precision.FP32
    assert model.model.dtype is torch.float32
    assert not model.model.training


def change_json(file: Path, **values: Any) -> None:
    found = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**found, **values}), encoding="utf-8")


def truncate(folder: Path) -> None:
    whole = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(whole[: len(whole) * 2 // 3])


def empty(folder: Path) -> None:
    (folder / WEIGHTS).write_bytes(b"")


def flip_in_head(folder: Path) -> None:
    whole = bytearray((folder / WEIGHTS).read_bytes())
    whole[40] ^= 0x80
    (folder / WEIGHTS).write_bytes(whole)


def flip_the_heads_length(folder: Path) -> None:
    whole = bytearray((folder / WEIGHTS).read_bytes())
    whole[6] ^= 0x10
    (folder / WEIGHTS).write_bytes(whole)


def change_weights(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    weights = load_file(folder / WEIGHTS)
    change(weights)
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})


def name_of_a_weight(weights: dict[str, Any]) -> str:
    return next(name for name in sorted(weights) if name.endswith("mlp.up_proj.weight"))


def lose_a_weight(folder: Path) -> None:
    change_weights(folder, lambda weights: weights.pop(name_of_a_weight(weights)))


def rename_a_weight(folder: Path) -> None:
    change_weights(folder, lambda weights: weights.update(stranger=weights.pop(name_of_a_weight(weights))))


def add_a_weight(folder: Path) -> None:
    change_weights(folder, lambda weights: weights.update(stranger=np.zeros(3, np.float32)))


def reshape_a_weight(folder: Path) -> None:
    def change(weights: dict[str, Any]) -> None:
        name = name_of_a_weight(weights)
        weights[name] = np.ascontiguousarray(weights[name][:-1])

    change_weights(folder, change)


def put_in(value: float) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        change_weights(folder, lambda weights: weights[name_of_a_weight(weights)].__setitem__((3, 5), value))

    return spoil


def only_pickles(folder: Path) -> None:
    (folder / WEIGHTS).rename(folder / "pytorch_model.bin")


def lose_a_shard(folder: Path) -> None:
    shutil.move(folder / WEIGHTS, folder / "model-00001-of-00002.safetensors")
    places = {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}
    (folder / f"{WEIGHTS}.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))


def point_outside(folder: Path) -> None:
    (folder / WEIGHTS).unlink()
    (folder / f"{WEIGHTS}.index.json").write_text(json.dumps({"weight_map": {"a": "../../secret.safetensors"}}))


def lose(*names: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        for name in names:
            (folder / name).unlink(missing_ok=True)

    return spoil


def damage(name: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).write_text('{"model_type": ', encoding="utf-8")

    return spoil


def no_image_model(folder: Path) -> None:
    change_json(folder / "config.json", model_type="llama")


def unknown_kind(folder: Path) -> None:
    change_json(folder / "config.json", model_type="brandnew", auto_map={"AutoConfig": "code.Config"})
    (folder / "code.py").write_text("raise SystemExit('ran code of the model')", encoding="utf-8")


SPOILT = [
    (truncate, WEIGHTS),
    (empty, WEIGHTS),
    (flip_in_head, WEIGHTS),
    (flip_the_heads_length, WEIGHTS),
    (lose_a_weight, "up_proj.weight is missing"),
    (rename_a_weight, "up_proj.weight is missing"),
    (add_a_weight, "stranger belongs to another model"),
    (reshape_a_weight, "up_proj.weight"),
    (put_in(float("nan")), "up_proj.weight holds no numbers"),
    (put_in(float("inf")), "up_proj.weight holds no numbers"),
    (put_in(-3e38), "up_proj.weight holds no numbers"),
    (only_pickles, "pytorch_model.bin may hold a program"),
    (lose_a_shard, "model-00002-of-00002.safetensors is missing"),
    (point_outside, "no file of this folder"),
    (lose("config.json"), "config.json is missing"),
    (damage("config.json"), "config.json is damaged"),
    (damage("processor_config.json"), "processor_config.json is damaged"),
    (damage("tokenizer.json"), "tokenizer.json is damaged"),
    (lose("tokenizer.json"), "tokenizer.json"),
    (lose("processor_config.json", "preprocessor_config.json"), "processor, is missing"),
    (lose(WEIGHTS), f"{WEIGHTS} is missing"),
    (no_image_model, "llama"),
    (unknown_kind, "brandnew"),
]


@pytest.mark.parametrize(("spoil", "told"), SPOILT, ids=[f"{number}" for number, _ in enumerate(SPOILT)])
def test_a_spoilt_model_is_refused_with_one_sentence(folder: Path, spoil: Callable[[Path], None], told: str) -> None:
    loaded(folder)
    spoil(folder)
    with pytest.raises(DescriberUnavailable) as caught:
        loaded(folder)
    sentence = str(caught.value)
    assert told in sentence
    assert str(folder) in sentence
    assert "; " in sentence
    assert "\n" not in sentence


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DescriberUnavailable, match="no model"):
        loaded(tmp_path / "nothing")
    with pytest.raises(DescriberUnavailable, match="missing"):
        loaded(tmp_path)


def test_a_model_without_a_chat_template_is_refused(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    with pytest.raises(DescriberUnavailable, match="chat template"):
        LocalModel.load(folder, Precision.FP32)


def test_the_published_omni_is_loaded_without_the_parts_that_speak(tmp_path: Path) -> None:
    folder = tiny_omni(tmp_path)
    thinker = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(
        json.dumps({"model_type": "qwen2_5_omni", "thinker_config": thinker, "enable_audio_output": False})
    )
    before = loaded_weights(tiny_omni(tmp_path / "thinker"))

    def publish(weights: dict[str, Any]) -> None:
        for name in list(weights):
            weights[f"thinker.{published(name)}"] = weights.pop(name)
        weights["talker.codec_head.weight"] = np.ones((2, 2), np.float32)
        weights["token2wav.code2wav_dit_model.norm.weight"] = np.ones(2, np.float32)

    change_weights(folder, publish)
    after = loaded_weights(folder)
    assert after.keys() == before.keys()
    assert all(torch.equal(after[name], before[name]) for name in before)


def published(name: str) -> str:
    """Return how a weight is called in the published files, from before the parts were gathered under a model."""
    return (
        name.replace("model.language_model.", "model.")
        .replace("model.visual.", "visual.")
        .replace("model.audio_tower.", "audio_tower.")
    )


def loaded_weights(folder: Path) -> dict[str, torch.Tensor]:
    return dict(loaded(folder).model.state_dict())


def test_loading_asks_nothing_of_the_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> NoReturn:
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    loaded(folder)


def test_the_workers_environment_keeps_the_libraries_off_the_network() -> None:
    program = "import huggingface_hub as hub; print(hub.is_offline_mode(), hub.constants.HF_HUB_OFFLINE)"
    environment = {**os.environ, **OFFLINE}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["True", "True"]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"avx512_bf16": True}, True),
        ({"amx_bf16": True, "avx512_bf16": False}, True),
        ({"bf16": True}, True),
        ({"avx512_f": True, "avx2": True, "cpu_name": "bf16"}, False),
        ({}, False),
    ],
)
def test_bf16_is_used_where_the_processor_multiplies_it_itself(flags: dict[str, Any], expected: bool) -> None:
    assert has_bf16(flags) is expected


def test_a_precision_that_cannot_be_had_is_refused() -> None:
    cpu = torch.device("cpu")
    assert chosen_precision(Precision.AUTO, cpu) in {Precision.BF16, Precision.FP32}
    assert chosen_precision(Precision.BF16, cpu) is Precision.BF16
    for precision in (Precision.INT4, Precision.FP16):
        with pytest.raises(DescriberUnavailable, match="GPU"):
            chosen_precision(precision, cpu)


@pytest.mark.parametrize("precision", [Precision.BF16, Precision.FP32])
def test_the_weights_have_the_precision_that_was_asked_for(folder: Path, precision: Precision) -> None:
    dtype = {Precision.BF16: torch.bfloat16, Precision.FP32: torch.float32}[precision]
    assert {parameter.dtype for parameter in loaded(folder, precision).model.parameters()} == {dtype}


def test_what_torch_says_when_there_is_no_room_is_understood() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 55)
    assert is_out_of_memory(caught.value)
    assert is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"))
    assert is_out_of_memory(MemoryError())
    assert not is_out_of_memory(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="limits memory with what Linux has")
def test_a_model_that_does_not_fit_into_the_memory_says_so(tmp_path: Path) -> None:
    folder = tiny_smolvlm(tmp_path)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["text_config"]["vocab_size"] = words = 200_000
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")

    def grow(weights: dict[str, Any]) -> None:
        for name in ("lm_head.weight", "model.text_model.embed_tokens.weight"):
            weights[name] = np.zeros((words, weights[name].shape[1]), np.float32)

    change_weights(folder, grow)
    program = f"""
import resource
from pathlib import Path
from describe.describer import OutOfMemory
from describe.models import loading
for room_mb in (50, 150):
    used = int(next(line for line in open("/proc/self/status") if line.startswith("VmSize")).split()[1]) * 1024
    resource.setrlimit(resource.RLIMIT_AS, (used + room_mb * 1000000, resource.RLIM_INFINITY))
    try:
        loading.load(Path({str(folder)!r}), loading.Precision.FP32, lambda done, what: None)
    except OutOfMemory as error:
        print("full:", error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=100)
    assert done.stdout.count("full: the model does not fit into the memory") == 2, done.stderr


def test_out_of_memory_is_a_failure_not_the_end() -> None:
    assert not issubclass(OutOfMemory, DescriberUnavailable)
