"""A safetensors file that is cut short, or changed where it shows, is named without loading a weight."""

import json
import random
from pathlib import Path

import pytest
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from describe.engines.safetensors_header import HeaderWrong, weights_in
from tests.model_folders import weights


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_file(weights(), path, metadata={"format": "pt"})
    return path


def test_a_whole_file_tells_the_names_of_its_weights(path: Path) -> None:
    assert weights_in(path) == set(weights())


def test_a_file_cut_anywhere_is_noticed(path: Path) -> None:
    content = path.read_bytes()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(HeaderWrong):
            weights_in(path)


def test_a_file_that_is_too_long_is_noticed(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(HeaderWrong, match="longer than its weights"):
        weights_in(path)


def test_whatever_the_library_refuses_is_refused_here_too_whichever_bits_are_turned(path: Path) -> None:
    content, seed = path.read_bytes(), random.randrange(2**32)
    print("seed", seed)
    rng = random.Random(seed)
    header_length = 8 + int.from_bytes(content[:8], "little")
    refused = 0
    for place in range(header_length):
        changed = bytearray(content)
        changed[place] ^= 1 << rng.randrange(8)
        path.write_bytes(changed)
        try:
            with safe_open(path, "numpy"):
                continue
        except (SafetensorError, OSError, MemoryError):
            refused += 1
        with pytest.raises(HeaderWrong):
            weights_in(path)
    assert refused > header_length / 4


@pytest.mark.parametrize(
    ("header", "data"),
    [
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}, 4),
        ({"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}, 8),
        ({"a": {"dtype": "F99", "shape": [2], "data_offsets": [0, 8]}}, 8),
        ({"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}, 8),
        ({"a": {"dtype": "F32", "shape": [True, 2], "data_offsets": [0, 8]}}, 8),
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}, 12),
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8, 8]}}, 8),
        ({"a": {"dtype": "F32", "shape": [2]}}, 8),
        ({"a": 5}, 8),
        ([1], 8),
        (
            {
                "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
                "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]},
            },
            12,
        ),
    ],
)
def test_a_header_that_says_something_impossible_is_refused(tmp_path: Path, header: object, data: int) -> None:
    content = json.dumps(header).encode()
    path = tmp_path / "x.safetensors"
    path.write_bytes(len(content).to_bytes(8, "little") + content + bytes(data))
    with pytest.raises(HeaderWrong):
        weights_in(path)


def test_a_header_so_deep_or_so_long_that_reading_it_would_do_harm_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    deep = b'{"a":' + b"[" * 200_000
    path.write_bytes(len(deep).to_bytes(8, "little") + deep)
    with pytest.raises(HeaderWrong):
        weights_in(path)
    with path.open("wb") as file:
        file.write((200_000_000).to_bytes(8, "little"))
        file.truncate(300_000_000)
    with pytest.raises(HeaderWrong, match="impossible length"):
        weights_in(path)
