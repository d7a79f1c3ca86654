"""The key that a model server wants: where it comes from and is kept, and that it is shown nowhere."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path

from describe.describer import DescriberUnavailable
from describe.servers.address import parse_server_address

VARIABLE = "LOOKALOUD_SERVER_KEY"
FILE_VARIABLE = "LOOKALOUD_SERVER_KEY_FILE"
LONGEST = 4096
"""Characters; tokens that carry claims run to about 2,000."""
_KEPT = "server-key-"


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A secret that is shown nowhere by itself; an empty one is none."""

    secret: str = ""

    def __post_init__(self) -> None:
        if len(self.secret) > LONGEST or not (self.secret.isascii() and self.secret.isprintable()):
            raise DescriberUnavailable(
                "The server's key is too long or holds characters that no key has: copy it again."
            )
        if " " in self.secret:
            raise DescriberUnavailable("The server's key has a space in it: copy it again.")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """What goes along with each request."""
        return [("Authorization", f"Bearer {self.secret}")] if self.secret else []

    def hidden_in(self, text: str) -> str:
        """Return the text with the key struck out: some servers repeat it in their errors."""
        return text.replace(self.secret, "…") if self.secret else text

    def __repr__(self) -> str:
        return "Key(…)" if self.secret else "Key()"


def key_from(environ: Mapping[str, str]) -> Key:
    """Return the key in LOOKALOUD_SERVER_KEY or in the file that LOOKALOUD_SERVER_KEY_FILE names; else an empty one.

    Raises DescriberUnavailable, which never repeats the key. KeptKeys adds the one that was typed on the page.
    """
    if environ.get(VARIABLE, "").strip():
        return Key(environ[VARIABLE].strip())
    if environ.get(FILE_VARIABLE, "").strip():
        return read_key(Path(environ[FILE_VARIABLE].strip()).expanduser())
    return Key()


def read_key(path: Path) -> Key:
    """Return the key in a file that only its owner can read; raise DescriberUnavailable, saying how to mend it."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode  # of the very file that is read
            data = file.read(LONGEST + 2)
    except OSError as error:
        raise DescriberUnavailable(f"The key file {path} cannot be read: {error.strerror}.") from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise DescriberUnavailable(f"Others on this computer can read the key file {path}: chmod 600 {path}")
    try:
        text = data.decode("ascii").strip()
    except UnicodeDecodeError:
        raise DescriberUnavailable(f"The key file {path} holds no key: copy it again.") from None
    if not text:
        raise DescriberUnavailable(f"The key file {path} is empty: put the server's key into it.")
    return Key(text)


@dataclass(frozen=True, slots=True)
class KeptKeys:
    """Where the page keeps the key that a person typed: in a folder, for one server.

    It is bound to the server it was typed for: whoever names another server does not get it sent there.
    """

    folder: Path

    def for_server(self, environ: Mapping[str, str], server: str) -> Mapping[str, str]:
        """Return the environment, naming this server's key where it names none itself and one is kept."""
        if is_key_given(environ) or not self.has(server):
            return environ
        return {**environ, FILE_VARIABLE: str(self._file(server))}

    def has(self, server: str) -> bool:
        """Say whether a key is kept for this server."""
        try:
            return self._file(server).exists()
        except DescriberUnavailable:  # no address of a server
            return False

    def state(self) -> Hashable:
        """Return what is another value whenever another key is kept."""
        return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in self._all()))

    def keep(self, server: str, key: Key) -> None:
        """Write the key, whole or not at all, so that only its owner can read it, in place of any other.

        Raises DescriberUnavailable if that is no address of a server, OSError if it cannot be written.
        """
        path = self._file(server)
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=f".{_KEPT}", suffix=".tmp")  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(f"{key.secret}\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for other in self._all():
            if other != path:
                other.unlink(missing_ok=True)

    def forget(self) -> None:
        """Remove the key, and what a power cut left of one; raise OSError."""
        for path in (*self._all(), *self.folder.glob(f".{_KEPT}*.tmp")):
            path.unlink(missing_ok=True)

    def _all(self) -> list[Path]:
        return list(self.folder.glob(f"{_KEPT}*"))

    def _file(self, server: str) -> Path:
        address = parse_server_address(server)
        name = f"{address.scheme}://{address.host.lower()}:{address.port}"
        return self.folder / f"{_KEPT}{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def is_key_given(environ: Mapping[str, str]) -> bool:
    """Say whether whoever started the program gave a key: that one is used then."""
    return any(environ.get(name, "").strip() for name in (VARIABLE, FILE_VARIABLE))
