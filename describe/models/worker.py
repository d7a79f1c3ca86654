"""What runs in a model's process: loads one describer and answers one request after the other, until told to stop."""

import importlib
import logging
import multiprocessing
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Protocol

from describe.describer import DescriberError, DescriberUnavailable
from describe.engines.work import Ask, Broke, Cancel, Done, Loading, ModelSpec, Order, Ready, Report, Wrote
from describe.request import Piece, Request

log = logging.getLogger(__name__)


class StoppableModel(Protocol):
    """What does the work: a Describer that also asks whether to go on while it cannot be closed."""

    @property
    def name(self) -> str:
        """What it calls itself."""
        ...

    def describe(self, request: Request, is_stopped: Callable[[], bool]) -> Iterator[Piece]:
        """Yield pieces as they are written; end soon after `is_stopped` says so. Raises DescriberError."""
        ...


Load = Callable[[ModelSpec, Callable[[float, str], None]], StoppableModel]
"""How a spec becomes a model; the callback takes the share that is loaded, 0 to 1, and of what."""


def work(spec: ModelSpec, channel: "Connection[Report, Order]") -> None:
    """Load what the spec names and describe until the channel closes. Every error becomes a report."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's matter
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_die_with_parent, name="model-parent", daemon=True).start()
    os.environ.update(spec.environment)
    try:
        model = _loader(spec)(spec, lambda share, what: channel.send(Loading(share, what)))
    except Exception as error:
        log.debug("loading failed", exc_info=True)
        channel.send(Broke(0, _kind_of(error), str(error) or type(error).__name__))
        return
    channel.send(Ready(model.name, memory_mb()))
    orders = _Orders(channel)
    try:
        while (ask := orders.next_ask()) is not None:
            _answer(model, ask, channel, orders)
    except (BrokenPipeError, ConnectionResetError):  # the owner is gone
        pass
    os._exit(0)  # a library's own end may hang; there is nothing to tidy up


def memory_mb() -> float:
    """Return the memory that this process holds, in MB, of 1,000,000 bytes."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  a line from the kernel
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


class _Orders:
    """Reads the owner's orders in a thread, so that a cancel is known while a description is written."""

    def __init__(self, channel: "Connection[Report, Order]") -> None:
        self._channel = channel
        self._changed = threading.Condition()
        self._ask: Ask | None = None
        self._cancelled = 0
        self._is_over = False
        threading.Thread(target=self._read, name="model-orders", daemon=True).start()

    def next_ask(self) -> Ask | None:
        """Wait for the next request; None when the owner wants no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._ask is not None or self._is_over)
            ask, self._ask = self._ask, None
            return ask

    def is_cancelled(self, number: int) -> bool:
        """Tell whether nobody wants the answer to this request any more."""
        return self._cancelled >= number or self._is_over

    def _read(self) -> None:
        while True:
            try:
                order = self._channel.recv()
            except (EOFError, OSError):
                break
            with self._changed:
                if isinstance(order, Cancel):
                    self._cancelled = max(self._cancelled, order.number)
                else:
                    self._ask = order
                self._changed.notify_all()
        with self._changed:
            self._is_over = True
            self._changed.notify_all()


def _answer(model: StoppableModel, ask: Ask, channel: "Connection[Report, Order]", orders: _Orders) -> None:
    pieces: Iterator[Piece] = iter(())
    try:
        pieces = model.describe(ask.request, lambda: orders.is_cancelled(ask.number))
        for piece in pieces:
            if orders.is_cancelled(ask.number):
                break
            channel.send(Wrote(ask.number, piece))
    except (BrokenPipeError, ConnectionResetError):  # the owner is gone
        raise
    except Exception as error:
        log.debug("a description failed", exc_info=True)
        channel.send(Broke(ask.number, _kind_of(error), str(error) or type(error).__name__))
        return
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    channel.send(Done(ask.number, memory_mb()))


def _kind_of(error: Exception) -> str:
    return type(error).__name__ if isinstance(error, DescriberError) else "DescriberFailed"


def _loader(spec: ModelSpec) -> Load:
    module, _, name = spec.loader.partition(":")
    try:
        load: Load = getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise DescriberUnavailable(
            f"the libraries for models are not there ({error}); install them with: scripts/setup models"
        ) from error
    return load


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
