"""Turns what torch raises when there is no room into our own error, and makes room again."""

import gc
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch

from describe.describer import DescriberFailed, OutOfMemory

_FULL = ("can't allocate memory", "not enough memory", "out of memory", "failed to allocate", "cannot allocate memory")
"""What torch says in a plain RuntimeError, by its allocator and its libraries."""


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an error means that there was no room, whichever of torch's libraries found that out."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError | OSError) and any(sign in str(error).casefold() for sign in _FULL)


@contextmanager
def our_errors(forget: Callable[[], None]) -> Iterator[None]:
    """Within it, what a network raises becomes OutOfMemory, after `forget` was called, or DescriberFailed."""
    try:
        yield
    except (MemoryError, RuntimeError, ValueError, IndexError) as error:
        full = is_out_of_memory(error)
        traceback.clear_frames(error.__traceback__)  # they hold what filled the memory
        forget()
        if not full:
            raise DescriberFailed(f"the model failed: {type(error).__name__}: {_first_line(error)}") from error
        make_room()
        raise OutOfMemory(f"the request did not fit into the memory: {_first_line(error)}") from error


def make_room() -> None:
    """Give memory that nothing uses any more back to the system or GPU."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["without a reason"])[0][:200]
