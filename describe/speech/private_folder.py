"""A folder that only this process and its children see, and that does not outlive them by more than one start."""

import logging
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import IO

try:
    import fcntl as _fcntl
except ImportError:  # Windows has none; there, a file that is open cannot be deleted
    fcntl: ModuleType | None = None
else:
    fcntl = _fcntl

log = logging.getLogger(__name__)

PREFIX = "lookaloud-speech-"
LOCK = "in-use"
"""A file that its owner keeps locked as long as it lives; the system unlocks it however the owner dies."""
TRIES = 3
"""Another process may remove a folder between its making and its locking; a file system may refuse every lock."""
NEW_S = 60.0
"""A folder without a lock file this young may just be in the making."""
REMOVAL_S = 1.0
"""A dead owner's child may still write its sentence while its folder is removed; it ends within milliseconds."""


class PrivateFolder:
    """A new folder with mode 0700, in memory where the system offers that; raises OSError.

    When it is made, the folders of dead owners are removed, and those of living ones are not.
    """

    def __init__(self, parent: Path | None = None) -> None:
        parent = parent or _parent()
        _purge(parent)
        self.path, self._lock = _made(parent)
        for _ in range(TRIES - 1):
            if self._lock:
                return
            _remove(self.path)
            self.path, self._lock = _made(parent)
        if self._lock is None:
            # A voice without a lock is better than none. Where locks are refused, nobody can take it for abandoned.
            log.warning("%s cannot be locked: if this program is killed, the folder stays", self.path)

    def close(self) -> None:
        """Remove the folder and all in it; may be called twice."""
        if self._lock:
            self._lock.close()
        _remove(self.path)


def _made(parent: Path) -> tuple[Path, IO[str] | None]:
    path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    return path, _locked(path / LOCK, "x")


def _parent() -> Path:
    """Return a folder in memory, so that nothing said reaches a disk, or else the system's folder for such things."""
    for candidate in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"):  # noqa: S108  # the folder in it is private
        if candidate and os.access(candidate, os.W_OK | os.X_OK):
            return Path(candidate)
    return Path(tempfile.gettempdir())


def _purge(parent: Path) -> None:
    for folder in parent.glob(PREFIX + "*"):
        try:
            status = folder.lstat()
        except OSError:
            continue
        is_ours = stat.S_ISDIR(status.st_mode) and (not hasattr(os, "getuid") or status.st_uid == os.getuid())
        if is_ours and _is_abandoned(folder, time.time() - status.st_mtime):
            _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a folder, however often a file comes into it in that time."""
    end_at = time.monotonic() + REMOVAL_S
    while True:
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists() or time.monotonic() > end_at:
            return
        time.sleep(0.01)


def _is_abandoned(folder: Path, age_s: float) -> bool:
    lock_path = folder / LOCK
    if not lock_path.exists():
        return age_s > NEW_S
    if fcntl is None:
        try:
            lock_path.unlink()
        except OSError:
            return False
        return True
    lock = _locked(lock_path, "r")
    if lock is None:
        return False
    lock.close()
    return True


def _locked(path: Path, mode: str) -> IO[str] | None:
    """Open and lock a file; None if another process has it locked, or removed it at that moment."""
    try:
        file = path.open(mode)
    except OSError:
        return None
    try:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
    except OSError:
        pass
    file.close()
    return None
