"""The socket at which the page's server listens: never more connections than it can bear, and a word for plain http.

Whoever opens connections and says nothing must not keep others out, so the newest gets in, and the oldest of the
machine that has the most gives way. But each costs the work of a handshake: a machine that opens one after the other
is turned away. A request without encryption gets a page that says so in place of silence.
"""

import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from camera.clock import boot_clock
from web.buckets import Buckets, machine_of

MOST_CONNECTIONS = 256
OF_ONE = (150, 20.0)
"""How many connections one machine may open at once, and how many in a second in the long run."""
TLS_HANDSHAKE = 0x16
"""The first byte of whoever wants to speak encrypted."""

Buffer = Any  # whatever holds bytes; the library has no name for it before Python 3.12


class Listening(socket.socket):
    """A listening socket for asyncio, which accepts through it."""

    def __init__(self, family: int, most: int = MOST_CONNECTIONS) -> None:
        super().__init__(family, socket.SOCK_STREAM)
        self.in_plain: Callable[[bytes], bytes] = lambda _: b""
        """Returns the answer to the beginning of a request in plain http."""
        self._most = most
        self._rations = Buckets(*OF_ONE, boot_clock)
        self._lock = threading.Lock()
        self._accepted: dict[Connection, str] = {}
        """The open ones and whose they are, the oldest first."""

    def accept(self) -> "tuple[Connection, Any]":
        """Return a new connection; where there are too many, an old one ends."""
        plain, address = super().accept()
        while not self._rations.take(address[0]):
            plain.close()
            plain, address = super().accept()
        connection = Connection(plain, self.in_plain, self._let_go)
        connection.setblocking(self.getblocking())
        with self._lock:
            self._accepted[connection] = machine_of(address[0])
            too_old = self._oldest_of_the_greediest() if len(self._accepted) > self._most else None
        if too_old is not None:
            too_old.end()
        return connection, address

    def end_all(self) -> None:
        """End every connection that was accepted here."""
        with self._lock:
            accepted = list(self._accepted)
        for connection in accepted:
            connection.end()

    def _oldest_of_the_greediest(self) -> "Connection":
        ((greediest, _),) = Counter(self._accepted.values()).most_common(1)
        oldest = next(one for one, machine in self._accepted.items() if machine == greediest)
        del self._accepted[oldest]
        return oldest

    def _let_go(self, connection: "Connection") -> None:
        with self._lock:
            self._accepted.pop(connection, None)


class Connection(socket.socket):
    """An accepted connection, which looks at its first byte."""

    def __init__(
        self, accepted: socket.socket, in_plain: Callable[[bytes], bytes], let_go: "Callable[[Connection], None]"
    ) -> None:
        super().__init__(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())
        self._in_plain = in_plain
        self._let_go = let_go
        self._has_begun = False

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Receive; nothing more where the first byte shows that this is not encrypted."""
        received = super().recv(size, flags)
        return received if self._is_encrypted(received) else b""

    def recv_into(self, buffer: Buffer, nbytes: int = 0, flags: int = 0) -> int:
        """Receive; nothing more where the first byte shows that this is not encrypted."""
        received = super().recv_into(buffer, nbytes, flags)
        return received if self._is_encrypted(bytes(memoryview(buffer)[:received])) else 0

    def close(self) -> None:
        """Close it, and let it count no more."""
        self._let_go(self)
        super().close()

    def end(self) -> None:
        """End it from outside: whoever holds it sees that the other side has gone."""
        with contextlib.suppress(OSError):
            self.shutdown(socket.SHUT_RDWR)

    def _is_encrypted(self, received: bytes) -> bool:
        if self._has_begun or not received:
            return True
        self._has_begun = True
        if received[0] == TLS_HANDSHAKE:
            return True
        with contextlib.suppress(OSError):
            self.send(self._in_plain(received))
        return False
