"""Works a description out at once, and lets its words come when they would have come: work in simulated time."""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from camera.clock import Clock
from describe.describer import Describer
from describe.judging.clocks import WorkClock
from describe.request import Piece, Request

Thing = TypeVar("Thing")


@dataclass(slots=True)
class Stretch:
    """A describer worked from one moment to another."""

    began_at: float
    ended_at: float


@dataclass(slots=True)
class Ledger:
    """When describers worked; what works side by side counts twice, as it costs twice."""

    stretches: list[Stretch] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long all of them worked."""
        return sum(one.ended_at - one.began_at for one in self.stretches)

    def cut(self, stretches: slice, at: float) -> None:
        """Take note that this work was stopped at a moment."""
        for one in self.stretches[stretches]:
            one.ended_at = max(one.began_at, min(one.ended_at, at))


class TimedDescriber:
    """A describer whose work is entered in the ledger; before its first word it takes `takes_s` besides."""

    def __init__(self, describer: Describer, work: WorkClock, ledger: Ledger, takes_s: float = 0.0) -> None:
        self._describer = describer
        self._work = work
        self._ledger = ledger
        self._takes_s = takes_s

    @property
    def name(self) -> str:
        """The name of the describer behind."""
        return self._describer.name

    def describe(self, request: Request) -> Iterator[Piece]:
        """Yield what the describer behind says."""
        began_at = self._work()
        try:
            self._work.wait(self._takes_s)
            yield from self._describer.describe(request)
        finally:
            self._ledger.stretches.append(Stretch(began_at, self._work()))

    def close(self) -> None:
        """Close the describer behind."""
        self._describer.close()


class WorkedAhead(Generic[Thing]):
    """Things that a generator yields, each at the moment at which it would have come; implements pulling.Taken.

    The generator is worked through at once, on the work's clock. Where `clock` is that one, too, this is work beside
    other work that is being worked out.
    """

    def __init__(
        self,
        things: Generator[Thing],
        clock: Clock,
        work: WorkClock,
        ledger: Ledger,
        wake_at: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._clock = clock
        self._ledger = ledger
        self._come: deque[tuple[float, Thing | Exception]] = deque()
        first = len(ledger.stretches)
        with work.ahead_from(clock()):
            try:
                for thing in things:
                    self._come.append((work(), thing))
            except Exception as error:  # noqa: BLE001  whoever takes gets it, in its turn
                self._come.append((work(), error))
            self._ends_at = work()
        self._stretches = slice(first, len(ledger.stretches))
        self._is_closed = False
        for moment in {*(at for at, _ in self._come), self._ends_at}:
            wake_at(moment)

    @property
    def is_over(self) -> bool:
        """Whether the last one was taken, or none is wanted, and its work would have ended by now."""
        return self._is_closed or (not self._come and self._clock() >= self._ends_at)

    def take(self, timeout_s: float = 0.0) -> Thing | None:
        """Return the next one if it comes in this time, which passes on the clock."""
        if self._is_closed:
            return None
        next_at = self._come[0][0] if self._come else self._ends_at
        self._clock.wait(min(max(0.0, next_at - self._clock()), timeout_s))
        if not self._come or next_at > self._clock():
            return None
        _, thing = self._come.popleft()
        if isinstance(thing, Exception):
            raise thing
        return thing

    def close(self) -> None:
        """Want no more of them: what would have been worked from now on was not."""
        self._is_closed = True
        self._ledger.cut(self._stretches, self._clock())
