"""The key that a model server wants: where it comes from, and that it is shown nowhere."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from describe.describer import DescriberUnavailable

VARIABLE = "LOOKALOUD_SERVER_KEY"
FILE_VARIABLE = "LOOKALOUD_SERVER_KEY_FILE"
LONGEST = 4096
"""Characters; tokens that carry claims run to about 2,000."""


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

    Raises DescriberUnavailable, which never repeats the key.
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
