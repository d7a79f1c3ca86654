"""What every describer promises, and how it can fail.

DescriberError
├── DescriberUnavailable   it cannot work here (missing files, missing library): not retried by itself
└── DescriberFailed        this one request failed; the next may not
    ├── OutOfMemory        it did not fit into the memory; a smaller picture may
    ├── NonsenseWritten    what it wrote was no language: a loop, "!!!!", numbers that are none
    └── AskedToWait        it is to be left alone for a while
"""

from collections.abc import Iterator
from typing import Protocol

from describe.request import Piece, Request


class DescriberError(Exception):
    """A describer gave no description; its text is for the log and the page, never for the listener."""


class DescriberUnavailable(DescriberError):
    """The describer cannot work on this machine as it is."""


class DescriberFailed(DescriberError):
    """This request failed."""


class OutOfMemory(DescriberFailed):
    """This request did not fit into the memory."""


class NonsenseWritten(DescriberFailed):
    """What was written cannot be spoken, nor what came before it in the same description be trusted."""


class AskedToWait(DescriberFailed):
    """This request failed, and so would the next one before `pause_s` seconds have passed."""

    def __init__(self, why: str, pause_s: float) -> None:
        super().__init__(why)
        self.pause_s = pause_s


class Describer(Protocol):
    """Turns a request into words."""

    @property
    def name(self) -> str:
        """A short name for the journal: "senses"."""
        ...

    def describe(self, request: Request) -> Iterator[Piece]:
        """Yield the description as it is written; nothing at all where there is nothing to say.

        Closing the iterator stops the work. Raises DescriberError.
        """
        ...

    def close(self) -> None:
        """Let go of what it holds; may be called twice."""
        ...
