"""What a model's owner and its process say to each other: frozen values, no torch."""

from dataclasses import dataclass, field
from pathlib import Path

from describe.engines.takes import Precision
from describe.request import Piece, Request


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """Which model, from which folder, and how. `environment` is set in its process before anything is imported.

    `loader` is the function that makes it, as module:name, looked up in the model's process: the owner has no torch.
    """

    name: str
    folder: Path
    precision: Precision = Precision.AUTO
    environment: dict[str, str] = field(default_factory=dict)
    loader: str = "describe.models.opening:load"


@dataclass(frozen=True, slots=True)
class Ask:
    """The owner wants this described."""

    number: int
    request: Request


@dataclass(frozen=True, slots=True)
class Cancel:
    """The owner wants nothing more of this request, nor of any before it."""

    number: int


@dataclass(frozen=True, slots=True)
class Loading:
    """This share of the model is loaded, 0 to 1; `what` says of what."""

    share: float
    what: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The model can be asked; its name, and the memory of its process in MB."""

    name: str
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Wrote:
    """A piece of the answer to this request."""

    number: int
    piece: Piece


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to this request is complete, or was cancelled; the memory of the process in MB."""

    number: int
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Broke:
    """This request failed, or loading (number 0) did; `kind` is the name of one of our errors."""

    number: int
    kind: str
    words: str


Order = Ask | Cancel
Report = Loading | Ready | Wrote | Done | Broke
