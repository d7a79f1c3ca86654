"""lookaloud ask: asks the one that runs on this computer."""

import argparse
from pathlib import Path

from describe.cli.arguments import Commands, words
from describe.cli.describers import question_line
from describe.cli.errors import WELL, WRONG_USE, UserError
from describe.cli.photo import spoken_question
from describe.cli.printing import print_line


def add_to(commands: Commands) -> None:
    """Let the command be chosen."""
    parser = commands.add_parser("ask", help="ask the running camera a question", description=_ask.__doc__)
    parser.add_argument("question", nargs="?", type=words, metavar="QUESTION")
    parser.add_argument("--find", metavar="THING", type=words, help="ask where this is")
    parser.add_argument("--question-wav", type=Path, metavar="FILE.wav", help="ask a spoken question")
    parser.set_defaults(command=_ask)


def _ask(chosen: argparse.Namespace) -> int:
    """Ask the Lookaloud that runs on this computer about what its camera sees. It answers here and aloud."""
    from describe.commands import Ask, Find
    from describe.local_line import LineError
    from describe.question_line import asked

    if sum(given is not None for given in (chosen.question, chosen.find, chosen.question_wav)) != 1:
        raise UserError('ask one thing, such as: lookaloud ask "What colour is the door?"', WRONG_USE)
    command = Find(chosen.find) if chosen.find else Ask(chosen.question or "", spoken_question(chosen.question_wav))
    try:
        print_line(asked(question_line(), command))
    except LineError as error:
        raise UserError(str(error)) from error
    return WELL
