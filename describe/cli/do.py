"""lookaloud do: has the one that runs on this computer do something."""

import argparse

from describe.cli.arguments import Commands
from describe.cli.describers import question_line
from describe.cli.errors import WELL, UserError
from describe.cli.printing import print_line
from describe.command_words import DOES
from describe.commands import Act, Do


def add_to(commands: Commands) -> None:
    """Let the command be chosen."""
    width = max(len(act) for act in Act)
    parser = commands.add_parser(
        "do",
        help="have the running camera repeat, stop, pause, read and more",
        description=_do.__doc__,
        epilog="What it does:\n" + "\n".join(f"  {act:{width}}  {DOES[act]}" for act in Act),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", choices=[str(act) for act in Act], metavar="NAME", help="one of those below")
    parser.set_defaults(command=_do)


def _do(chosen: argparse.Namespace) -> int:
    """Have the Lookaloud that runs on this computer do something. It answers here and aloud; a stop only here."""
    from describe.local_line import LineError
    from describe.question_line import asked

    try:
        print_line(asked(question_line(), Do(Act(chosen.name))))
    except LineError as error:
        raise UserError(str(error)) from error
    return WELL
