"""How another process on this machine asks the running one: a socket that only its user may open.

A line of JSON each way: {"ask": "…"}, {"find": "…"}, {"ask_pcm16": "base64 of 16 kHz mono"} or
{"do": "repeat"} (the names of describe/commands.py), and {"answer": "…"}.

LineError   nobody answers, or not in this language; its text says what to do
"""

import base64
import binascii
import contextlib
import json
import logging
import os
import socket
import socketserver
import threading
from collections.abc import Iterator
from concurrent.futures import TimeoutError as NotInTime
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from describe import phrases
from describe.commands import Act, Ask, Do, Find, Question
from describe.inbox import Inbox
from describe.speech.samples import as_int16, at_rate
from describe.speech.sound import Sound

log = logging.getLogger(__name__)

SOUND_HZ = 16_000
LONGEST_LINE = 2_000_000
"""Bytes: half a minute of speech."""
LONGEST_QUESTION = 500
"""Characters."""
ANSWER_S = 40.0
READ_S = 5.0


class LineError(Exception):
    """The running Lookaloud could not be asked."""


@contextmanager
def answering(path: Path, inbox: Inbox) -> Iterator[None]:
    """Take questions at this path until the end of the block. Where that cannot be done, the log says so."""
    try:
        server = _listening(path, inbox)
    except OSError as error:
        log.warning("questions from other programs are not taken: %s", error.strerror or error)
        yield
        return
    thread = threading.Thread(target=server.serve_forever, args=(0.2,), name="questions", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(1.0)
        path.unlink(missing_ok=True)


def asked(path: Path, command: Question | Do, timeout_s: float = ANSWER_S + READ_S) -> str:
    """Return the running Lookaloud's answer; raise LineError."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(timeout_s)
            line.connect(str(path))
            line.sendall(json.dumps(_as_json(command)).encode() + b"\n")
            with line.makefile("rb") as file:
                answer = json.loads(file.readline(LONGEST_LINE))
    except (FileNotFoundError, ConnectionRefusedError) as error:
        raise LineError("Lookaloud is not running here; start it with: lookaloud run") from error
    except (OSError, ValueError) as error:
        raise LineError("the running Lookaloud does not answer; try again") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("answer"), str):
        raise LineError(str(answer.get("error") if isinstance(answer, dict) else "that is no answer"))
    return str(answer["answer"])


def _listening(path: Path, inbox: Inbox) -> "socketserver.ThreadingUnixStreamServer":
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        if _is_answered(path):
            raise FileExistsError(f"another Lookaloud takes questions at {path}")
        path.unlink()

    class Handler(socketserver.StreamRequestHandler):
        timeout = READ_S

        def handle(self) -> None:
            try:
                reply = _reply(self.rfile.readline(LONGEST_LINE + 1), inbox)
            except TimeoutError:
                return
            with contextlib.suppress(OSError):  # whoever asked has gone
                self.wfile.write(json.dumps(reply, ensure_ascii=False).encode() + b"\n")

    before = os.umask(0o177)
    try:
        server = socketserver.ThreadingUnixStreamServer(str(path), Handler)
    finally:
        os.umask(before)
    server.daemon_threads = True
    return server


def _is_answered(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(1.0)
        try:
            line.connect(str(path))
        except OSError:
            return False
        return True


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
