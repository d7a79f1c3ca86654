"""Where models come from: what every source promises, and the one that is a folder, such as a USB stick."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from describe.engines.manifest import MANIFEST, Manifest, read_manifest
from describe.engines.model_errors import ModelDamaged, ModelError, SourceError, SourceMissing
from describe.engines.model_files import CHUNK, SourceFile


@dataclass(frozen=True, slots=True)
class Listing:
    """All files of a model at its source, whether they are wanted or not, and what is known of it."""

    files: tuple[SourceFile, ...]
    repository: str
    revision: str
    licence: str


class Source(Protocol):
    """Gives the files of one model."""

    def listing(self) -> Listing:
        """Return what there is; raise SourceError."""
        ...

    def fetch(self, file: SourceFile, path: Path, got: Callable[[int], None]) -> str:
        """Bring the whole file to `path`, going on from what an earlier try left beside it where that is possible.

        Return the sha256 that its content must have, as far as the source knows it now, else an empty text. Calls
        `got` with the number of bytes after each part; a negative number takes some back. Raises SourceError, or
        OSError where `path` cannot be written.
        """
        ...


class FolderSource:
    """A Source: a folder with a model's files. A folder that this program wrote knows what its files must be."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def listing(self) -> Listing:
        """Return the files that lie in the folder itself, links followed; raise SourceError."""
        known = self._known()
        hashes = {record.name: record.sha256 for record in known.files} if known else {}
        try:
            files = tuple(
                SourceFile(path.name, path.stat().st_size, hashes.get(path.name, ""))
                for path in sorted(self._folder.iterdir())
                if path.is_file() and path.name != MANIFEST
            )
        except OSError as error:
            raise SourceMissing(
                f"The folder {self._folder} cannot be read: {error.strerror}.", "Name the folder that holds the files."
            ) from error
        if known is None:
            return Listing(files, "", "", "")
        return Listing(files, known.repository, known.revision, known.licence)

    def fetch(self, file: SourceFile, path: Path, got: Callable[[int], None]) -> str:
        """Copy the file, under another name until it is whole; what was left of an earlier try is written over."""
        part = path.with_name(f"{path.name}.part")
        digest = hashlib.sha256()
        try:
            source = (self._folder / file.name).open("rb")
        except OSError as error:
            raise self._unreadable(file, error) from error
        with source, part.open("wb") as copy:
            while chunk := self._read(source.read, file):
                digest.update(chunk)
                copy.write(chunk)
                got(len(chunk))
            copy.flush()
            os.fsync(copy.fileno())
        part.replace(path)
        return file.sha256 or digest.hexdigest()

    def _known(self) -> Manifest | None:
        try:
            return read_manifest(self._folder)
        except ModelDamaged:
            return None

    def _read(self, read: Callable[[int], bytes], file: SourceFile) -> bytes:
        try:
            return read(CHUNK)
        except OSError as error:
            raise self._unreadable(file, error) from error

    def _unreadable(self, file: SourceFile, error: OSError) -> ModelError:
        return SourceError(
            f"The file {self._folder / file.name} cannot be read: {error.strerror}.",
            "See that the stick or disk is plugged in, then run the same command again.",
        )
