"""Looks at a model's folder before torch is asked to: what is missing or damaged is named, with what helps."""

import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from describe.describer import DescriberUnavailable

REMEDY = "fetch the model again with 'lookaloud models get'"
OMNI = "qwen2_5_omni"
"""The published folder: what it calls "thinker" sees, hears and writes; the rest speaks."""
OMNI_THINKER = "qwen2_5_omni_thinker"

_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json", "spiece.model")
_PROCESSORS = ("preprocessor_config.json", "processor_config.json")
_REFUSED = (".bin", ".pt", ".pth", ".ckpt", ".msgpack", ".h5", ".gguf", ".onnx")


def check_folder(folder: Path) -> str:
    """Return the kind of model that a folder holds ("smolvlm"); raise DescriberUnavailable if it is not all there.

    Weights that were altered but still are numbers cannot be told here; whoever fetched them knows their checksums.
    """
    if not folder.is_dir():
        raise DescriberUnavailable(f"there is no model at {folder}; {REMEDY}")
    config = read_json(folder / "config.json")
    kind = config.get("model_type")
    if not isinstance(kind, str):
        raise DescriberUnavailable(f"{folder / 'config.json'} does not say what kind of model it is; {REMEDY}")
    for shard in _shards(folder):
        _check_weights(shard)
    _need_one_of(folder, _TOKENIZERS, "tokenizer")
    _need_one_of(folder, _PROCESSORS, "processor")
    for file in folder.glob("*.json"):
        read_json(file)
    return kind


def read_json(file: Path) -> dict[str, Any]:  # what others wrote
    """Return what is in a JSON file; raise DescriberUnavailable naming it if that is not an object."""
    try:
        found = json.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise DescriberUnavailable(f"{file} is missing; {REMEDY}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise DescriberUnavailable(f"{file} is damaged; {REMEDY}") from error
    if not isinstance(found, dict):
        raise DescriberUnavailable(f"{file} is damaged; {REMEDY}")
    return found


def _shards(folder: Path) -> list[Path]:
    index = folder / "model.safetensors.index.json"
    if (folder / "model.safetensors").is_file():
        return [folder / "model.safetensors"]
    if not index.is_file():
        others = sorted(file.name for file in folder.iterdir() if file.suffix in _REFUSED)
        if others:
            raise DescriberUnavailable(
                f"{folder / others[0]} may hold a program and is not opened; take a model with .safetensors files"
            )
        raise DescriberUnavailable(f"{folder / 'model.safetensors'} is missing; {REMEDY}")
    places = read_json(index).get("weight_map")
    if not isinstance(places, dict) or not places:
        raise DescriberUnavailable(f"{index} is damaged; {REMEDY}")
    names = sorted({str(name) for name in places.values()})
    outside = [name for name in names if Path(name).name != name or not name.endswith(".safetensors")]
    if outside:
        raise DescriberUnavailable(f"{index} points to {outside[0]!r}, which is no file of this folder; {REMEDY}")
    return [folder / name for name in names]


def _check_weights(file: Path) -> None:
    """Compare a file's length with what its head promises, without reading the weights."""
    try:
        with safe_open(file, framework="numpy"):
            pass
    except FileNotFoundError as error:
        raise DescriberUnavailable(f"{file} is missing; {REMEDY}") from error
    except (SafetensorError, OSError) as error:
        raise DescriberUnavailable(f"{file} is damaged or only a part of it; {REMEDY}") from error


def _need_one_of(folder: Path, names: tuple[str, ...], what: str) -> None:
    if not any((folder / name).is_file() for name in names):
        raise DescriberUnavailable(f"{folder / names[0]}, the model's {what}, is missing; {REMEDY}")
