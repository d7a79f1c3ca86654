"""What was heard last, so that it can be said again word by word."""

from collections import deque

from describe.utterance import Fate, Utterance, VoiceEvent

ASIDES = 40
"""So many words that are not to be repeated may be on their way at once."""


class LastHeard:
    """The sentences that belong together and began to sound last: all of one picture's description, or one phrase."""

    def __init__(self) -> None:
        self._last: list[Utterance] = []
        self._asides: deque[Utterance] = deque(maxlen=ASIDES)

    def take(self, event: VoiceEvent) -> None:
        """Take note of a sentence that began to sound."""
        said = event.utterance
        if event.fate is not Fate.STARTED or not said.text or said in self._asides or said in self._last:
            return
        is_of_the_same = bool(self._last) and said.frame_at is not None and self._last[0].frame_at == said.frame_at
        self._last = [*self._last, said] if is_of_the_same else [said]

    def texts(self) -> tuple[str, ...]:
        """Return the sentences in the order in which they began to sound."""
        return tuple(said.text for said in self._last)

    def leave_out(self, utterance: Utterance) -> None:
        """Take no note of this one: it is itself a repetition, or what is said of loudness and speed.

        Who says louder and then repeat has not understood what came before "Loud."
        """
        self._asides.append(utterance)

    def forget(self) -> None:
        """Know nothing of it any more."""
        self._last = []
