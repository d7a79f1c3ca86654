"""Where commands wait for the narrator, put there by any thread; a stop does not wait."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from describe import phrases
from describe.commands import Act, Command, Do

MOST = 4
"""Commands that may wait. Who is that far behind wants no more of them."""
STOP = Do(Act.STOP)


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """A command, and where the words go that answer it: exactly one text, also where it is refused."""

    command: Command
    answer: "Future[str]" = field(default_factory=Future)

    def reply(self, words: str) -> None:
        """Give the answer to whoever asked; who has cancelled the future wants none."""
        if self.answer.set_running_or_notify_cancel():
            self.answer.set_result(words)


def every(_command: Command) -> bool:
    """Take whatever comes."""
    return True


class Inbox:
    """Commands in the order in which they came; any thread puts, the narrator takes.

    A stop silences at once, in the thread that puts it, and takes the place of everything that waits. `wake` is called
    for each command, so that a sleeping loop takes it now.
    """

    def __init__(self, wake: Callable[[], None] = lambda: None) -> None:
        self._wake = wake
        self._hush: Callable[[], None] = lambda: None
        self._orders: deque[Order] = deque()
        self._lock = threading.Lock()
        self._closed_with = ""

    def hushes(self, hush: Callable[[], None]) -> None:
        """Have a stop call this at once, from whatever thread it comes; whoever takes the stop has to end the hush."""
        self._hush = hush

    def put(self, command: Command) -> "Future[str] | None":
        """Let a command wait; return where its answer will be, None if too many wait already."""
        order, passed_over = Order(command), list[Order]()
        with self._lock:
            if self._closed_with:
                order.reply(self._closed_with)
                return order.answer
            if command == STOP:
                passed_over = list(self._orders)
                self._orders.clear()
                self._hush()  # within the lock: the stop must not be taken, which ends the hush, before it has begun
            elif len(self._orders) >= MOST:
                return None
            self._orders.append(order)
        for other in passed_over:
            other.reply(phrases.STOPPED)
        self._wake()
        return order.answer

    def take(self, is_wanted: Callable[[Command], bool] = every) -> Order | None:
        """Return the oldest command that is wanted, None where none waits."""
        with self._lock:
            order = next((order for order in self._orders if is_wanted(order.command)), None)
            if order is not None:
                self._orders.remove(order)
            return order

    def close(self, words: str) -> None:
        """Answer whatever waits, and whatever still comes, with these words: there is nobody who would take it."""
        with self._lock:
            self._closed_with = words
            waiting = list(self._orders)
            self._orders.clear()
        for order in waiting:
            order.reply(words)
