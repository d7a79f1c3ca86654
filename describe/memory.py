"""What was spoken lately, for as long as it counts as said."""

from collections import deque

KEPT = 50
LATELY = 4
"""So many sentences of descriptions count as said lately: who comes back to a door after other places is told again.
Of the notices only the newest does, besides: what moves by is no other place, and must not push out what was told."""


class Memory:
    """Sentences and the moments at which they began to sound, the newest few dozen."""

    def __init__(self) -> None:
        self._spoken: deque[tuple[float, str]] = deque(maxlen=KEPT)
        self._described: deque[tuple[float, str]] = deque(maxlen=LATELY)
        self._noticed: deque[tuple[float, str]] = deque(maxlen=1)

    def add(self, text: str, at: float, *, is_description: bool = False, is_notice: bool = False) -> None:
        """Remember that this began to sound at this moment."""
        self._spoken.append((at, text))
        if is_description:
            self._described.append((at, text))
        elif is_notice:
            self._noticed.append((at, text))

    def forget(self, text: str) -> None:
        """Take this as not said: it was cut off."""
        self._described = deque((one for one in self._described if one[1] != text), maxlen=LATELY)

    def forget_all(self) -> None:
        """Take nothing about pictures as said: nobody could hear it."""
        self._described.clear()
        self._noticed.clear()

    def since(self, moment: float) -> tuple[str, ...]:
        """Return the newest few sentences about pictures that were spoken after this moment, newest last."""
        return tuple(text for at, text in sorted((*self._described, *self._noticed)) if at >= moment)

    def last(self, count: int) -> tuple[tuple[float, str], ...]:
        """Return the newest `count` sentences of any kind with their moments, newest last."""
        return tuple(self._spoken)[-count:]
