"""Where commands wait for the narrator, put there by any thread."""

import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field

from describe.commands import Command

MOST = 4
"""Commands that may wait. Who is that far behind wants no more of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """A command, and where the words go that answer it: exactly one text, also where it is refused."""

    command: Command
    answer: "Future[str]" = field(default_factory=Future)


class Inbox:
    """Commands in the order in which they came; any thread puts, the narrator takes."""

    def __init__(self) -> None:
        self._orders: deque[Order] = deque()
        self._lock = threading.Lock()

    def put(self, command: Command) -> "Future[str] | None":
        """Let a command wait; return where its answer will be, None if too many wait already."""
        with self._lock:
            if len(self._orders) >= MOST:
                return None
            order = Order(command)
            self._orders.append(order)
            return order.answer

    def take(self) -> Order | None:
        """Return the oldest command, None where none waits."""
        with self._lock:
            return self._orders.popleft() if self._orders else None
