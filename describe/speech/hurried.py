"""Calls into a sound driver, which may never return."""

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from describe.speech.sound import PlayerError

log = logging.getLogger(__name__)

HANG_S = 2.0
"""Opening and closing a device may take so long; more is taken for a driver that hangs."""

T = TypeVar("T")


def hurried(call: Callable[[], T], undo: Callable[[T], object]) -> T:
    """Return what a call into a driver returns; raise PlayerError if it fails or hangs; undo what comes late."""
    answer: list[T | PlayerError] = []
    turn = threading.Lock()
    is_done = threading.Event()
    is_given_up = threading.Event()

    def work() -> None:
        try:
            result: T | PlayerError = call()
        except PlayerError as error:
            result = error
        except Exception as error:
            # Whatever a driver raises, who waits must learn that, and not take it for a driver that hangs.
            log.exception("the sound card's driver broke")
            result = PlayerError(f"the sound card's driver failed: {error}")
        with turn:
            answer.append(result)
            is_done.set()
            is_late = is_given_up.is_set()
        if is_late and not isinstance(result, PlayerError):
            undo(result)

    try:
        threading.Thread(target=work, name="sound card driver", daemon=True).start()
    except RuntimeError as error:
        raise PlayerError(f"the sound card's driver cannot be called: {error}") from error
    is_done.wait(HANG_S)
    with turn:
        if not answer:
            is_given_up.set()
            raise PlayerError(f"the sound card's driver has not answered for {HANG_S:.0f} s")
    result = answer[0]
    if isinstance(result, PlayerError):
        raise result
    return result
