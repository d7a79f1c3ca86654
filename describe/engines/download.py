"""Brings one model at a time here in a thread of its own, with its progress, and lets go of it when asked.

ModelError
└── DownloadCancelled   a person no longer wants it
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from describe.engines.fetching import Progress
from describe.engines.model_errors import ModelBusy, ModelError, NoNetwork, NoSpace
from describe.engines.sources import Source
from describe.engines.store import ModelStore

log = logging.getLogger(__name__)

LETS_GO_S = 2.0
"""How long the end of the program waits for it. What has come is kept: the next try goes on from there."""


class Stage(StrEnum):
    """How far a download is, in words for people."""

    NONE = "nothing is on its way"
    COMING = "on its way"
    STOPPING = "being stopped"
    DONE = "here"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Download:
    """The present download, or the last one; `trouble` and `remedy` say in words why it failed."""

    name: str = ""
    stage: Stage = Stage.NONE
    done: int = 0
    total: int = 0
    trouble: str = ""
    remedy: str = ""

    @property
    def is_busy(self) -> bool:
        """Whether it still works."""
        return self.stage in {Stage.COMING, Stage.STOPPING}

    @property
    def percent(self) -> int:
        """How much of it is here, 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0


class DownloadCancelled(ModelError):
    """A person no longer wants it."""


class Downloads:
    """One download at a time. `source_of` says where a model comes from; `told` hears of the end of each."""

    def __init__(
        self, store: ModelStore, source_of: Callable[[str], Source], told: Callable[[Download], None] = lambda _: None
    ) -> None:
        self._store = store
        self._source_of = source_of
        self._told = told
        self._lock = threading.Lock()
        self._now = Download()
        self._is_cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def now(self) -> Download:
        """The present download, or the last one."""
        return self._now

    def begin(self, name: str) -> bool:
        """Begin to bring a model here; return False, and change nothing, while another is on its way."""
        with self._lock:
            if self._now.is_busy:
                return False
            self._now = Download(name, Stage.COMING)
            self._is_cancelled.clear()
            self._thread = threading.Thread(target=self._run, args=(name,), name="download", daemon=True)
            self._thread.start()
            return True

    def cancel(self) -> None:
        """Let go of the present download; a network that hangs may hold it for half a minute."""
        with self._lock:
            if self._now.is_busy:
                self._is_cancelled.set()
                self._now = replace(self._now, stage=Stage.STOPPING)

    def close(self) -> None:
        """End; what has come so far stays for the next try."""
        self._is_cancelled.set()
        if self._thread is not None:
            self._thread.join(LETS_GO_S)

    def _run(self, name: str) -> None:
        try:
            self._store.get(name, self._source_of(name), self._note)
        except DownloadCancelled:
            end = replace(self._now, stage=Stage.STOPPED)
        except ModelError as error:
            end = replace(self._now, stage=Stage.FAILED, trouble=str(error), remedy=_remedy(error))
        except Exception:  # outermost line of the thread: whatever it is, whoever waits must learn of it
            log.exception("the model %s could not be got", name)
            end = replace(self._now, stage=Stage.FAILED, trouble="Something went wrong in me.", remedy="Try it again.")
        else:
            end = replace(self._now, stage=Stage.DONE, done=self._now.total)
        with self._lock:
            self._now = end
        self._told(end)

    def _note(self, step: Progress) -> None:
        with self._lock:
            if self._is_cancelled.is_set():
                raise DownloadCancelled("It was stopped.", "Begin again: it goes on where it was.")
            self._now = replace(self._now, done=step.done, total=step.total)


def _remedy(error: ModelError) -> str:
    """Return what somebody can do who has no terminal, where that is other than what the error says."""
    if isinstance(error, NoNetwork):
        return "See that the box is connected to the internet, then begin again: it goes on where it was."
    if isinstance(error, NoSpace):
        return "Remove a model that is not used, or take a smaller one."
    return "Wait a little, then begin again." if isinstance(error, ModelBusy) else error.remedy
