"""What a command ends with, and what the person at the keyboard can mend."""

WELL, TROUBLE, WRONG_USE = 0, 1, 2


class UserError(Exception):
    """Something the person at the keyboard can mend: one sentence and the remedy, and what the command ends with."""

    def __init__(self, words: str, code: int = TROUBLE) -> None:
        super().__init__(words)
        self.code = code
