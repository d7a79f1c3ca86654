"""What was spoken lately, for as long as it counts as said."""

from collections import deque

KEPT = 50
LATELY = 4
"""So many sentences about pictures count as said lately: who comes back to a door after other places is told again."""


class Memory:
    """Sentences and the moments at which they began to sound, the newest few dozen."""

    def __init__(self) -> None:
        self._spoken: deque[tuple[float, str]] = deque(maxlen=KEPT)
        self._about_pictures: deque[tuple[float, str]] = deque(maxlen=LATELY)

    def add(self, text: str, at: float, *, is_about_picture: bool) -> None:
        """Remember that this began to sound at this moment."""
        self._spoken.append((at, text))
        if is_about_picture:
            self._about_pictures.append((at, text))

    def forget(self, text: str) -> None:
        """Take this as not said: it was cut off."""
        self._about_pictures = deque((one for one in self._about_pictures if one[1] != text), maxlen=LATELY)

    def forget_all(self) -> None:
        """Take nothing about pictures as said: nobody could hear it."""
        self._about_pictures.clear()

    def since(self, moment: float) -> tuple[str, ...]:
        """Return the newest few sentences about pictures that were spoken after this moment, newest last."""
        return tuple(text for at, text in self._about_pictures if at >= moment)

    def last(self, count: int) -> tuple[tuple[float, str], ...]:
        """Return the newest `count` sentences of any kind with their moments, newest last."""
        return tuple(self._spoken)[-count:]
