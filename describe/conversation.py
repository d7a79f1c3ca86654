"""What was asked and answered a moment ago, for follow-up questions; old pictures are not kept."""

from collections import deque

from describe.request import Exchange

KEPT = 4
KEPT_S = 120.0
"""Who asks again after two minutes asks about something else."""


class Conversation:
    """The last few questions and answers, of the last two minutes."""

    def __init__(self) -> None:
        self._exchanges: deque[tuple[float, Exchange]] = deque(maxlen=KEPT)

    def add(self, question: str, answer: str, at: float) -> None:
        """Remember that this was asked and answered at this moment."""
        self._exchanges.append((at, Exchange(question, answer)))

    def since(self, now: float) -> tuple[Exchange, ...]:
        """Return those of the last two minutes, newest last."""
        return tuple(exchange for at, exchange in self._exchanges if now - at <= KEPT_S)
