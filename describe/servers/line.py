"""One connection to a server: how it is made, how long each step may take, and what its failures are called."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpcore2

from describe.describer import DescriberUnavailable
from describe.servers.address import ServerAddress, is_near
from describe.servers.names import addresses_of
from describe.servers.trouble import Patience, ServerTrouble

KEPT_S = 4.0
"""A quiet connection is used again for this long; uvicorn, in which most of these servers run, ends it after 5 s."""


class Line(httpcore2.NetworkBackend):
    """A connection. Every step of it takes as long as the `patience` of the present request has left."""

    patience: Patience

    def __init__(self, address: ServerAddress, context: ssl.SSLContext | None, *, stays_near: bool) -> None:
        """Prepare it; the first request connects. With `stays_near` the internet is refused, whatever the name says."""
        self._stays_near = stays_near
        self._is_encrypted = context is not None
        self._handle: socket.socket | None = None
        self.connection = httpcore2.HTTPConnection(
            httpcore2.Origin(address.scheme.encode(), address.host.encode(), address.port),
            ssl_context=context,
            keepalive_expiry=KEPT_S,
            network_backend=self,
        )

    @property
    def is_connected(self) -> bool:
        """Whether it was connected before."""
        return self._handle is not None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the patience knows better
        local_address: str | None = None,
        socket_options: Any = None,  # httpcore's own type; none are used
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that takes it."""
        addresses = addresses_of(host, port, self.patience.left_s())
        if self._stays_near:
            addresses = tuple(address for address in addresses if is_near(address))
        if not addresses:
            raise DescriberUnavailable(
                "it is on the internet, and http:// would show the pictures and the key to everybody on the way: "
                "use https://, or name it in LOOKALOUD_SERVER_PLAIN (docs/servers.md)"
            )
        *others, last = addresses
        for place, address in enumerate(others):
            share_s = self.patience.left_s() / (len(addresses) - place)
            with suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                return self._connected(address, port, share_s, local_address, socket_options)
        return self._connected(last, port, self.patience.left_s(), local_address, socket_options)

    def cut(self) -> None:
        """End it, also while another thread waits for it."""
        if self._handle is not None:
            with suppress(OSError):  # the other side was quicker
                self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of it; may be called twice."""
        self.connection.close()
        if self._handle is not None:
            self._handle.close()

    def _connected(
        self, address: str, port: int, within_s: float, local_address: str | None, socket_options: Any
    ) -> httpcore2.NetworkStream:
        stream = httpcore2.SyncBackend().connect_tcp(address, port, within_s, local_address, socket_options)
        # A second handle on the same connection: to shut that down wakes whoever waits on the first, with TLS or not.
        self._handle = stream.get_extra_info("socket").dup()
        if not self._is_encrypted:
            self.patience.note_connected()
        return _Stream(stream, self)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, line: Line) -> None:
        self._inner = inner
        self._line = line

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        while True:
            with suppress(httpcore2.ReadTimeout):  # then there are no seconds left, which raises the reason
                return self._inner.read(max_bytes, self._line.patience.left_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        for start in range(0, len(buffer), 1 << 16):  # each part has its own time limit, and the whole one of its own
            with self._patiently():
                self._inner.write(buffer[start : start + (1 << 16)], self._line.patience.left_s())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        with self._patiently():
            stream = self._inner.start_tls(ssl_context, server_hostname, self._line.patience.left_s())
        self._line.patience.note_connected()
        return _Stream(stream, self._line)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    @contextmanager
    def _patiently(self) -> Iterator[None]:
        """Have the patience say what was waited for in vain."""
        try:
            yield
        except httpcore2.TimeoutException:
            self._line.patience.left_s()
            raise


def context_of(certificate: Path | None) -> ssl.SSLContext:
    """Return what checks certificates: against the system's, or against the given one; raise DescriberUnavailable."""
    if certificate is None:
        return httpcore2.default_ssl_context()
    try:
        return ssl.create_default_context(cafile=certificate)
    except (OSError, ssl.SSLError) as error:
        why = error.strerror or "it is no certificate"
        raise DescriberUnavailable(f"The certificate {certificate} cannot be used: {why}.") from error


@contextmanager
def translated(patience: Patience) -> Iterator[None]:
    """Raise what httpcore raises as a DescriberError."""
    try:
        yield
    except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as error:
        patience.left_s()  # it was closed, or its time was over: that is the reason then
        raise _named(error) from error


def _named(error: Exception) -> ServerTrouble | DescriberUnavailable:
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return DescriberUnavailable(
            f"its certificate is not trusted: {cause.verify_message}. If it is your own, name it in "
            "LOOKALOUD_SERVER_CERTIFICATE (docs/servers.md)"
        )
    if isinstance(cause, ssl.SSLError):
        return DescriberUnavailable("it does not speak TLS as it should: is its address to begin with http://?")
    if isinstance(error, httpcore2.ConnectError | httpcore2.ConnectTimeout):
        return ServerTrouble(f"it cannot be reached: {getattr(cause, 'strerror', None) or 'no connection'}")
    if isinstance(error, httpcore2.ProtocolError):
        return ServerTrouble("it broke off, or what it speaks is not HTTP")
    return ServerTrouble("its connection broke")
