"""Serves the page with TLS in one thread of our own: Hypercorn, which stood silent and slow clients.

PageServerError   no port could be had; its text says why
"""

import asyncio
import errno
import logging
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from hypercorn.asyncio import serve
from hypercorn.config import Config, Sockets

from camera.clock import boot_clock
from web.certificate import Certificate
from web.gate import Gate
from web.listening import Listening
from web.plain_http import plain_answers

log = logging.getLogger(__name__)

THREADS = 8
"""Requests at work at once; most only wait for the narrator's answer."""
PORTS_TRIED = 10
STARTS_IN_S = 10.0
STOPS_IN_S = 3.0
EVERYWHERE = ""
"""The host that means every address of this machine."""


class PageServerError(Exception):
    """The page cannot be served."""


class PageServer:
    """Listens as soon as it is made, at the port or one of the next; serves from start() to stop()."""

    def __init__(self, app: Flask, host: str, port: int, certificate: Certificate) -> None:
        """Raise PageServerError where no port can be had."""
        self._context = _context(certificate)
        self._socket, self.port = _listen(app, host, port)
        self._app = app
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._thread = threading.Thread(name="page")
        self.trouble = ""
        """Why it serves no more, empty while it does."""

    def start(self) -> None:
        """Begin to answer."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(self._loop,), name="page", daemon=True)
        self._thread.start()

    def renew(self, certificate: Certificate) -> None:
        """Let connections from now on be made with another certificate."""
        certificate.load_into(self._context)

    def stop(self) -> None:
        """Answer no more, end every connection, and join the thread; may be called twice."""
        if self._loop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._socket.end_all()
            self._thread.join(STOPS_IN_S)
        self._socket.close()

    @property
    def is_alive(self) -> bool:
        """Whether it serves."""
        return self._thread.is_alive()

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        workers = ThreadPoolExecutor(THREADS, thread_name_prefix="page request")
        loop.set_default_executor(workers)
        loop.set_exception_handler(_note)
        try:
            gate = Gate(self._app, boot_clock)
            loop.run_until_complete(
                serve(gate, _Config(self._socket, self._context), shutdown_trigger=self._stop.wait, mode="asgi")
            )
        except Exception as error:  # outermost line: the page may fail, the narrator goes on
            if self._stop.is_set():  # a connection broke off as it was ended
                log.info("the page ended with %.200r", error)
            else:
                log.exception("the page is served no more")
                self.trouble = f"{type(error).__name__}: {error}"
        finally:
            workers.shutdown(wait=False, cancel_futures=True)
            loop.run_until_complete(_let_go())
            loop.close()


class _Config(Config):
    """Hypercorn's settings, with our socket and TLS in place of those that it would make."""

    alpn_protocols = ["http/1.1"]  # noqa: RUF012  Hypercorn's own kind of setting; HTTP/2 has no use here, and faults
    keep_alive_timeout = 6
    """Seconds without a request, or within one until its headers are complete."""
    read_timeout = 10
    ssl_handshake_timeout = 5
    graceful_timeout = 1
    shutdown_timeout = 1
    h11_max_incomplete_size = 16 * 1024
    include_server_header = False
    accesslog = None
    errorlog = None
    backlog = 128

    def __init__(self, listening: Listening, context: ssl.SSLContext) -> None:
        super().__init__()
        self._listening = listening
        self._context = context

    @property
    def ssl_enabled(self) -> bool:
        return True

    def create_sockets(self) -> Sockets:
        return Sockets([self._listening], [], [])

    def create_ssl_context(self) -> ssl.SSLContext:
        return self._context


def _context(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(_Config.alpn_protocols)
    certificate.load_into(context)
    return context


def _listen(app: Flask, host: str, port: int) -> tuple[Listening, int]:
    """Return a socket that listens, and its port: the one asked for, or the first free one of the next."""
    tried = [port] if port == 0 else list(range(port, min(port + PORTS_TRIED, 65536)))
    problem: OSError | None = None
    for number in tried:
        try:
            return _listening_at(app, host, number)
        except OSError as error:
            problem = error
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                break
    why = problem.strerror if problem else "there is none"
    raise PageServerError(f"no port from {tried[0]} to {tried[-1]} can be had: {why}") from problem


def _listening_at(app: Flask, host: str, port: int) -> tuple[Listening, int]:
    is_dual = host == EVERYWHERE and socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if is_dual or ":" in host else socket.AF_INET
    listening = Listening(family)
    try:
        if is_dual:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    bound = int(listening.getsockname()[1])
    listening.in_plain = plain_answers(app, bound)
    return listening, bound


async def _let_go() -> None:
    """End what the connections left behind."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left, timeout=1.0)
    await asyncio.get_running_loop().shutdown_asyncgens()


def _note(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Note what went wrong with one connection; that is the business of its other end."""
    log.info("a connection to the page failed: %.300r", context.get("exception") or context.get("message"))
