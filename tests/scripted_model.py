"""A describer that writes what a test tells it, a few characters at a time, and notes how it was used."""

from collections.abc import Callable, Generator

from describe.request import Piece, Request


class ScriptedModel:
    """Writes `words`, or what they make of the request, in pieces of three characters."""

    name = "scripted model"

    def __init__(self, words: str | Callable[[Request], str], piece: int = 3) -> None:
        self._words = words
        self._piece = piece
        self.written = ""
        self.is_stopped = False
        self.is_closed = False
        self.runs: list[Generator[Piece]] = []
        """Held, so that none is stopped only because nobody holds it any more."""

    def describe(self, request: Request) -> Generator[Piece]:
        self.runs.append(self._write(request))
        return self.runs[-1]

    def _write(self, request: Request) -> Generator[Piece]:
        words = self._words if isinstance(self._words, str) else self._words(request)
        try:
            for at in range(0, len(words), self._piece):
                self.written += words[at : at + self._piece]
                yield Piece(words[at : at + self._piece])
        finally:
            self.is_stopped = True

    def close(self) -> None:
        self.is_closed = True
