"""Memory that two processes share and that vanishes with them: nothing on disk, nothing left after a kill."""

import mmap
import os
from multiprocessing.sharedctypes import RawArray
from typing import Protocol


class _Handle(Protocol):
    def detach(self) -> int: ...


class SharedMemory:
    """So many zero bytes; can be handed to a child process that is being spawned, and to nobody else.

    Linux takes memory from the system only for the pages that are touched. multiprocessing's own arrays touch all of
    it, and where /dev/shm is small, as in a container, they lie in a file on the disk: no place for pictures.
    """

    def __init__(self, size: int) -> None:
        fd = os.memfd_create("lookaloud", os.MFD_CLOEXEC)
        try:
            os.ftruncate(fd, size)
        except OSError:
            os.close(fd)
            raise
        self.__setstate__((fd, size))

    def __setstate__(self, state: tuple[int, int]) -> None:
        self._fd, self._size = state
        self.bytes = memoryview(mmap.mmap(self._fd, self._size))

    def __reduce__(self) -> tuple[object, ...]:
        from multiprocessing.reduction import DupFd  # noqa: PLC0415  Windows has none

        return _received, (self._size, DupFd(self._fd))

    def __del__(self) -> None:
        os.close(self._fd)


def _received(size: int, handle: _Handle) -> SharedMemory:
    memory = SharedMemory.__new__(SharedMemory)
    memory.__setstate__((handle.detach(), size))
    return memory


class PortableSharedMemory:
    """The same where there is no memfd_create: macOS and Windows."""

    def __init__(self, size: int) -> None:
        self._array = RawArray("B", size)

    @property
    def bytes(self) -> memoryview:
        """The memory itself."""
        return memoryview(self._array).cast("B")


def shared_memory(size: int) -> SharedMemory | PortableSharedMemory:
    """Return zero bytes to be shared with a spawned child."""
    return SharedMemory(size) if hasattr(os, "memfd_create") else PortableSharedMemory(size)
