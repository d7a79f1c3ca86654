"""How a helper comes in: what somebody at the box is shown, and how the running program is asked for it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from describe.local_line import LineError, answering_lines, asked_line

OPEN = {"open": "page"}
ANSWER_S = 5.0


@dataclass(frozen=True, slots=True)
class Invitation:
    """The page's address by name and by number, six digits and a link that are good once, and whose box it is.

    `fingerprint` is the certificate's, in groups of four.
    """

    address: str
    number_address: str
    code: str
    link: str
    fingerprint: str

    def __repr__(self) -> str:
        return f"Invitation({self.address})"  # without what lets somebody in


@contextmanager
def inviting(path: Path, invite: Callable[[], Invitation]) -> Iterator[None]:
    """Let `lookaloud pair` open the door through a socket at this path, until the end of the block."""

    def reply(line: bytes) -> dict[str, str]:
        try:
            is_asked = json.loads(line) == OPEN
        except (ValueError, RecursionError):
            is_asked = False
        return asdict(invite()) if is_asked else {"error": "that is no request of lookaloud pair"}

    with answering_lines(path, "invitations", reply):
        yield


def invited(path: Path) -> Invitation:
    """Have the running Lookaloud open the door, and return what it shows; raise LineError."""
    reply = asked_line(path, OPEN, ANSWER_S)
    try:
        return Invitation(**reply)
    except TypeError as error:
        raise LineError("the running Lookaloud is of another version; start it again") from error
