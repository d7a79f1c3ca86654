"""Takes things out of an iterator one by one: at once, or by a thread of its own so that nobody waits for it."""

import logging
import queue
import threading
from collections.abc import Callable, Generator
from typing import Generic, Protocol, TypeVar

log = logging.getLogger(__name__)

Thing = TypeVar("Thing")
Thing_co = TypeVar("Thing_co", covariant=True)


class Taken(Protocol[Thing_co]):
    """Things that come one by one, in their order, and at last perhaps an error."""

    @property
    def is_over(self) -> bool:
        """Whether the last one was taken and no work goes on any more."""
        ...

    def take(self, timeout_s: float = 0.0) -> Thing_co | None:
        """Return the next one; None where none comes in this time, or none at all any more.

        An error of the iterator is raised once, in its turn.
        """
        ...

    def close(self) -> None:
        """Want no more of them. Returns at once; the work ends as soon as its iterator can be closed."""
        ...


class TakenAtOnce(Generic[Thing]):
    """Works in the thread that takes, however long that is: for simulated time, and for tests."""

    def __init__(self, things: Generator[Thing]) -> None:
        self._things = things
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Whether the last one was taken."""
        return self._is_over

    def take(self, timeout_s: float = 0.0) -> Thing | None:  # noqa: ARG002  there is nobody else to wait for
        """Work until the next one is there and return it."""
        if self._is_over:
            return None
        try:
            return next(self._things)
        except StopIteration:
            self._is_over = True
            return None
        except BaseException:
            self._is_over = True
            raise

    def close(self) -> None:
        """Close the iterator."""
        self._is_over = True
        self._things.close()


class TakenByThread(Generic[Thing]):
    """A thread does the work and calls `wake` for each thing.

    close() calls `stop`, which may make the iterator's present step end early; what cannot be stopped ends unheard.
    """

    def __init__(
        self,
        things: Generator[Thing],
        *,
        wake: Callable[[], None] = lambda: None,
        stop: Callable[[], None] = lambda: None,
        name: str = "describing",
    ) -> None:
        self._things = things
        self._wake = wake
        self._stop = stop
        self._come: queue.SimpleQueue[Thing | Exception | None] = queue.SimpleQueue()
        self._is_closed = threading.Event()
        self._has_all = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether the last one was taken, or none is wanted, and the thread has ended its work."""
        return (self._has_all or self._is_closed.is_set()) and not self._thread.is_alive()

    def take(self, timeout_s: float = 0.0) -> Thing | None:
        """Return the next one if it comes in this time."""
        if self._has_all:
            return None
        try:
            come = self._come.get(timeout=timeout_s) if timeout_s > 0 else self._come.get_nowait()
        except queue.Empty:
            return None
        if come is None or isinstance(come, Exception):
            self._has_all = True
            self._thread.join(1.0)  # it has nothing left to do but to end
        if isinstance(come, Exception):
            raise come
        return come

    def close(self) -> None:
        """Want no more; the thread closes the iterator after its next piece."""
        if not self._is_closed.is_set() and not self._has_all:
            self._is_closed.set()
            self._stop()

    def _work(self) -> None:
        try:
            for thing in self._things:
                if self._is_closed.is_set():
                    break
                self._come.put(thing)
                self._wake()
            self._things.close()
        except Exception as error:  # noqa: BLE001  outermost line: whoever takes gets it
            self._come.put(error)
        else:
            self._come.put(None)
        self._wake()
