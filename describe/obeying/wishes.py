"""What has to be asked of the describer, or of the senses, for a command about the picture: a table."""

from collections.abc import Callable
from dataclasses import dataclass

from describe import phrases
from describe.commands import Act, Ask, Command, Do, Find
from describe.request import Detail, Request, Task
from describe.senses.asked import code_words, colour_words
from describe.senses.codes import codes_in
from describe.senses.colours import colours_in_the_middle
from describe.senses.light import light_of


@dataclass(frozen=True, slots=True)
class Wish:
    """A request in the making: what for, how much (None: as in the settings), and what is asked.

    `of_senses` answers in place of the describer; it may take a moment, and raise whatever native libraries raise.
    `is_of_last`: of the picture that was told of last, where the view has changed since. `otherwise` is said where
    there is no word; `reason` stands in the journal.
    """

    task: Task
    reason: str
    question: Ask | None = None
    detail: Detail | None = None
    of_senses: Callable[[Request], tuple[str, ...]] | None = None
    is_of_last: bool = False
    otherwise: str = phrases.ANSWER_FAILED


def _codes(request: Request) -> tuple[str, ...]:
    return code_words(codes_in(request.frame.image))


def _colour(request: Request) -> tuple[str, ...]:
    image = request.frame.image
    return (colour_words(colours_in_the_middle(image), light_of(image)),)


_WISHES = {
    Act.DESCRIBE: Wish(Task.DESCRIBE, "somebody asks for a description", otherwise=phrases.NOTHING_TO_DESCRIBE),
    Act.MORE: Wish(
        Task.DESCRIBE,
        "somebody asks for more",
        detail=Detail.RICH,
        is_of_last=True,
        otherwise=phrases.NOTHING_TO_DESCRIBE,
    ),
    Act.SHORTER: Wish(
        Task.DESCRIBE,
        "somebody asks for fewer words",
        detail=Detail.BRIEF,
        is_of_last=True,
        otherwise=phrases.NOTHING_TO_DESCRIBE,
    ),
    Act.READ: Wish(Task.READ, "somebody asks for the text", otherwise=phrases.NO_TEXT),
    Act.WHO: Wish(Task.WHO, "somebody asks who is there", otherwise=phrases.NO_FACE),
    Act.CODES: Wish(Task.READ, "somebody asks for codes", of_senses=_codes),
    Act.COLOUR: Wish(Task.ASK, "somebody asks for a colour", of_senses=_colour),
}


def wish_of(command: Command) -> Wish | None:
    """Return what a command asks of the describer; None for one that is not about the picture."""
    if isinstance(command, Ask):
        return Wish(Task.ASK, f"somebody asks: {command.question or 'by voice'}", command)
    if isinstance(command, Find):
        return Wish(Task.FIND, f"somebody asks: {command.thing}", Ask(command.thing))
    return _WISHES.get(command.act) if isinstance(command, Do) else None
