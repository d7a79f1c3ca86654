"""Small real model folders: safetensors files written by the safetensors library, with the texts that go with them."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from describe.engines.model_files import INDEX


def weights(seed: int = 0) -> dict[str, NDArray[np.generic]]:
    rng = np.random.default_rng(seed)
    return {
        "model.embed.weight": rng.random((13, 7), np.float32),
        "model.layers.0.weight": rng.random((5, 3, 2)).astype(np.float16),
        "model.layers.0.bias": rng.integers(-9, 9, 11).astype(np.int8),
        "empty": np.zeros((0, 4), np.float32),
    }


def write_model(folder: Path, *, shards: int = 1, more: Mapping[str, bytes] | None = None) -> Path:
    """Write a model into this folder and return it; `more` holds further files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "smolvlm"}))
    (folder / "tokenizer.json").write_text(json.dumps({"words": list(range(500))}))
    (folder / "LICENSE").write_text("Apache License")
    if shards == 1:
        save_file(weights(), folder / "model.safetensors")
    else:
        places = dict[str, str]()
        for number in range(1, shards + 1):
            name = f"model-{number:05d}-of-{shards:05d}.safetensors"
            part = {f"part{number}.{key}": value for key, value in weights(number).items()}
            save_file(part, folder / name)
            places |= dict.fromkeys(part, name)
        (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": places}))
    for name, content in (more or {}).items():
        (folder / name).write_bytes(content)
    return folder
