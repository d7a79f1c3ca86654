"""Reads the keys of a keypad or remote control that a person chose by its name, and finds it again when it is back."""

import contextlib
import fcntl
import logging
import os
import select
import threading
from collections.abc import Callable

from describe import phrases
from describe.controls.input_devices import EVENT, InputDevice, input_devices, named, presses_in

log = logging.getLogger(__name__)

LOOK_S = 2.0
"""How often a device that is not there is looked for. A Bluetooth remote falls asleep, and wakes with its first key."""
EVIOCGRAB = 0x40044590
"""From linux/input.h: what it sends goes to nobody else from then on, so that no key types into another window."""


class Remote:
    """Calls `press` with the name of each key, in a thread of its own, until it is closed.

    `chosen` gives the name of the device, or nothing; what has to be said of the device goes to `tell`, once.
    """

    def __init__(
        self,
        chosen: Callable[[], str],
        press: Callable[[str], None],
        tell: Callable[[str], None],
        devices: Callable[[], tuple[InputDevice, ...]] = input_devices,
        look_s: float = LOOK_S,
    ) -> None:
        self._chosen = chosen
        self._press = press
        self._tell = tell
        self._devices = devices
        self._look_s = look_s
        self._open: dict[int, InputDevice] = {}
        self._name = ""
        self._told = phrases.REMOTE_FOUND
        self._awake, self._wake = os.pipe()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="remote", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread and let go of the device; may be called twice."""
        if self._is_closed:
            return
        self._is_closed = True
        os.write(self._wake, b"x")
        self._thread.join(1.0)
        for handle in [*self._open, self._awake, self._wake]:
            os.close(handle)

    def _run(self) -> None:
        try:
            while not self._is_closed:
                self._look()
                ready, _, _ = select.select([*self._open, self._awake], [], [], self._look_s)
                for handle in ready:
                    if handle in self._open:
                        self._read(handle)
        except Exception:  # outermost line of the thread: the narration goes on without a remote
            log.exception("the remote broke")

    def _look(self) -> None:
        """Open what is there of the chosen name; say once that nothing is, and once that it is there again."""
        name = self._chosen()
        if name != self._name:
            for handle in list(self._open):
                self._drop(handle)
            self._name, self._told = name, phrases.REMOTE_FOUND
        if not name:
            return
        is_denied = False
        for device in named(name, self._devices()):
            if device not in self._open.values():
                is_denied = not self._opened(device) or is_denied
        if self._open:
            self._say(phrases.REMOTE_FOUND)
        else:
            self._say(phrases.REMOTE_DENIED if is_denied else phrases.REMOTE_LOST)

    def _opened(self, device: InputDevice) -> bool:
        """Open it; False where it is forbidden."""
        try:
            handle = os.open(device.path, os.O_RDONLY | os.O_NONBLOCK)
        except PermissionError:
            return False
        except OSError as error:
            log.info("%s cannot be opened: %s", device.path, error)
            return True
        with contextlib.suppress(OSError):  # somebody else has it for himself: then it is shared
            fcntl.ioctl(handle, EVIOCGRAB, 1)
        self._open[handle] = device
        return True

    def _read(self, handle: int) -> None:
        try:
            data = os.read(handle, 64 * EVENT.size)
        except BlockingIOError:
            return
        except OSError as error:
            log.info("the remote is gone: %s", error)
            data = b""
        if not data:
            self._drop(handle)
            return
        for key in presses_in(data):
            self._press(key)

    def _drop(self, handle: int) -> None:
        del self._open[handle]
        os.close(handle)

    def _say(self, words: str) -> None:
        if words != self._told:
            self._told = words
            self._tell(words)
