"""Where to print to when what reads along may go away, and nothing else may break with it."""

import io
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

log = logging.getLogger(__name__)


def patient(file: io.TextIOWrapper) -> io.TextIOWrapper:
    """Return a file in place of this one whose writes never fail.

    When the other end is gone or its disk is full, that is logged once, and what is printed from then on goes nowhere.
    What the encoding lacks is written as a question mark.
    """
    return io.TextIOWrapper(_Patient(file), encoding=file.encoding, errors="replace", write_through=True)


class _Patient(io.RawIOBase):
    def __init__(self, file: io.TextIOWrapper) -> None:
        super().__init__()
        self._file = file
        self._is_broken = False

    @property
    def name(self) -> str:
        return str(self._file.name)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._file.isatty()

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, data: "ReadableBuffer", /) -> int:
        content = bytes(data)
        if self._is_broken:
            return len(content)
        try:
            self._file.buffer.write(content)
            self._file.flush()
        except (OSError, ValueError) as error:  # ValueError: it was closed
            log.warning("nothing more is printed: %s", error)
            self._is_broken = True
        return len(content)
