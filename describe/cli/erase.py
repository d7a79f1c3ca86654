"""lookaloud erase: removes all that was kept about the people who use it."""

import argparse
import sys

from describe.cli.arguments import Commands
from describe.cli.describers import question_line
from describe.cli.errors import TROUBLE, WELL, WRONG_USE, UserError
from describe.cli.pair import page_folder
from describe.cli.parts import settings_file
from describe.cli.printing import print_line

SURE = "erase"


def add_to(commands: Commands) -> None:
    """Let the command be chosen."""
    parser = commands.add_parser(
        "erase", help="erase settings, history, keys and who may come in", description=_erase.__doc__
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.set_defaults(command=_erase)


def _erase(chosen: argparse.Namespace) -> int:
    """Erase settings, history, keys, tokens, logs, the certificate, and who may come in to the page.

    Models stay: lookaloud models remove. So does a file that was named with --journal.
    """
    from describe.erasing import erase
    from describe.local_line import is_answered

    folders = (settings_file().path.parent, page_folder())
    if is_answered(question_line()):
        raise UserError("Lookaloud is running: stop it first, or erase from its page About")
    if not chosen.yes and not _is_sure([str(folder) for folder in folders]):
        raise UserError("nothing was erased", WRONG_USE)
    left = erase(folders)
    if left:
        raise UserError(f"this could not be removed: {', '.join(map(str, left))}; see who owns it", TROUBLE)
    print_line("Everything that was kept is erased. Models stay; see them with: lookaloud models")
    return WELL


def _is_sure(folders: list[str]) -> bool:
    if not sys.stdin.isatty():
        raise UserError("nobody is there to be asked: say lookaloud erase --yes", WRONG_USE)
    print_line(f"This erases all that is in {' and '.join(folders)}. It cannot be taken back.")
    print(f"Type {SURE} to do it: ", end="", flush=True)
    return sys.stdin.readline().strip().casefold() == SURE
