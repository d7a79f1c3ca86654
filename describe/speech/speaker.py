"""What the narrator speaks through, whether time passes or is simulated."""

from typing import Protocol

from describe.utterance import Utterance, VoiceEvent


class Speaker(Protocol):
    """What the narrator speaks through."""

    @property
    def name(self) -> str:
        """Where the sound goes, for people."""
        ...

    @property
    def is_quiet(self) -> bool:
        """Whether nothing sounds and nothing waits."""
        ...

    @property
    def trouble(self) -> str:
        """What keeps it from being heard, in words; empty when all is well."""
        ...

    @property
    def is_audible(self) -> bool:
        """Whether what was said last went to a loudspeaker, and not to a file or nowhere."""
        ...

    def say(self, utterance: Utterance) -> None:
        """Have it said in its turn; returns at once. What became of it is told by drain()."""
        ...

    def stop(self) -> None:
        """Be silent at once and forget what waits; from any thread."""
        ...

    def wait_quiet(self, timeout_s: float) -> bool:
        """Wait until nothing sounds and nothing waits; False if that takes longer."""
        ...

    def probe(self) -> None:
        """Have what is in trouble tried again without a word, if that is due; returns at once.

        `trouble` tells what came of it. Meant for every turn: nothing else notices while nothing is said.
        """
        ...

    def drain(self) -> tuple[VoiceEvent, ...]:
        """Return what happened since it was last asked. Every utterance has STARTED or not, and one last fate."""
        ...

    def close(self) -> None:
        """Be silent and let go of everything; may be called twice."""
        ...
