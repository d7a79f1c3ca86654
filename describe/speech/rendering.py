"""Turns an utterance into its sound."""

from describe.speech.sound import Sound, Style, Synthesizer
from describe.speech.spoken_text import spoken_text
from describe.utterance import Utterance

NOTHING_TO_SAY = "there is nothing in it that can be spoken"


def sound_of(utterance: Utterance, synthesizer: Synthesizer, style: Style) -> Sound | None:
    """Return the utterance's own sound or its spoken text, None where the text has nothing to be spoken.

    Raises SynthesizerError.
    """
    if utterance.sound is not None:
        return utterance.sound
    text = spoken_text(utterance.text)
    return synthesizer.synthesize(text, style) if text else None
