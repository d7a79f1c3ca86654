"""What was spoken lately about pictures, for as long as it counts as said."""

from collections import deque
from collections.abc import Iterable

from describe import phrases
from describe.novelty import says_the_same

LATELY = 4
"""So many sentences of descriptions count as said lately: who comes back to a door after other places is told again.
Of the notices only the newest does, besides: what moves by is no other place, and must not push out what was told.
Nor must they be pushed out that tell of no place, but of what was not found."""
_OF_NO_PLACE = (phrases.NOTHING_FOUND, phrases.UNREADABLE_TEXT, phrases.MORE_UNREADABLE_TEXT)


class Memory:
    """Sentences and the moments at which they began to sound, the newest few."""

    def __init__(self) -> None:
        self._described: deque[tuple[float, str]] = deque(maxlen=LATELY)
        self._noticed: deque[tuple[float, str]] = deque(maxlen=1)
        self._not_found: deque[tuple[float, str]] = deque(maxlen=len(_OF_NO_PLACE))

    def add(self, text: str, at: float, *, is_notice: bool = False) -> None:
        """Remember that this sentence of a description, or notice, began to sound at this moment."""
        kept = self._noticed if is_notice else self._not_found if text in _OF_NO_PLACE else self._described
        kept.append((at, text))

    def seen_again(self, sentences: Iterable[str], at: float) -> None:
        """Take note that these would have been told again had they not been said: it has not been gone meanwhile."""
        for sentence in sentences:
            again = next((one for one in reversed(self._described) if says_the_same(sentence, one[1])), None)
            if again is not None:
                self._described.remove(again)
                self._described.append((at, again[1]))

    def forget(self, text: str) -> None:
        """Take this as not said: it was cut off."""
        self._described = deque((one for one in self._described if one[1] != text), maxlen=self._described.maxlen)
        self._not_found = deque((one for one in self._not_found if one[1] != text), maxlen=self._not_found.maxlen)

    def forget_all(self) -> None:
        """Take nothing about pictures as said: nobody could hear it."""
        self._described.clear()
        self._noticed.clear()
        self._not_found.clear()

    def since(self, moment: float) -> tuple[str, ...]:
        """Return the newest few sentences about pictures that were spoken after this moment, newest last."""
        return tuple(text for at, text in sorted((*self._described, *self._noticed, *self._not_found)) if at >= moment)
