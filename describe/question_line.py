"""How another process on this machine asks the running one: a socket that only its user may open.

A line of JSON each way: {"ask": "…"}, {"find": "…"}, {"ask_pcm16": "base64 of 16 kHz mono"} or
{"do": "repeat"} (the names of describe/commands.py), and {"answer": "…"}.
"""

import base64
import binascii
import json
from collections.abc import Iterator
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from describe import phrases
from describe.commands import Act, Ask, Do, Find, Question
from describe.inbox import Inbox
from describe.local_line import READ_S, LineError, answering_lines, asked_line
from describe.speech.samples import as_int16, at_rate
from describe.speech.sound import Sound

SOUND_HZ = 16_000
LONGEST_QUESTION = 500
"""Characters."""
ANSWER_S = 40.0


@contextmanager
def answering(path: Path, inbox: Inbox) -> Iterator[None]:
    """Take questions at this path until the end of the block. Where that cannot be done, the log says so."""
    with answering_lines(path, "questions", lambda line: _reply(line, inbox)):
        yield


def asked(path: Path, command: Question | Do, timeout_s: float = ANSWER_S + READ_S) -> str:
    """Return the running Lookaloud's answer; raise LineError."""
    reply = asked_line(path, _as_json(command), timeout_s)
    if "answer" not in reply:
        raise LineError("that is no answer")
    return reply["answer"]


def _reply(line: bytes, inbox: Inbox) -> dict[str, str]:
    try:
        command = _command(json.loads(line))
    except (ValueError, binascii.Error, RecursionError) as error:
        return {"error": f"that is no question: {error}"}
    answer = inbox.put(command)
    if answer is None:
        return {"error": "too many questions wait; try again in a moment"}
    try:
        return {"answer": answer.result(ANSWER_S)}
    except NotInTime:
        return {"answer": phrases.ANSWER_FAILED}


def _command(found: object) -> Question | Do:
    if isinstance(found, dict) and len(found) == 1:
        ((kind, text),) = found.items()
        if isinstance(text, str) and text.strip():
            if kind == "ask" and len(text) <= LONGEST_QUESTION:
                return Ask(" ".join(text.split()))
            if kind == "find" and len(text) <= LONGEST_QUESTION:
                return Find(" ".join(text.split()))
            if kind == "do":
                if text not in list(Act):
                    raise ValueError(f"there is nothing named {text[:40]!r}; there are {', '.join(Act)}")
                return Do(Act(text))
            if kind == "ask_pcm16":
                samples = np.frombuffer(base64.b64decode(text, validate=True), np.dtype("<i2"))
                return Ask(sound=Sound((samples / np.float32(32768.0)).astype(np.float32), SOUND_HZ))
    raise ValueError(f'ask with one line such as {{"ask": "…"}}, of at most {LONGEST_QUESTION} characters')


def _as_json(command: Question | Do) -> dict[str, str]:
    if isinstance(command, Do):
        return {"do": str(command.act)}
    if isinstance(command, Find):
        return {"find": command.thing}
    if command.sound is None:
        return {"ask": command.question}
    samples = as_int16(at_rate(command.sound, SOUND_HZ))
    return {"ask_pcm16": base64.b64encode(samples.tobytes()).decode()}
