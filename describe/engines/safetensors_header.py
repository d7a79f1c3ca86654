"""Reads which weights a safetensors file holds, and sees that they are all there, without loading any.

The form: https://github.com/huggingface/safetensors, "Format": eight bytes with the length of the header, the header
in JSON, and the weights one after the other without gaps up to the end of the file.
"""

import json
import math
from pathlib import Path

LONGEST_HEADER = 100_000_000
"""Bytes; the limit of the safetensors library."""
_BITS = {
    "F4": 4,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
    **dict.fromkeys(("BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"), 8),
    **dict.fromkeys(("I16", "U16", "F16", "BF16"), 16),
    **dict.fromkeys(("I32", "U32", "F32"), 32),
    **dict.fromkeys(("I64", "U64", "F64", "C64"), 64),
}


class HeaderWrong(ValueError):
    """The file is not a whole safetensors file; its text says why, to follow "it"."""


def weights_in(path: Path) -> frozenset[str]:
    """Return the names of all weights; raise HeaderWrong where the file is cut or changed so that it shows, OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        length = int.from_bytes(start, "little")
        if len(start) < 8 or length > size - 8:
            raise HeaderWrong("is cut short")
        if length > LONGEST_HEADER:
            raise HeaderWrong("begins with an impossible length")
        header = _parsed(file.read(length))
    header.pop("__metadata__", None)
    spans = sorted(_span(name, entry) for name, entry in header.items())
    end = 0
    for begin, after in spans:
        if begin != end:
            raise HeaderWrong("has weights that overlap or leave a gap")
        end = after
    if end != size - 8 - length:
        raise HeaderWrong("is cut short" if end > size - 8 - length else "is longer than its weights")
    return frozenset(header)


def _parsed(content: bytes) -> dict[str, object]:
    try:
        header = json.loads(content.decode("utf-8"), object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise HeaderWrong("has a beginning that cannot be read") from error
    if not isinstance(header, dict):
        raise HeaderWrong("has a beginning that cannot be read")
    return header


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _span(name: str, entry: object) -> tuple[int, int]:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise HeaderWrong(f"does not say where {name[:80]!r} is")
    bits, shape, offsets = _BITS.get(str(entry["dtype"])), entry["shape"], entry["data_offsets"]
    if bits is None or not _are_counts(shape) or not _are_counts(offsets) or len(offsets) != 2:
        raise HeaderWrong(f"does not say what {name[:80]!r} is")
    begin, end = offsets
    if end < begin or 8 * (end - begin) != bits * math.prod(shape):
        raise HeaderWrong(f"has another size for {name[:80]!r} than its form")
    return begin, end


def _are_counts(found: object) -> bool:
    return isinstance(found, list) and all(type(each) is int and each >= 0 for each in found)
