"""How another process on this machine speaks to the running one: a socket that only its user may open.

A line of JSON each way; {"error": "…"} is the answer to what is not understood.

LineError   nobody answers, or not in this language; its text says what to do
"""

import contextlib
import json
import logging
import os
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)

LONGEST_LINE = 2_000_000
"""Bytes: half a minute of speech."""
READ_S = 5.0

Reply = Callable[[bytes], Mapping[str, str]]


class LineError(Exception):
    """The running Lookaloud could not be asked."""


@contextmanager
def answering_lines(path: Path, name: str, reply: Reply) -> Iterator[None]:
    """Take lines at this path until the end of the block. Where that cannot be done, the log says so."""
    try:
        server = _listening(path, reply)
    except OSError as error:
        log.warning("%s from other programs are not taken: %s", name, error.strerror or error)
        yield
        return
    thread = threading.Thread(target=server.serve_forever, args=(0.2,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(1.0)
        path.unlink(missing_ok=True)


def asked_line(path: Path, message: Mapping[str, str], timeout_s: float) -> dict[str, str]:
    """Return what the running Lookaloud replies; raise LineError, also with the error that it replies."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(timeout_s)
            line.connect(str(path))
            line.sendall(json.dumps(message).encode() + b"\n")
            with line.makefile("rb") as file:
                answer = json.loads(file.readline(LONGEST_LINE))
    except (FileNotFoundError, ConnectionRefusedError) as error:
        raise LineError("Lookaloud is not running here; start it with: lookaloud run") from error
    except (OSError, ValueError) as error:
        raise LineError("the running Lookaloud does not answer; try again") from error
    if not isinstance(answer, dict) or "error" in answer:
        raise LineError(str(answer.get("error") if isinstance(answer, dict) else "that is no answer"))
    return {str(key): str(value) for key, value in answer.items()}


def _listening(path: Path, reply: Reply) -> "socketserver.ThreadingUnixStreamServer":
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        if is_answered(path):
            raise FileExistsError(f"another Lookaloud listens at {path}")
        path.unlink()

    class Handler(socketserver.StreamRequestHandler):
        timeout = READ_S

        def handle(self) -> None:
            try:
                answer = reply(self.rfile.readline(LONGEST_LINE + 1))
            except TimeoutError:
                return
            with contextlib.suppress(OSError):  # whoever asked has gone
                self.wfile.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")

    before = os.umask(0o177)
    try:
        server = socketserver.ThreadingUnixStreamServer(str(path), Handler)
    finally:
        os.umask(before)
    server.daemon_threads = True
    return server


def is_answered(path: Path) -> bool:
    """Say whether a running Lookaloud listens at this path."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(1.0)
        try:
            line.connect(str(path))
        except OSError:
            return False
        return True
