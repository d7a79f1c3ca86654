"""Takes keys from wherever they come while the program runs: the terminal it was started in, and a chosen device."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext

from describe.commands import Tell
from describe.controls.key_map import shown
from describe.controls.pressing import Pressing, keys_of
from describe.inbox import Inbox
from describe.settings import Settings

try:
    from describe.controls.remote import Remote
    from describe.controls.terminal_keys import TerminalKeys
except ImportError:  # a system that has neither terminals nor devices as Linux and macOS have them
    Remote = TerminalKeys = None  # type: ignore[assignment,misc]


@contextmanager
def hands(
    inbox: Inbox,
    settings: Callable[[], Settings],
    is_paused: Callable[[], bool],
    clock: Callable[[], float],
    terminal: int | None,
    let_helper_in: Callable[[], None],
) -> Iterator[None]:
    """Take keys until the end of the block; those of the terminal where there is one."""
    if Remote is None:
        yield
        return
    pressing = Pressing(inbox, settings, is_paused, clock, let_helper_in)

    def tell(words: str) -> None:
        inbox.put(Tell(words))

    keys = closing(TerminalKeys(terminal, pressing.press)) if terminal is not None else nullcontext()
    with keys, closing(Remote(lambda: settings().control_device, pressing.press, tell)):
        yield


def shown_keys(settings: Settings) -> str:
    """Return in one line the keys that are needed most; nothing where no keys are taken from the terminal."""
    return "" if TerminalKeys is None or terminal_of_stdin() is None else shown(keys_of(settings))


def terminal_of_stdin() -> int | None:
    """Return the terminal that keys may be read from, None where standard input is none."""
    if sys.stdin is None or sys.stdin.closed:
        return None
    try:
        handle = sys.stdin.fileno()
    except (OSError, ValueError):
        return None
    return handle if os.isatty(handle) else None
