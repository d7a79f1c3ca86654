"""What helpers did is told to the listener, and a stop only puts it off: nobody changes anything unheard."""

from describe.speech.speaker import Speaker
from describe.utterance import Fate, Urgency, Utterance, VoiceEvent

MOST = 8
"""Words that wait to be told; of more the oldest give way."""


class Telling:
    """Says such words, and says them again later where they were stopped before they began to sound."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._on_their_way: set[Utterance] = set()
        self._later: list[str] = []

    def say(self, words: str) -> None:
        """Have this said in its turn."""
        utterance = Utterance(words, Urgency.ANSWER)
        self._on_their_way.add(utterance)
        self._speaker.say(utterance)

    def say_later(self, words: str) -> None:
        """Keep this for the next call of say_what_waits()."""
        self._later = [*self._later, words][-MOST:]

    def say_what_waits(self) -> None:
        """Have said what was put off."""
        waiting, self._later = self._later, []
        for words in waiting:
            self.say(words)

    def hear(self, event: VoiceEvent) -> None:
        """Take note of what became of an utterance."""
        if event.utterance in self._on_their_way:
            self._on_their_way.discard(event.utterance)
            if event.fate is Fate.STOPPED:
                self.say_later(event.utterance.text)
