"""Which files of a model are taken, and whether those in a folder make a model: weights and texts, never programs."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from describe.engines.manifest import MANIFEST
from describe.engines.model_errors import ModelDamaged, ModelRefused
from describe.engines.safetensors_header import HeaderWrong, weights_in

INDEX = "model.safetensors.index.json"
WEIGHTS = "model.safetensors"
SHARD = re.compile(r"model-\d{5}-of-\d{5}\.safetensors")
CHUNK = 4 * 2**20
_TEXTS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.(json|txt|jinja|model)|(LICENSE|NOTICE)(\.txt|\.md)?")
_PROGRAMS = frozenset(
    ".py .pyc .pyd .so .dll .dylib .sh .bin .pt .pth .pkl .pickle .ckpt .npy .npz .h5 .keras .joblib".split()
)
"""Endings of programs, and of files that can carry one and run it when they are read."""
LARGEST_TEXT = 200 * 2**20
"""Bytes. The longest word list of today's models has 33 MB."""
_GET_AGAIN = "Get it again with: lookaloud models get {name}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file where a model comes from. What it must turn out to be, as far as the source knows: `sha256` of its
    content, or `git_blob`, which is the sha1 that git gives it; else empty.
    """

    name: str
    size: int
    sha256: str = ""
    git_blob: str = ""


def wanted(files: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    """Return those of these files that make the model, weights last; raise ModelRefused where they do not make one."""
    files = tuple({file.name: file for file in files if file.name != MANIFEST}.values())
    names = {file.name for file in files}
    weights = [file for file in files if _is_weights(file.name, has_index=INDEX in names)]
    texts = [file for file in files if _TEXTS.fullmatch(file.name) and file.size <= LARGEST_TEXT]
    if not weights:
        found = sorted(name for name in names if Path(name).suffix in _PROGRAMS and not name.endswith(".py"))
        why = f"only in files that can carry programs, such as {found[0]}" if found else "in none of its files"
        raise ModelRefused(f"This model has its weights {why}.", "Take one that has its weights as model.safetensors.")
    if "config.json" not in names:
        raise ModelRefused("This is no model of transformers: it has no config.json.", "Name another one.")
    return (*sorted(texts, key=lambda file: file.name), *sorted(weights, key=lambda file: file.name))


def _is_weights(name: str, *, has_index: bool) -> bool:
    return bool(SHARD.fullmatch(name)) if has_index else name == WEIGHTS


def check_folder(folder: Path, name: str) -> None:
    """See that the files in this folder are a whole model and nothing but that, as far as it can be told in
    milliseconds; raise ModelDamaged naming the file, or ModelRefused. A changed weight is not noticed: see hash_file.
    """
    remedy = _GET_AGAIN.format(name=name)
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _PROGRAMS:
            raise ModelRefused(
                f"The file {path} can carry a program, and no model of mine has one.",
                "Remove that file, or copy the model without it: lookaloud models get NAME --from FOLDER",
            )
    _read_object(folder / "config.json", remedy)
    index = folder / INDEX
    if not index.exists():
        _weights_of(folder / WEIGHTS, remedy)
        return
    places = _read_object(index, remedy).get("weight_map")
    if not isinstance(places, dict) or not all(
        isinstance(place, str) and SHARD.fullmatch(place) for place in places.values()
    ):
        raise ModelDamaged(f"The file {index} does not say where the weights are.", remedy)
    for shard in sorted(set(places.values())):
        missing = {weight for weight, place in places.items() if place == shard} - _weights_of(folder / shard, remedy)
        if missing:
            raise ModelDamaged(f"The file {folder / shard} has no weight named {min(missing)}.", remedy)


def _weights_of(path: Path, remedy: str) -> frozenset[str]:
    try:
        return weights_in(path)
    except FileNotFoundError as error:
        raise ModelDamaged(f"The file {path} is missing.", remedy) from error
    except HeaderWrong as error:
        raise ModelDamaged(f"The file {path} {error}.", remedy) from error
    except OSError as error:
        raise ModelDamaged(f"The file {path} cannot be read: {error.strerror}.", remedy) from error


def _read_object(path: Path, remedy: str) -> dict[str, object]:
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise ModelDamaged(f"The file {path} is missing.", remedy) from error
    except OSError as error:
        raise ModelDamaged(f"The file {path} cannot be read: {error.strerror}.", remedy) from error
    except (ValueError, RecursionError) as error:
        raise ModelDamaged(f"The file {path} is cut short or changed.", remedy) from error
    if not isinstance(found, dict):
        raise ModelDamaged(f"The file {path} holds something else than it should.", remedy)
    return found


def hash_file(path: Path, got: Callable[[int], None] = lambda _: None) -> str:
    """Return the sha256 of a file's content, calling `got` with the number of bytes after each part; raise OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):  # what was just written is read back from the disk, not from memory
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            got(len(chunk))
    return digest.hexdigest()


def is_right(path: Path, file: SourceFile, sha256: str) -> bool:
    """Say whether the file at `path`, of that hash, is what the source promised, as far as it promised anything."""
    if path.stat().st_size != file.size:
        return False
    if file.sha256:
        return sha256 == file.sha256
    return not file.git_blob or file.git_blob == git_blob(path)


def git_blob(path: Path) -> str:
    """Return the sha1 under which git knows this content."""
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
