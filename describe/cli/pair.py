"""lookaloud pair: opens the door for a helper's phone."""

import argparse
from typing import TYPE_CHECKING

from describe.cli.arguments import Commands
from describe.cli.errors import WELL, UserError

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from describe.inbox import Inbox
    from describe.invitation import Invitation


def add_to(commands: Commands) -> None:
    """Let the command be chosen."""
    parser = commands.add_parser("pair", help="let a helper's phone in, to set it up", description=_pair.__doc__)
    parser.set_defaults(command=_pair)


def invitation_line() -> "Path":
    """Return where the running Lookaloud is asked to open the door: in the user's own folder."""
    from platformdirs import user_data_path

    return user_data_path("lookaloud", appauthor=False) / "invitations"


def page_folder() -> "Path":
    """Return where the page keeps what is its own."""
    from platformdirs import user_data_path

    return user_data_path("lookaloud", appauthor=False) / "page"


def line(console: "Console", words: str) -> None:
    """Print a line, however narrow the terminal is."""
    from rich.text import Text

    console.print(Text(words), soft_wrap=True)


def show(console: "Console", invitation: "Invitation") -> None:
    """Print how a helper comes in; the code and the picture of it for a phone only where a person reads along."""
    line(console, f"Your helper's page: {invitation.address} or {invitation.number_address}")
    if not console.is_terminal:
        line(console, "The code is said aloud at the box, and stands in its terminal.")
        return
    line(console, f"Code: {invitation.code[:3]} {invitation.code[3:]}, good once, for ten minutes.")
    line(console, "Or point a phone's camera at this:")
    console.print(_picture(invitation.link))
    line(
        console,
        f"The phone warns once. To be sure that it is this box, compare the fingerprint: {invitation.fingerprint}",
    )


def let_helper_in(inbox: "Inbox") -> None:
    """Open the door, as somebody at the box pressed the key for it; where there is no page, say so."""
    from describe.commands import Tell
    from describe.helper_words import NO_PAGE
    from describe.invitation import invited
    from describe.local_line import LineError

    try:
        invited(invitation_line())
    except LineError:
        inbox.put(Tell(NO_PAGE))


def _pair(_chosen: argparse.Namespace) -> int:
    """Let a helper's phone in: the running Lookaloud says a code, which is good once, for ten minutes."""
    from rich.console import Console

    from describe.invitation import invited
    from describe.local_line import LineError

    try:
        invitation = invited(invitation_line())
    except LineError as error:
        raise UserError(str(error)) from error
    show(Console(highlight=False), invitation)
    return WELL


def _picture(link: str) -> "object":
    """Return the QR code of this link, two rows of squares to a line of characters, dark on light in any terminal."""
    import segno
    from rich.text import Text

    rows = [list(row) for row in segno.make(link, error="m", micro=False).matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    squares = {(0, 0): " ", (0, 1): "▄", (1, 0): "▀", (1, 1): "█"}
    lines = [
        "".join(squares[bool(above), bool(below)] for above, below in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    ]
    return Text("\n".join(lines), style="black on bright_white", no_wrap=True)
