"""Climbs from the senses to the best model that works, and down again when it fails; each step is told once."""

import logging
import math
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from describe import phrases
from describe.describer import Describer, DescriberError, OutOfMemory
from describe.pulling import Taken, TakenByThread
from describe.request import Piece, Request, Task

log = logging.getLogger(__name__)

MOST_FAILURES = 2
"""So many descriptions in a row that fail or come too late, and the next step down is taken."""
UP_AGAIN_S, LONGEST_UP_AGAIN_S = 60.0, 3600.0
"""A better model is tried again after a pause that doubles each time."""
HOT_C = 85.0
HOT_PAUSE_S = 15.0
"""A machine that is too hot slows down by itself: it gets this much rest between two descriptions by a model."""


LONGEST_S = 3600.0
"""What is waited for a model whose own deadlines come much sooner."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a model's first word is waited for, in seconds.

    One without a word after `quick_s` is preceded by what the senses see. After `describing_s` its picture would be too
    old to be told; whoever has asked a question waits for `answering_s`.
    """

    quick_s: float = 1.0
    describing_s: float = 3.5
    answering_s: float = 10.0


UNHURRIED = Pace(LONGEST_S, LONGEST_S, LONGEST_S)
"""For photos and recordings: the model has the word, however long it takes."""


class Model(Describer, Protocol):
    """A describer that has to be made ready, and can be lost."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked now."""
        ...

    @property
    def is_hopeless(self) -> bool:
        """Whether it will not become ready by itself."""
        ...

    @property
    def trouble(self) -> str:
        """Why it is not ready, in words; empty when all is well."""
        ...

    def cancel(self) -> None:
        """Let go of the present request, from any thread."""
        ...


@dataclass(frozen=True, slots=True)
class Rung:
    """A model that may be climbed to; `open` begins to load it."""

    name: str
    open: Callable[[], Model]


def as_it_is(model: Describer) -> Describer:
    """Leave a model's words as they are."""
    return model


Beside = Callable[[Generator[Piece], Callable[[], None]], Taken[Piece]]
"""Lets a model write while its words are waited for; the second is what stops it."""


def by_thread(words: Generator[Piece], stop: Callable[[], None]) -> Taken[Piece]:
    """Let a thread of its own wait for the model."""
    return TakenByThread(words, stop=stop, name="model's words")


class Ladder:
    """A Describer of the senses and of models, the best first, of which one is held at a time.

    `heat` gives the temperature of the machine in degrees Celsius, None where it is not known; `tame` makes of a model
    a describer whose words may be spoken.
    """

    def __init__(
        self,
        senses: Describer,
        rungs: Sequence[Rung],
        clock: Callable[[], float],
        pace: Pace | None = None,
        heat: Callable[[], float | None] = lambda: None,
        tame: Callable[[Describer], Describer] = as_it_is,
        beside: Beside = by_thread,
    ) -> None:
        self._senses = senses
        self._rungs = tuple(rungs)
        self._clock = clock
        self._pace = pace or Pace()
        self._heat = heat
        self._tame = tame
        self._beside = beside
        self._place = 0
        self._model: Model | None = None
        self._words: Describer = senses
        self._is_up = False
        self._was_up = False
        self._is_absence_told = False
        self._failures = 0
        self._up_again_at = math.inf
        self._up_again_s = UP_AGAIN_S
        self._asked_model_at = -math.inf
        self._is_cancelled = False
        self._why_none = ""
        self._is_closed = False
        self._news: list[str] = []
        self._lock = threading.RLock()  # the loop tends it, a description in another thread may step down
        self.tend()

    def offer(self, rungs: Sequence[Rung], *, keeps_same: bool = False) -> None:
        """Take these models, the best first, in place of those known so far; from any thread.

        The model that is held is let go first, as there may not be room for two; with `keeps_same` not if it has the
        name of the best of these.
        """
        with self._lock:
            is_same = bool(rungs) and self._place == 0 and self._rungs[:1] and self._rungs[0].name == rungs[0].name
            if keeps_same and is_same:
                self._rungs = tuple(rungs)
                return
            model, self._model = self._model, None
            if self._is_up:
                self._news.append(phrases.MODEL_LOST)
            self._is_up, self._rungs, self._place = False, (), 0
        if model is not None:
            model.close()  # may take seconds: the loop must not wait for it
        with self._lock:
            self._rungs = tuple(rungs)
            self._is_absence_told = False
            self._up_again_at, self._up_again_s, self._why_none = math.inf, UP_AGAIN_S, ""
            self.tend()

    def refuse(self) -> None:
        """Take note that what was chosen cannot be had."""
        with self._lock:
            self._tell_absence()

    @property
    def name(self) -> str:
        """Who describes now."""
        return self._rungs[self._place].name if self._is_up else self._senses.name

    @property
    def trouble(self) -> str:
        """Why no model describes now, in words; empty where one does, or none is wanted."""
        if self._is_up or not self._rungs:
            return ""
        return f"{self._rungs[self._place].name}: {self._model.trouble}" if self._model else self._why_none

    @property
    def is_settled(self) -> bool:
        """Whether a model is ready, or none will be before it is tried again."""
        return self._is_up or self._model is None

    def news(self) -> tuple[str, ...]:
        """Return the steps that were taken since it was last asked, in words for the listener."""
        with self._lock:
            self.tend()
            news, self._news = tuple(self._news), []
        return news

    def tend(self) -> None:
        """Open, climb, and step down, as it is time to. Cheap: meant for every turn."""
        with self._lock:
            self._tend(self._clock())

    def _tend(self, now: float) -> None:
        if self._is_closed:  # a choice that comes too late must not open a model that nobody closes
            return
        if now >= self._up_again_at:
            self._try_the_best_again()
        if self._model is None:
            if self._up_again_at == math.inf and self._place < len(self._rungs):
                self._open()
            return
        if self._model.is_ready and not self._is_up:
            self._climb()
        elif self._is_up and not self._model.is_ready:
            self._is_up = False
            self._news.append(phrases.MODEL_LOST)
        if self._model.is_hopeless:
            self._why_none = f"{self._rungs[self._place].name}: {self._model.trouble}"
            log.warning("%s", self._why_none)
            self._step_down(now)

    def describe(self, request: Request) -> Iterator[Piece]:
        """Yield the model's words, before them what the senses see if it is slow, and that alone if it fails."""
        self.tend()
        model = self._model
        if model is None or not self._is_up or self._is_too_hot(request):
            yield from self._senses.describe(request)
            return
        self._asked_model_at = self._clock()
        self._is_cancelled = False
        words = self._beside(_pieces(self._words, request), model.cancel)
        try:
            yield from self._in_time(words, request, model)
        finally:
            words.close()

    def cancel(self) -> None:
        """Let the model let go of the present request, from any thread: nobody wants its words any more."""
        self._is_cancelled = True
        model = self._model
        if model is not None:
            model.cancel()

    def close(self) -> None:
        """Let go of the model and of the senses."""
        with self._lock:
            self._is_closed = True
            self._let_go()
        self._senses.close()

    def _in_time(self, words: Taken[Piece], request: Request, model: Model) -> Iterator[Piece]:
        began_at = self._clock()
        is_quick = request.task is Task.DESCRIBE
        limit_s = self._pace.describing_s if is_quick else self._pace.answering_s
        try:
            piece = words.take(self._pace.quick_s if is_quick else limit_s)
            if piece is None and not words.is_over and is_quick:
                for seen in self._senses.describe(request):
                    yield replace(seen, is_quick=True)
                is_quick = False
                piece = words.take(max(0.0, began_at + limit_s - self._clock()))
            if piece is None and not words.is_over:
                self._fail(model, f"it had no word after {limit_s:.1f} s")
                if request.task is not Task.DESCRIBE:
                    yield Piece(phrases.ANSWER_TOO_LATE)
                return
            while piece is not None:
                yield piece
                piece = words.take(LONGEST_S)  # the model has deadlines of its own
            self._succeed()
        except DescriberError as error:
            if self._is_cancelled:
                return
            self._fail(model, str(error), is_too_large=isinstance(error, OutOfMemory))
            if is_quick or request.task is not Task.DESCRIBE:
                yield from self._senses.describe(request)

    def _fail(self, model: Model, why: str, *, is_too_large: bool = False) -> None:
        with self._lock:
            if model is not self._model:  # another was chosen meanwhile, and is not to blame
                return
            log.warning("%s: %s", self.name, why)
            self._why_none = f"{self.name}: {why}"
            self._failures += 1
            if self._failures >= MOST_FAILURES or is_too_large:
                self._step_down(self._clock())

    def _succeed(self) -> None:
        with self._lock:
            self._failures = 0
            if self._place == 0:
                self._up_again_s = UP_AGAIN_S

    def _climb(self) -> None:
        self._is_up = True
        self._news.append(phrases.MODEL_BACK if self._was_up else phrases.MODEL_READY)
        self._was_up = True

    def _step_down(self, now: float) -> None:
        """Leave this rung for the next one below; a better one is tried again later."""
        self._let_go()
        self._place += 1
        self._up_again_at = now + self._up_again_s
        self._up_again_s = min(2 * self._up_again_s, LONGEST_UP_AGAIN_S)
        if self._place < len(self._rungs):
            if self._was_up:
                self._news.append(phrases.MODEL_SMALLER)
            self._open()
        elif self._was_up:
            self._news.append(phrases.MODEL_LOST)
            self._place = 0
        else:
            self._tell_absence()
            self._place = 0

    def _tell_absence(self) -> None:
        if not self._is_absence_told:
            self._is_absence_told = True
            self._news.append(phrases.MODEL_ABSENT)

    def _try_the_best_again(self) -> None:
        self._up_again_at = math.inf
        if self._model is None or self._place > 0:
            self._let_go()
            self._place = 0

    def _open(self) -> None:
        self._failures = 0
        self._model = self._rungs[self._place].open()
        self._words = self._tame(self._model)

    def _let_go(self) -> None:
        model, self._model = self._model, None
        self._is_up = False
        if model is not None:
            model.close()

    def _is_too_hot(self, request: Request) -> bool:
        if request.task is not Task.DESCRIBE or self._clock() - self._asked_model_at >= HOT_PAUSE_S:
            return False
        heat_c = self._heat()
        return heat_c is not None and heat_c > HOT_C


def _pieces(describer: Describer, request: Request) -> Generator[Piece]:
    yield from describer.describe(request)
