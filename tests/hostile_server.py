"""A small real server of chat completions, on raw sockets, that answers well or in every way in which it should not."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

WORDS = ("A red ", "bus is ", "ahead.")
END = b"data: [DONE]\n\n"


def event(told: object) -> bytes:
    """Return a server-sent event."""
    return b"data: " + json.dumps(told).encode() + b"\n\n"


def word(text: str) -> bytes:
    """Return the event of a few letters of an answer."""
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})


def finish(reason: str = "stop") -> bytes:
    """Return the event that ends an answer."""
    return event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})


@dataclass(frozen=True)
class Asked:
    """What a client asked. `body` is what its JSON says."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any  # whatever JSON holds


class Talk:
    """One request and the way back to whoever sent it."""

    def __init__(self, server: "HostileServer", connection: socket.socket, asked: Asked) -> None:
        self.server = server
        self.asked = asked
        self._connection = connection

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def reply(self, status: str, body: bytes = b"", *headers: str, kind: str = "application/json") -> None:
        """Send a whole answer."""
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers, "", ""]
        self.send("\r\n".join(lines).encode() + body)

    def begin(self, kind: str = "text/event-stream") -> None:
        """Send the head of a stream."""
        self.send(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())

    def chunk(self, data: bytes) -> None:
        self.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def end(self) -> None:
        self.send(b"0\r\n\r\n")

    def wait(self, seconds: float) -> None:
        """Let time pass; less when the server is to end, and then never again."""
        if self.server.closing.wait(seconds):
            raise ConnectionAbortedError

    def wait_until_left(self, seconds: float = 20.0) -> None:
        """Wait until the other side has gone, and note when."""
        give_up_at = time.monotonic() + seconds
        self._connection.settimeout(0.05)
        while time.monotonic() < give_up_at and not self.server.closing.is_set():
            with suppress(TimeoutError):
                try:
                    if self._connection.recv(1 << 16):
                        continue
                except TimeoutError:
                    raise
                except OSError:
                    pass
                self.server.left_at = time.monotonic()
                return

    def reset(self) -> None:
        """Tear the connection down without a goodbye."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self._connection.close()


def answer_well(talk: Talk) -> None:
    """Answer as vLLM does."""
    talk.begin()
    talk.chunk(event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}))
    for text in WORDS:
        talk.chunk(word(text))
    talk.chunk(finish() + END)
    talk.end()


Way = Callable[[Talk], None]


@dataclass
class HostileServer:
    """What it does is set while it runs. `chat` answers what is streamed, `list_models` and `count`
    what a client asks first."""

    port: int = 0
    scheme: str = "http"
    chat: Way = answer_well
    list_models: Way | None = None
    count: Way | None = None
    models: tuple[str, ...] = ("qwen-omni",)
    looks: bool = True
    listens: bool = True
    accepts: bool = True
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    left_at: float = 0.0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def answer(self, talk: Talk) -> None:
        asked = talk.asked
        if asked.path.endswith("/models"):
            (self.list_models or self._list)(talk)
        elif asked.body.get("stream"):
            self.chat(talk)
        else:
            (self.count or self.count_tokens)(talk)

    def count_tokens(self, talk: Talk) -> None:
        """Answer the requests that only ask how much was read."""
        kinds = [part["type"] for message in talk.asked.body["messages"] for part in message["content"]]
        tokens = 20 + 16 * kinds.count("image_url") * self.looks + 25 * kinds.count("input_audio") * self.listens
        choice = {"message": {"content": "Yes"}, "finish_reason": "length"}
        talk.reply("200 OK", json.dumps({"choices": [choice], "usage": {"prompt_tokens": tokens}}).encode())

    def _list(self, talk: Talk) -> None:
        talk.reply("200 OK", json.dumps({"object": "list", "data": [{"id": name} for name in self.models]}).encode())


@contextmanager
def hostile_server(context: ssl.SSLContext | None = None, **settings: object) -> Iterator[HostileServer]:
    """Run a server on a free port; with TLS if it is given a context."""
    state = HostileServer(scheme="https" if context else "http")
    for name, value in settings.items():
        setattr(state, name, value)
    listener = socket.create_server(("127.0.0.1", 0))
    state.port = listener.getsockname()[1]
    talks: list[threading.Thread] = []
    accepting = threading.Thread(target=_accept, args=(listener, state, context, talks), name="hostile-server")
    accepting.start()
    try:
        yield state
    finally:
        state.closing.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in [accepting, *talks]:
            thread.join()


def _accept(
    listener: socket.socket, state: HostileServer, context: ssl.SSLContext | None, talks: list[threading.Thread]
) -> None:
    while not state.closing.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        state.connections += 1
        talks.append(threading.Thread(target=_serve, args=(connection, state, context), name="hostile-talk"))
        talks[-1].start()


def _serve(connection: socket.socket, state: HostileServer, context: ssl.SSLContext | None) -> None:
    with connection, suppress(OSError, ValueError, ssl.SSLError):
        if not state.accepts:
            state.closing.wait()
            return
        connection.settimeout(0.2)
        stream = context.wrap_socket(connection, server_side=True) if context else connection
        with stream:
            while not state.closing.is_set() and (asked := _read(stream, state)) is not None:
                state.asked.append(asked)
                stream.settimeout(5.0)
                state.answer(Talk(state, stream, asked))
                stream.settimeout(0.2)


def _read(connection: socket.socket, state: HostileServer) -> Asked | None:
    data, head, length = b"", b"", 0
    while not (head and len(data) >= length):
        try:
            got = connection.recv(1 << 16)
        except TimeoutError:
            if state.closing.is_set():
                return None
            continue
        if not got:
            return None
        data += got
        if not head and b"\r\n\r\n" in data:
            head, _, data = data.partition(b"\r\n\r\n")
            length = int(dict(_fields(head)).get("content-length", "0"))
    method, path, _ = head.split(b"\r\n")[0].decode().split()
    return Asked(method, path, dict(_fields(head)), json.loads(data) if data else None)


def _fields(head: bytes) -> Iterator[tuple[str, str]]:
    for line in head.decode().split("\r\n")[1:]:
        name, _, value = line.partition(": ")
        yield name.lower(), value
