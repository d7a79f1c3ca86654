"""Reads what speech synthesizers write: WAV, and on macOS AIFF, 16 bits a sample."""

import struct

import numpy as np

from describe.speech.sound import Samples, Sound, SynthesizerError


def read_sound(data: bytes) -> Sound:
    """Return the sound of a WAV or AIFF file of 16-bit samples, channels mixed; raise SynthesizerError."""
    try:
        if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
            return _read_wav(_chunks(data, "<"))
        if data[:4] == b"FORM" and data[8:12] in (b"AIFF", b"AIFC"):
            return _read_aiff(_chunks(data, ">"))
    except (KeyError, struct.error, ValueError, ZeroDivisionError) as error:
        raise SynthesizerError(f"a sound file of {len(data)} bytes is damaged") from error
    raise SynthesizerError(f"a file that begins with {data[:4]!r} is no sound")


def _chunks(data: bytes, order: str) -> dict[bytes, bytes]:
    chunks: dict[bytes, bytes] = {}
    place = 12
    while place + 8 <= len(data):
        name, size = struct.unpack_from(f"{order}4sI", data, place)
        chunks[name] = data[place + 8 : place + 8 + size]
        place += 8 + size + size % 2
    return chunks


def _read_wav(chunks: dict[bytes, bytes]) -> Sound:
    kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", chunks[b"fmt "])
    if kind not in (1, 0xFFFE):
        raise ValueError("compressed")
    return Sound(_mono(chunks[b"data"], "<i2", channels, bits), rate_hz)


def _read_aiff(chunks: dict[bytes, bytes]) -> Sound:
    common = chunks[b"COMM"]
    channels, _, bits, exponent, mantissa = struct.unpack_from(">hIhHQ", common)
    compression = common[18:22] or b"NONE"
    if compression not in (b"NONE", b"sowt"):
        raise ValueError("compressed")
    rate_hz = round(mantissa * 2.0 ** (exponent - 16383 - 63))
    offset = struct.unpack_from(">I", chunks[b"SSND"])[0]
    data = chunks[b"SSND"][8 + offset :]
    return Sound(_mono(data, "<i2" if compression == b"sowt" else ">i2", channels, bits), rate_hz)


def _mono(data: bytes, form: str, channels: int, bits: int) -> Samples:
    if bits != 16:
        raise ValueError("not 16 bits a sample")
    numbers = np.frombuffer(data[: len(data) // (2 * channels) * 2 * channels], form)
    mixed: Samples = numbers.reshape(-1, channels).astype(np.float32).mean(axis=1) / np.float32(32768.0)
    return mixed
