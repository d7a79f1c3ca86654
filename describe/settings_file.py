"""Keeps the settings in a file that is whole at every moment, and reads whatever it finds there.

SettingsError      the settings could not be kept; the old file is untouched
  SettingsChanged  somebody else has changed them meanwhile
  SettingsNotKept  the new ones hold, but only until the next start
"""

import contextlib
import filecmp
import hashlib
import json
import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from describe.settings import SCHEMA, Settings

log = logging.getLogger(__name__)

LARGEST_FILE = 64 * 1024
"""Bytes. The real file has less than one thousand."""


_NOTED = {"schema_number", "is_safety_told"}
"""What the box notes by itself. It is no change that a form of somebody could be older than."""


class SettingsError(Exception):
    """The settings could not be kept."""


class SettingsChanged(SettingsError):
    """The settings are no longer those that the change was meant for."""


@dataclass(frozen=True, slots=True)
class Change:
    """What held before and what holds after."""

    before: Settings
    after: Settings


class SettingsNotKept(SettingsError):
    """The disk refuses: this change holds for this session."""

    def __init__(self, reason: str, change: Change) -> None:
        super().__init__(reason)
        self.change = change


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was found: settings that are safe to use, in words what had to be repaired, and whether that was kept."""

    settings: Settings
    repairs: tuple[str, ...] = ()
    is_kept: bool = False


class SettingsFile:
    """The settings of this session, kept in one JSON file, with the one before it beside it as `.bak`.

    A snapshot is a frozen value; change() puts a new one in its place for every reader at once. Thread-safe.
    """

    def __init__(self, path: Path, wall_clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._wall_clock = wall_clock
        self._lock = threading.Lock()
        self.loaded = self._load()
        self._settings = self.loaded.settings
        self._before: tuple[Settings, str] | None = None

    @property
    def version(self) -> str:
        """The name of these very choices: the same after a restart, another one after a change."""
        return version_of(self._settings)

    def snapshot(self) -> Settings:
        """Return the settings as they are now."""
        return self._settings

    def change(self, **changes: object) -> Settings:
        """Put these fields in place and on the disk; raise SettingsError and change nothing if one is out of its range.

        Where only the disk refuses, the fields hold for this session and SettingsNotKept says so.
        """
        return self.change_from(None, changes).after

    def change_from(self, version: str | None, changes: Mapping[str, object]) -> Change:
        """Change as change() does, but only what has this version; where it has another by now raise SettingsChanged.

        Not so where all is already as wished: whoever presses a button twice has changed nothing by that.
        """
        with self._lock:
            before = self._settings
            try:
                settings = Settings.model_validate(before.model_dump() | dict(changes))
            except ValidationError as error:
                raise SettingsError(_words_of(error)) from error
            if settings == before:
                return Change(before, before)
            if version not in (None, self.version):
                raise SettingsChanged("somebody else has changed the settings meanwhile")
            return self._put(settings)

    def undo(self, version: str) -> Change:
        """Take back the change that led to this version; raise SettingsChanged if another one has come since.

        To undo twice is to have it again. What was changed before the last start cannot be taken back.
        """
        with self._lock:
            if self._before is None or not self._before[1] == version == self.version:
                raise SettingsChanged("this can no longer be taken back: the settings have changed since")
            noted = {name: getattr(self._settings, name) for name in _NOTED}
            return self._put(self._before[0].model_copy(update=noted))

    def forget(self) -> None:
        """Have every setting as delivered, with no file of them, no older one and no way back; raise SettingsError."""
        with self._lock:
            self._settings, self._before, self.loaded = Settings(), None, Loaded(Settings())
            beside = (".bak", ".bad-*")
            kept = [path for suffix in beside for path in self.path.parent.glob(f"{self.path.stem}{suffix}")]
            sweep(self.path)
            try:
                for path in (self.path, *kept):
                    path.unlink(missing_ok=True)
            except OSError as error:
                raise SettingsError(f"the settings' file cannot be removed: {error.strerror}") from error

    def _put(self, settings: Settings) -> Change:
        change = Change(self._settings, settings)
        if version_of(settings) != self.version:
            self._before = (self._settings, version_of(settings))
        self._settings = settings
        try:
            self._save(settings)
        except OSError as error:
            reason = f"the settings hold only until the next start: {error.strerror}"
            raise SettingsNotKept(reason, change) from error
        return change

    def _save(self, settings: Settings) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            write_whole(self.path.with_suffix(".bak"), self.path.read_bytes())
        write_whole(self.path, settings.model_dump_json(indent=2).encode())

    def _load(self) -> Loaded:
        sweep(self.path)
        if not self.path.exists():
            if self.path.with_suffix(".bak").exists():
                return self._from_backup("the settings file is gone")
            return Loaded(Settings())
        try:
            found = _parse(self.path)
        except (OSError, ValueError) as error:
            is_kept = self._keep_bad()
            reason = error.strerror if isinstance(error, OSError) else error
            loaded = replace(self._from_backup(f"the settings file could not be read ({reason})"), is_kept=is_kept)
            self._put_in_place(loaded.settings, {})
            return loaded
        settings, repairs = repaired(found)
        if not repairs:
            return Loaded(settings)
        is_kept = self._keep_bad()
        self._put_in_place(settings, found)
        return Loaded(settings, repairs, is_kept)

    def _from_backup(self, why: str) -> Loaded:
        try:
            settings, repairs = repaired(_parse(self.path.with_suffix(".bak")))
        except (OSError, ValueError):
            return Loaded(Settings(), (f"{why}; every setting is as delivered",))
        return Loaded(settings, (f"{why}; the ones from before are used", *repairs))

    def _put_in_place(self, settings: Settings, found: dict[str, object]) -> None:
        """Keep what was repaired, so that it is told once; but leave the file of a newer version to that version."""
        if _schema_of(found) > SCHEMA:
            return
        try:
            write_whole(self.path, settings.model_dump_json(indent=2).encode())
        except OSError:
            log.exception("the repaired settings could not be kept")

    def _keep_bad(self) -> bool:
        """Keep the file as it is beside the settings; say whether that was done, now or before."""
        if any(_is_same_file(kept, self.path) for kept in self.path.parent.glob(f"{self.path.stem}.bad-*")):
            return True
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(self._wall_clock()))
        kept = self.path.with_suffix(f".bad-{stamp}")
        try:
            kept.write_bytes(self.path.read_bytes()[: 16 * LARGEST_FILE])
        except OSError:
            log.exception("the unreadable settings file could not be kept")
            return False
        return True


def version_of(settings: Settings) -> str:
    """Return the name of these choices, of what they are and not of when they were made."""
    return hashlib.sha256(settings.model_dump_json(exclude=_NOTED).encode()).hexdigest()[:16]


def write_whole(path: Path, content: bytes) -> None:
    """Write so that a reader, or a power cut, finds the old content or the new, never a part; raise OSError.

    Temporary file, fsync, rename, fsync of the folder: written in place, a settings file was torn in most kills.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def repaired(found: dict[str, object]) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings in `found`, each unusable value replaced by the nearest safe one, and what was replaced."""
    repairs: list[str] = []
    values: dict[str, object] = {}
    if _schema_of(found) > SCHEMA:
        repairs.append("the settings are from a newer version; what this one knows is used")
    for name, value in found.items():
        if name == "schema_number":
            continue
        if name not in Settings.model_fields:
            repairs.append(f"there is no setting named {name[:40]!r}")
            continue
        safe, repair = _repaired_value(name, value)
        values[name] = safe
        if repair:
            repairs.append(repair)
    return Settings.model_validate(values), tuple(repairs)


def _schema_of(found: dict[str, object]) -> int:
    schema = found.get("schema_number", SCHEMA)
    return schema if isinstance(schema, int) else SCHEMA


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def _repaired_value(name: str, value: object) -> tuple[object, str]:
    field = Settings.model_fields[name]
    nearest = _clamped(name, value)
    for candidate in (value, nearest):
        try:
            checked: object = getattr(Settings.model_validate({name: candidate}), name)
        except ValidationError:
            continue
        return checked, "" if candidate is value else f"{field.title}: {_shown(value)} cannot be used, {candidate} is"
    return field.default, f"{field.title}: {_shown(value)} cannot be used, {field.default} is"


def _shown(value: object) -> str:
    return json.dumps(value)[:40]


def _clamped(name: str, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124  NaN
        return Settings.model_fields[name].default
    for limit in Settings.model_fields[name].metadata:
        value = max(value, getattr(limit, "ge", value))
        value = min(value, getattr(limit, "le", value))
    return value


def _parse(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ValueError("it is far too long")
    try:
        found = json.loads(content, object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("it is far too deep") from None
    if not isinstance(found, dict):
        raise ValueError("it holds no settings")  # noqa: TRY004  one family for all that a file can hold
    return found


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError("a setting stands in it twice")
    return dict(pairs)


def _no_constant(constant: str) -> object:
    raise ValueError(f"{constant} is no value for a setting")


def sweep(path: Path) -> None:
    """Remove what a power cut while write_whole() was at work left beside this file."""
    for left in path.parent.glob(f".{path.name}.*.tmp"):
        with contextlib.suppress(OSError):  # a disk that refuses must not keep it from starting
            left.unlink()


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _words_of(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0])
    field = Settings.model_fields.get(name)
    return f"{field.title if field else name}: {first['msg']}"
