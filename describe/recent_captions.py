"""The sentences said last, for whoever reads along: also those that could not be made heard."""

from collections import deque
from dataclasses import replace

from describe.status import Caption
from describe.utterance import Fate, Utterance, VoiceEvent

SHOWN = 8
"""Sentences on the board."""


class RecentCaptions:
    """The newest few sentences; one that is tried twice has one place."""

    def __init__(self) -> None:
        self._shown: deque[tuple[Utterance, Caption]] = deque(maxlen=SHOWN)

    def take(self, event: VoiceEvent, at_s: float) -> None:
        """Take note of what became of a sentence at this moment, in seconds since the start."""
        said = event.utterance
        if not said.text or event.fate not in (Fate.STARTED, Fate.FAILED):
            return
        is_heard = event.fate is Fate.STARTED
        for place, (shown, caption) in enumerate(self._shown):
            if shown is said:
                self._shown[place] = (said, replace(caption, is_heard=is_heard))
                return
        if is_heard or not self._shows_unheard(said.text):
            self._shown.append((said, Caption(at_s, said.text, is_heard, said.engine)))

    def newest(self) -> tuple[Caption, ...]:
        """Return the captions, newest last."""
        return tuple(caption for _, caption in self._shown)

    def forget(self) -> None:
        """Show nothing any more."""
        self._shown.clear()

    def _shows_unheard(self, text: str) -> bool:
        """Say whether these words stand there as not heard: a trouble is tried again every few seconds."""
        return any(caption.text == text and not caption.is_heard for _, caption in self._shown)
