"""Brings the files of a model into a folder, each verified before the next."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from describe.engines.manifest import FileRecord
from describe.engines.model_errors import SourceError
from describe.engines.model_files import SourceFile, hash_file, is_right
from describe.engines.sources import Source


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, in bytes, and with which file."""

    done: int
    total: int
    file: str


class Report:
    """Adds up what was done, for whoever watches."""

    def __init__(self, total: int, progress: Callable[[Progress], None]) -> None:
        self._done, self._total, self._file = 0, total, ""
        self._progress = progress

    def begin(self, file: str) -> None:
        """Say which file comes now."""
        self._file = file
        self.add(0)

    def add(self, count: int) -> None:
        """Add bytes, or take some back."""
        self._done += count
        self._progress(Progress(min(self._done, self._total), self._total, self._file))


def fetched(source: Source, file: SourceFile, folder: Path, report: Report) -> FileRecord:
    """Return the record of a file once it is here and right; one that came wrong is fetched once more."""
    path = folder / file.name
    report.begin(file.name)
    if (file.sha256 or file.git_blob) and size_of(path) == file.size:
        sha256 = hash_file(path)
        if is_right(path, file, sha256):
            report.add(file.size)
            return _record(path, sha256)
    for _ in range(2):
        path.unlink(missing_ok=True)
        expected = source.fetch(file, path, report.add)
        sha256 = hash_file(path)
        if is_right(path, file, sha256) and expected in {"", sha256}:
            return _record(path, sha256)
        report.add(-file.size)
    path.unlink(missing_ok=True)
    raise SourceError(
        f"The file {file.name} came with other content than it should have.", "Run the same command again later."
    )


def _record(path: Path, sha256: str) -> FileRecord:
    found = path.stat()
    return FileRecord(name=path.name, size=found.st_size, sha256=sha256, changed_at_ns=found.st_mtime_ns)


def clear(folder: Path, files: tuple[SourceFile, ...]) -> None:
    """Remove what no longer belongs to the model, such as the files of another commit."""
    kept = {name for file in files for name in (file.name, f"{file.name}.part")}
    for path in folder.iterdir():
        if path.name in kept and path.is_file() and not path.is_symlink():
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def size_of(path: Path) -> int | None:
    """Return how many bytes the file has, or None where there is none that can be read."""
    try:
        return path.stat().st_size
    except OSError:
        return None
