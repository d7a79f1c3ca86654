"""Keeps the models on this machine: which there are, whether they are whole, getting and removing them."""

import errno
import fcntl
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from describe.engines.fetching import Progress, Report, clear, fetched, size_of
from describe.engines.manifest import MANIFEST, FileRecord, Manifest, read_manifest, write_manifest
from describe.engines.model_errors import (
    ModelBusy,
    ModelDamaged,
    ModelError,
    ModelMissing,
    ModelNameWrong,
    NoSpace,
)
from describe.engines.model_files import SourceFile, check_folder, hash_file, wanted
from describe.engines.presets import preset_named
from describe.engines.sources import Source

SPARE_MB = 300
"""Megabytes that have to be free besides: a full disk harms more than the model."""
_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?![.]))*(?<![.])")
LONGEST_NAME = 96
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that lies here. `trouble` says in words what is seen at once to be wrong with it; empty when nothing."""

    name: str
    folder: Path
    size: int
    repository: str = ""
    revision: str = ""
    licence: str = ""
    trouble: str = ""


def folder_name(named: str) -> str:
    """Return the name of the folder for a preset, or for a model of the hub such as owner/model; raise ModelNameWrong.

    It is one plain name, whatever is asked for: no path out of the models' folder can be made with it.
    """
    preset = preset_named(named)
    if preset:
        return preset.name
    parts = named.split("/")
    if len(parts) > 2 or len(named) > LONGEST_NAME or not all(_PART.fullmatch(part) for part in parts):
        raise ModelNameWrong(
            f"{named[:60]!r} is no name of a model.", "Name one of lookaloud models, or one of the hub: owner/model."
        )
    return "--".join(parts)


class ModelStore:
    """The models in one folder. Each lies in a folder of its own, which comes into being whole or not at all."""

    def __init__(
        self, folder: Path, free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free
    ) -> None:
        self.folder = folder
        self._free_bytes = free_bytes

    def installed(self) -> tuple[Installed, ...]:
        """Return all models that lie here, by name; looks only at what is quick to see."""
        if not self.folder.is_dir():
            return ()
        return tuple(
            self._seen(folder)
            for folder in sorted(self.folder.iterdir())
            if folder.is_dir() and not folder.name.startswith(".")
        )

    def names(self) -> frozenset[str]:
        """Return the names of the models that can be used."""
        return frozenset(model.name for model in self.installed() if not model.trouble)

    def ready(self, named: str) -> Path:
        """Return the folder of a model that can be loaded: one of these, or the person's own folder by its path.

        Looks at the size and the moment of change of each file, and at the beginnings of those with weights, which
        takes milliseconds; what was changed since it was got is worked through in full. Raises ModelError.
        """
        own = Path(named).expanduser()
        if not self._has(named) and own.is_dir():
            check_folder(own, named)
            return own
        folder = self._folder_of(named)
        manifest = read_manifest(folder)
        records = tuple(self._looked_at(folder, record) for record in manifest.files)
        check_folder(folder, folder.name)
        if records != manifest.files:
            try:
                write_manifest(folder, manifest.model_copy(update={"files": records}))
            except OSError as error:  # it will be worked through again next time
                log.info("%s cannot be written: %s", folder / MANIFEST, error.strerror)
        return folder

    def check(self, named: str, progress: Callable[[Progress], None] = lambda _: None) -> None:
        """Work through every byte of a model; raise ModelError naming the first file that is not as it was got."""
        folder = self._folder_of(named)
        manifest = read_manifest(folder)
        report = Report(manifest.size, progress)
        for record in manifest.files:
            report.begin(record.name)
            _compare(folder, record, report.add)
        check_folder(folder, folder.name)

    def remove(self, named: str) -> int:
        """Remove a model, or what an unfinished get left of it; return the bytes that are free again.

        Raises ModelMissing, ModelBusy.
        """
        name = folder_name(named)
        there = [folder for folder in (self.folder / name, self._unfinished(name)) if folder.exists()]
        if not there:
            raise _missing(name)
        with self._locked(name):
            size = sum(path.stat().st_size for folder in there for path in folder.rglob("*") if path.is_file())
            for folder in there:
                try:
                    self._bury(folder, name)
                except OSError as error:
                    raise _unwritable(folder, error) from error
        return size

    def get(self, named: str, source: Source, progress: Callable[[Progress], None] = lambda _: None) -> Installed:
        """Bring a model here from a source, or mend the one that is here; return it once it is whole and verified.

        What an earlier try left is used. Raises ModelError; then the model is not here, or is as it was.
        """
        name = folder_name(named)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._locked(name):
                return self._get(name, source, progress)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise NoSpace(
                    "The disk is full.",
                    f"Make room and run the same command again; it goes on where it was. Or: "
                    f"lookaloud models remove {name}",
                ) from error
            raise _unwritable(self.folder, error) from error

    def _bury(self, folder: Path, name: str) -> None:
        if folder.is_symlink():
            folder.unlink()
            return
        grave = self.folder / f".gone-{name}"
        shutil.rmtree(grave, ignore_errors=True)
        folder.rename(grave)  # from here on it is gone for everybody, even if the rest takes long
        shutil.rmtree(grave)

    def _get(self, name: str, source: Source, progress: Callable[[Progress], None]) -> Installed:
        folder, unfinished = self.folder / name, self._unfinished(name)
        if folder.exists():
            try:
                self.check(name, progress)
                return self._seen(folder)
            except ModelError as error:
                log.info("%s is got again: %s", name, error)
        listing = source.listing()
        files = wanted(listing.files)
        if folder.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            folder.rename(unfinished)
        unfinished.mkdir(exist_ok=True)
        clear(unfinished, files)
        self._see_space(unfinished, files)
        report = Report(sum(file.size for file in files), progress)
        records = tuple(fetched(source, file, unfinished, report) for file in files)
        check_folder(unfinished, name)
        write_manifest(
            unfinished,
            Manifest(
                name=name,
                repository=listing.repository,
                revision=listing.revision,
                licence=listing.licence,
                files=records,
            ),
        )
        unfinished.rename(folder)
        return self._seen(folder)

    def _see_space(self, unfinished: Path, files: tuple[SourceFile, ...]) -> None:
        there = sum(path.stat().st_size for path in unfinished.iterdir())
        needed = sum(file.size for file in files) - there + SPARE_MB * 2**20
        free = self._free_bytes(unfinished)
        if free < needed:
            raise NoSpace(
                f"It needs {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free in {self.folder}.",
                "Make room, or take a smaller model.",
            )

    def _seen(self, folder: Path) -> Installed:
        try:
            manifest = read_manifest(folder)
            wrong = next((each for each in manifest.files if size_of(folder / each.name) != each.size), None)
        except ModelDamaged as error:
            return Installed(folder.name, folder, 0, trouble=str(error))
        return Installed(
            manifest.name,
            folder,
            manifest.size,
            manifest.repository,
            manifest.revision,
            manifest.licence,
            f"The file {folder / wrong.name} is missing or cut short." if wrong else "",
        )

    def _looked_at(self, folder: Path, record: FileRecord) -> FileRecord:
        path = folder / record.name
        if size_of(path) == record.size and path.stat().st_mtime_ns == record.changed_at_ns:
            return record
        _compare(folder, record, lambda _: None)
        return record.model_copy(update={"changed_at_ns": path.stat().st_mtime_ns})

    def _has(self, named: str) -> bool:
        try:
            return (self.folder / folder_name(named)).is_dir()
        except ModelNameWrong:
            return False

    def _folder_of(self, named: str) -> Path:
        folder = self.folder / folder_name(named)
        if not folder.is_dir():
            raise _missing(named)
        return folder

    def _unfinished(self, name: str) -> Path:
        return self.folder / f".unfinished-{name}"

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        try:
            lock = (self.folder / f".lock-{name}").open("w")
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        with lock as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ModelBusy(f"Another command is at work on {name}.", "Wait until it has ended.") from error
            yield


def _compare(folder: Path, record: FileRecord, got: Callable[[int], None]) -> None:
    path, remedy = folder / record.name, f"Get it again with: lookaloud models get {folder.name}"
    if size_of(path) is None:
        raise ModelDamaged(f"The file {path} is missing.", remedy)
    if size_of(path) != record.size:
        raise ModelDamaged(f"The file {path} is cut short or too long.", remedy)
    try:
        is_same = hash_file(path, got) == record.sha256
    except OSError as error:
        raise ModelDamaged(f"The file {path} cannot be read: {error.strerror}.", remedy) from error
    if not is_same:
        raise ModelDamaged(f"The file {path} was changed since it was got.", remedy)


def _missing(named: str) -> ModelMissing:
    return ModelMissing(f"The model {named} is not installed.", f"Get it with: lookaloud models get {named}")


def _unwritable(folder: Path, error: OSError) -> ModelError:
    return ModelError(
        f"{error.filename or folder} cannot be written: {error.strerror}.",
        "See that the folder and its disk can be written.",
    )
