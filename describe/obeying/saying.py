"""Says the words with which orders are answered, and knows which of them may be asked to be repeated."""

from describe import phrases
from describe.inbox import Order
from describe.obeying.last_heard import LastHeard
from describe.speech.hushing import HushingSpeaker
from describe.utterance import Urgency, Utterance, VoiceEvent


class Saying:
    """Speaks fixed words, and gives them to whoever asked."""

    def __init__(self, speaker: HushingSpeaker) -> None:
        self._speaker = speaker
        self._heard = LastHeard()

    def hear(self, event: VoiceEvent) -> None:
        """Take note of what became of an utterance."""
        self._heard.take(event)

    def say(self, order: Order, words: str) -> None:
        """Answer with these words."""
        self._speaker.say(Utterance(words, Urgency.ANSWER))
        order.reply(words)

    def say_over(self, order: Order, words: str) -> None:
        """Answer in the middle of what is being said, which then goes on: "louder" must not end a long reading."""
        self.say_aside(words, Urgency.ALERT)
        order.reply(words)

    def say_aside(self, words: str, urgency: Urgency = Urgency.ANSWER) -> None:
        """Say what does not count as heard last: who says louder, and then repeat, has not understood what came before.

        What is said here is said of the voice itself, or repeats something.
        """
        utterance = Utterance(words, urgency)
        self._heard.leave_out(utterance)
        self._speaker.say(utterance)

    def repeat(self, order: Order) -> None:
        """Say again, word by word, what was heard last."""
        texts = self._heard.texts()
        if not texts:
            self.say(order, phrases.NOTHING_HEARD)
            return
        self._speaker.stop()
        for text in texts:
            self.say_aside(text)
        order.reply(" ".join(texts))

    def forget(self) -> None:
        """Know nothing of what was heard any more, and be silent."""
        self._speaker.stop()
        self._heard.forget()
