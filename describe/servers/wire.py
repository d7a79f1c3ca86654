"""One HTTP request at a time over a connection that keeps every deadline and can be cut from another thread.

httpcore does the HTTP. It follows no redirect, keeps no cookie, asks no proxy and reads nothing from the environment
but where the system keeps its certificates.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import httpcore2

from describe.describer import DescriberFailed
from describe.servers.address import ServerAddress
from describe.servers.answers import Reply
from describe.servers.line import Line, context_of, translated
from describe.servers.trouble import Patience, ServerTrouble


class Answer:
    """What came back: a status, headers (names in lower case) and the body as it arrives. Close it."""

    def __init__(self, response: httpcore2.Response, patience: Patience, release: Callable[[], None]) -> None:
        self.status = response.status
        self.headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        self._response = response
        self._patience = patience
        self._release = release

    def chunks(self, most_bytes: int) -> Iterator[bytes]:
        """Yield the body as it arrives; raise DescriberError, also when it is longer than `most_bytes`."""
        size = 0
        with translated(self._patience):
            for chunk in self._response.iter_stream():
                size += len(chunk)
                if size > most_bytes:
                    raise DescriberFailed(f"it sent more than {most_bytes} bytes")
                yield chunk

    def whole(self, most_bytes: int) -> Reply:
        """Wait for all of it and close it; raise DescriberError, also when it is longer than `most_bytes`."""
        try:
            return Reply(self.status, self.headers, b"".join(self.chunks(most_bytes)))
        finally:
            self.close()

    def close(self) -> None:
        """Let go of it; may be called twice; what has not come yet is not wanted, and the server learns of it."""
        self._response.close()
        self._release()


class Wire:
    """A way to one server. Takes a request while another is open; then over a second connection."""

    def __init__(self, address: ServerAddress, certificate: Path | None, plain_hosts: frozenset[str]) -> None:
        """`certificate` is trusted instead of the system's; raises DescriberUnavailable if it is none.

        `plain_hosts` may be spoken to without encryption though they are on the internet.
        """
        self._address = address
        self._context = context_of(certificate) if address.is_encrypted else None
        self._stays_near = not address.is_encrypted and address.host not in plain_hosts
        self._turn = threading.Lock()
        self._quiet: Line | None = None
        self._lines: set[Line] = set()

    def ask(
        self, method: str, path: str, headers: Iterable[tuple[str, str]], body: bytes, patience: Patience
    ) -> Answer:
        """Send a request and return once the headers of its answer are there; raise DescriberError."""
        request = httpcore2.Request(
            method,
            httpcore2.URL(scheme=self._address.scheme, host=self._address.host, port=self._address.port, target=path),
            headers=[
                ("Host", self._address.name),
                ("User-Agent", "lookaloud"),
                ("Accept-Encoding", "identity"),
                ("Content-Length", str(len(body))),
                *headers,
            ],
            content=body,
        )
        quiet = self._take_quiet()
        if quiet is not None:
            try:
                return self._ask(quiet, request, patience)
            except ServerTrouble:  # it was closed just now; and if something else is wrong it will be so again
                patience.left_s()
        return self._ask(self._new_line(), request, patience)

    def cut(self) -> None:
        """End every connection, also one that is being waited for in another thread."""
        with self._turn:
            for line in self._lines:
                line.cut()
            if self._quiet is not None:
                self._lines.discard(self._quiet)
                self._quiet.close()
                self._quiet = None

    def _ask(self, line: Line, request: httpcore2.Request, patience: Patience) -> Answer:
        patience.begin_exchange()
        line.patience = patience
        if line.is_connected:
            patience.note_connected()
        try:
            with translated(patience):
                response = line.connection.handle_request(request)
        except BaseException:
            self._drop(line)
            raise
        return Answer(response, patience, lambda: self._release(line))

    def _new_line(self) -> Line:
        line = Line(self._address, self._context, stays_near=self._stays_near)
        with self._turn:
            self._lines.add(line)
        return line

    def _take_quiet(self) -> Line | None:
        with self._turn:
            line, self._quiet = self._quiet, None
        if line is None or (line.connection.is_available() and not line.connection.has_expired()):
            return line
        self._drop(line)
        return None

    def _release(self, line: Line) -> None:
        with self._turn:
            if self._quiet is None and line in self._lines and line.connection.is_available():
                self._quiet = line
                return
        self._drop(line)

    def _drop(self, line: Line) -> None:
        with self._turn:
            self._lines.discard(line)
            line.close()
