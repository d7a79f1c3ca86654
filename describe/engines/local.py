"""A model on this machine: owns the process that it runs in, gives it deadlines, and starts it again when it fails."""

import logging
import multiprocessing
import queue
import random
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing import connection, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from camera.restarts import Restarts
from describe.describer import DescriberError, DescriberFailed, DescriberUnavailable, NonsenseWritten, OutOfMemory
from describe.engines.work import Ask, Broke, Cancel, Done, Loading, ModelSpec, Order, Ready, Report, Wrote
from describe.models.worker import work
from describe.request import Piece, Request

log = logging.getLogger(__name__)

SMALL_TOKENS = 64
"""What a picture may cost after one that did not fit into the memory: a quarter of what it usually costs."""
MOST_LOADS = 3
"""So many loads in a row that fail, and it is given up: the ladder tries again, much later."""
MOST_NONSENSE = 3
"""So many answers in a row that are no language, and the process is started anew."""
TEND_EVERY_S = 0.1
STOP_WITHIN_S = 0.3
KILLED_WITHIN_S = 2.0
LONGEST_PAUSE_S = 300.0
"""Loading takes the whole machine for seconds: a model that always fails is tried less and less often."""
FIRSTS_KEPT = 50

_KINDS: dict[str, type[DescriberError]] = {
    kind.__name__: kind for kind in (DescriberFailed, DescriberUnavailable, NonsenseWritten, OutOfMemory)
}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds of silence after which a model hangs, and is killed.

    `first_s` holds for the first words until some are known; then it is `first_factor` times the slowest of the last
    fifty, but never less than `least_s`. `loading_s` is without a sign of progress.
    """

    first_s: float = 60.0
    first_factor: float = 3.0
    least_s: float = 10.0
    next_s: float = 10.0
    loading_s: float = 180.0


@dataclass(slots=True)
class _Asked:
    """A request that the process works on; nobody may want its answer any more."""

    number: int
    reports: "queue.SimpleQueue[Report]"
    asked_at: float
    heard_at: float
    has_written: bool = False


class LocalDescriber:
    """A Describer whose work is done in a process that may crash, hang, or be killed at any time.

    Takes one request at a time. Whether it is ready is asked with `is_ready`; before that, describe() raises
    DescriberFailed at once. `most_memory_mb` is what its process may grow by before it is started anew.
    """

    def __init__(
        self,
        spec: ModelSpec,
        deadlines: Deadlines | None = None,
        rng: random.Random | None = None,
        most_memory_mb: float = 1500.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin to load at once and return at once."""
        self.name = spec.name
        self._spec = spec
        self._deadlines = deadlines or Deadlines()
        self._most_memory_mb = most_memory_mb
        self._clock = clock
        self._restarts = Restarts(rng, longest_s=LONGEST_PAUSE_S)
        self._changed = threading.Condition()
        self._turn = threading.Lock()
        self._child: SpawnProcess | None = None
        self._channel: Connection[Order, Report] | None = None
        self._asked: _Asked | None = None
        self._numbers = 0
        self._ready: Ready | None = None
        self._ready_at = self._started_at = self._start_at = self._heard_at = clock()
        self._share = 0.0
        self._trouble = "it is being loaded"
        self._is_hopeless = False
        self._is_small = False
        self._nonsense = 0
        self._failed_loads = 0
        self._firsts_s: deque[float] = deque(maxlen=FIRSTS_KEPT)
        self._closing = threading.Event()
        self._owner = threading.Thread(target=self._own, name="model", daemon=True)
        self._owner.start()

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked now."""
        return self._ready is not None

    @property
    def is_hopeless(self) -> bool:
        """Whether it will not become ready by itself: its files or libraries are not there, or it does not fit."""
        return self._is_hopeless

    @property
    def trouble(self) -> str:
        """Why it is not ready, in words; empty when all is well."""
        return self._trouble

    @property
    def share_loaded(self) -> float:
        """How much of it is loaded, 0 to 1."""
        return 1.0 if self.is_ready else self._share

    @property
    def process(self) -> int | None:
        """The number of its process, None while there is none."""
        child = self._child
        return child.pid if child else None

    def describe(self, request: Request) -> Iterator[Piece]:
        """Yield pieces as the model writes them; see Describer. One that did not fit is tried once more, smaller."""
        if not self._turn.acquire(timeout=1.0):
            raise DescriberFailed(f"{self.name} is still at the last request")
        try:
            has_written = False
            try:
                for piece in self._answer(self._sized(request)):
                    has_written = True
                    yield piece
            except OutOfMemory:
                was_small, self._is_small = self._is_small, True
                if was_small or has_written or not self.is_ready:
                    raise
                log.warning("%s: a picture did not fit into the memory, and is tried smaller", self.name)
                yield from self._answer(self._sized(request))
        finally:
            self._turn.release()

    def cancel(self) -> None:
        """Let go of the present request, from any thread: whoever waits for its next piece gets none."""
        asked = self._asked
        if asked is not None:
            asked.reports.put(Done(asked.number, 0.0))

    def close(self) -> None:
        """End its process; may be called twice."""
        self._closing.set()
        self._owner.join(STOP_WITHIN_S + 2 * KILLED_WITHIN_S)

    def _sized(self, request: Request) -> Request:
        """Return what the model needs of the request: earlier looks are for the senses, and cost a megabyte each."""
        tokens = SMALL_TOKENS if self._is_small else request.picture_tokens
        return replace(request, frames=(request.frame,), picture_tokens=tokens)

    def _answer(self, request: Request) -> Iterator[Piece]:
        asked, channel = self._begin()
        try:
            self._send(channel, Ask(asked.number, request))
            while True:
                report = asked.reports.get()
                if isinstance(report, Broke):
                    raise _KINDS.get(report.kind, DescriberFailed)(f"{self.name}: {report.words}")
                if not isinstance(report, Wrote):
                    return
                yield report.piece
        finally:
            self._finish(asked, channel)

    def _begin(self) -> "tuple[_Asked, Connection[Order, Report]]":
        with self._changed:
            # One that nobody wants any more is ended first: at most a prefill, or its deadline, away.
            self._changed.wait_for(lambda: self._asked is None or self._closing.is_set(), self._first_deadline_s())
            if self._ready is None or self._channel is None or self._asked is not None:
                raise DescriberFailed(f"{self.name}: {self._trouble or 'it is still at work'}")
            self._numbers += 1
            now = self._clock()
            self._asked = _Asked(self._numbers, queue.SimpleQueue(), now, now)
            return self._asked, self._channel

    def _send(self, channel: "Connection[Order, Report]", order: Order) -> None:
        try:
            channel.send(order)
        except (OSError, ValueError):  # it has died, or was killed because it took nothing: the owner says why
            log.debug("%s: an order did not reach it", self.name)

    def _finish(self, asked: _Asked, channel: "Connection[Order, Report]") -> None:
        if self._asked is asked:
            self._send(channel, Cancel(asked.number))

    def _own(self) -> None:
        resource_tracker.ensure_running()
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a child inherits this until it can ignore it
        while not self._closing.is_set():
            try:
                self._tend(self._clock())
            except Exception:
                log.exception("%s: looking after it failed", self.name)
                self._plan(self._clock(), "its process could not be looked after")
            if self._child is None or self._channel is None:
                self._closing.wait(TEND_EVERY_S)
            else:
                connection.wait([self._channel, self._child.sentinel], TEND_EVERY_S)
        self._lose("it was closed")
        self._end_child(STOP_WITHIN_S)

    def _tend(self, now: float) -> None:
        if self._child is None:
            if now >= self._start_at and not self._is_hopeless:
                self._start(now)
            return
        self._hear(now)
        self._check(now)

    def _check(self, now: float) -> None:
        if self._child is None:  # what was heard has ended it
            return
        if not self._child.is_alive():
            self._bury(now, self._child.exitcode)
        elif why := self._why_hopeless(now):
            self._plan(now, why)

    def _start(self, now: float) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        child = context.Process(target=work, args=(self._spec, theirs), name="model", daemon=True)
        self._started_at = self._heard_at = now
        self._share = 0.0
        try:
            child.start()
        except OSError as error:  # no memory or no processes left
            self._plan(now, f"its process cannot be started: {error.strerror}")
            return
        finally:
            theirs.close()
        self._channel, self._child = ours, child

    def _hear(self, now: float) -> None:
        """Take in what the process has reported."""
        channel = self._channel
        while channel is not None and channel is self._channel:
            try:
                if not channel.poll():
                    return
                report: Report = channel.recv()
            except (OSError, EOFError):
                return  # it has died: that is noticed by itself
            self._heard_at = now
            self._take(report, now)

    def _take(self, report: Report, now: float) -> None:
        if isinstance(report, Loading):
            self._share, self._trouble = report.share, f"it is being loaded, {report.share:.0%}: {report.what}"
        elif isinstance(report, Ready):
            self._trouble, self._ready, self._ready_at = "", report, now
            self._failed_loads = 0
            log.info("%s: ready after %.1f s, %.0f MB", self.name, now - self._started_at, report.memory_mb)
        elif isinstance(report, Broke) and report.number == 0:
            self._plan(now, report.words, is_hopeless=report.kind in ("DescriberUnavailable", "OutOfMemory"))
        else:
            self._pass_on(report, now)

    def _pass_on(self, report: Report, now: float) -> None:
        asked = self._asked
        if asked is None or not isinstance(report, Wrote | Done | Broke) or report.number != asked.number:
            return
        if isinstance(report, Wrote) and not asked.has_written:
            asked.has_written = True
            self._firsts_s.append(now - asked.asked_at)
        asked.heard_at = now
        if not isinstance(report, Wrote):
            with self._changed:
                self._asked = None
                self._changed.notify_all()
            self._judge(report, now)
        asked.reports.put(report)

    def _judge(self, report: Report, now: float) -> None:
        """Decide, after an answer, whether the process is still fit."""
        if isinstance(report, Broke):
            self._nonsense = self._nonsense + 1 if report.kind == NonsenseWritten.__name__ else 0
            if self._nonsense >= MOST_NONSENSE:
                self._nonsense = 0
                self._plan(now, "it writes nonsense")
        elif isinstance(report, Done) and self._ready is not None:
            self._nonsense = 0
            if report.memory_mb > self._ready.memory_mb + self._most_memory_mb:
                self._plan(now, f"its memory has grown to {report.memory_mb:.0f} MB", crashed=False)

    def _why_hopeless(self, now: float) -> str:
        """Say why the process has to be ended, or nothing."""
        if self._ready is None:
            is_stuck = now - self._heard_at > self._deadlines.loading_s
            return f"loading came to a stop for {self._deadlines.loading_s:.0f} s" if is_stuck else ""
        asked = self._asked
        if asked is None:
            return ""
        limit_s = self._deadlines.next_s if asked.has_written else self._first_deadline_s()
        return f"it wrote nothing for {limit_s:.0f} s" if now - asked.heard_at > limit_s else ""

    def _first_deadline_s(self) -> float:
        slowest_s = max(self._firsts_s, default=None)
        if slowest_s is None:
            return self._deadlines.first_s
        return max(self._deadlines.least_s, self._deadlines.first_factor * slowest_s)

    def _bury(self, now: float, code: int | None) -> None:
        if code == -signal.SIGKILL:
            self._is_small = True
            self._plan(now, "it was killed, as the system does when memory runs out", kind=OutOfMemory.__name__)
        else:
            self._plan(now, f"its process ended with {code}")

    def _plan(
        self, now: float, why: str, *, crashed: bool = True, is_hopeless: bool = False, kind: str = "DescriberFailed"
    ) -> None:
        """End the process, tell whoever waits for it, and decide when it is started again."""
        worked_s = now - self._ready_at if self._ready is not None else 0.0
        self._failed_loads += self._ready is None
        is_hopeless = is_hopeless or self._failed_loads >= MOST_LOADS
        self._trouble, self._is_hopeless = why, is_hopeless
        self._lose(why, kind)
        self._end_child(0.0)
        self._start_at = self._restarts.ended(now, worked_s, crashed=crashed)
        log.warning("%s: %s%s", self.name, why, "" if is_hopeless else f"; again in {self._start_at - now:.1f} s")

    def _lose(self, why: str, kind: str = "DescriberFailed") -> None:
        with self._changed:
            self._ready = None
            asked, self._asked = self._asked, None
            self._changed.notify_all()
        if asked is not None:
            asked.reports.put(Broke(asked.number, kind, why))

    def _end_child(self, within_s: float) -> None:
        child, self._child = self._child, None
        channel, self._channel = self._channel, None
        if child is None:
            return
        if within_s and channel is not None:
            channel.close()  # with that it ends by itself
            connection.wait([child.sentinel], within_s)
        child.kill()
        give_up_at = time.monotonic() + KILLED_WITHIN_S
        while child.exitcode is None and time.monotonic() < give_up_at:
            time.sleep(0.005)  # join(), whatever its time, waits without end for one that is held while it dies
        if child.exitcode is None:
            multiprocessing.process._children.discard(child)  # type: ignore[attr-defined]  # noqa: SLF001
            log.error("%s: its process %s cannot be ended and is left behind", self.name, child.pid)
        if channel is not None:
            channel.close()
