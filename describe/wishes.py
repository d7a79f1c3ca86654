"""What has to be asked of the describer for a command that is about the picture: a table, and nothing else."""

from dataclasses import dataclass

from describe import phrases
from describe.commands import Act, Ask, Command, Do, Find
from describe.request import Detail, Task


@dataclass(frozen=True, slots=True)
class Wish:
    """A request in the making: what for, how much (None: as in the settings), and what is asked.

    `otherwise` is said where the describer has no word; `reason` stands in the journal.
    """

    task: Task
    reason: str
    question: Ask | None = None
    detail: Detail | None = None
    otherwise: str = phrases.ANSWER_FAILED


_WISHES = {
    Act.DESCRIBE: Wish(Task.DESCRIBE, "somebody asks for a description", otherwise=phrases.NOTHING_TO_DESCRIBE),
    Act.READ: Wish(Task.READ, "somebody asks for the text", otherwise=phrases.NO_TEXT),
}


def wish_of(command: Command) -> Wish | None:
    """Return what a command asks of the describer; None for one that is not about the picture."""
    if isinstance(command, Ask):
        return Wish(Task.ASK, f"somebody asks: {command.question or 'by voice'}", command)
    if isinstance(command, Find):
        return Wish(Task.FIND, f"somebody asks: {command.thing}", Ask(command.thing))
    return _WISHES.get(command.act) if isinstance(command, Do) else None
