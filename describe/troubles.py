"""Keeps what the listener believes of each part in step with how it is: each trouble once, and once its end."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from describe.journal import Journal, Kind
from describe.speech.earcons import Earcon, earcon
from describe.utterance import Fate, Urgency, Utterance, VoiceEvent

LOST_S = 60.0
"""Seconds after which words on their way are taken for lost."""
RETRY_S = 2.0
"""Seconds after which words that could not be made heard are tried anew."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with one part: what is said, and what is said when that part is well again.

    It is said once its part has been unwell for `patience_s`. Said less than `pause_s` ago, it is said again only once
    that has lasted `insists_s`. Without words there is only a sound: a voice without a synthesizer has no words.
    """

    words: str
    over: str
    patience_s: float = 0.0
    pause_s: float = 20.0
    insists_s: float = 4.0


@dataclass(frozen=True, slots=True)
class _Told:
    """Words on their way: what the listener will believe of a part, and what was believed before."""

    part: str
    trouble: Trouble | None
    before: Trouble | None
    at: float


class Troubles:
    """The troubles of all parts: `report` at every turn what holds now, and `hear` what became of the words."""

    def __init__(self, say: Callable[[Utterance], None], journal: Journal, has_sounds: Callable[[], bool]) -> None:
        self._say = say
        self._journal = journal
        self._has_sounds = has_sounds
        self._now: dict[str, tuple[Trouble, float]] = {}
        self._believed: dict[str, Trouble] = {}
        self._on_their_way: dict[Utterance, _Told] = {}
        self._said_at: dict[str, float] = {}
        self._rests_until: dict[str, float] = {}
        self._latest_at = -math.inf

    def report(self, part: str, trouble: Trouble | None, at: float, why: str = "") -> None:
        """Take note that `part` has this trouble, or none, at the moment `at`; say what has to be said of it."""
        self._latest_at = at
        before, since = self._now.get(part, (None, at))
        if trouble != before:
            self._journal_turn(part, trouble, at, why)
        if trouble is None:
            self._now.pop(part, None)
        else:
            self._now[part] = (trouble, since)
        self._on_their_way = {said: told for said, told in self._on_their_way.items() if at - told.at < LOST_S}
        is_told = trouble == self._believed.get(part) or any(told.part == part for told in self._on_their_way.values())
        if is_told or at < self._rests_until.get(part, -math.inf):
            return
        if trouble is None:
            self._tell(part, None, self._believed[part].over)
        elif self._is_due(trouble, at, at - since):
            self._said_at[trouble.words] = at
            self._tell(part, trouble, trouble.words)

    def hear(self, event: VoiceEvent) -> None:
        """Learn what became of the words. What began to sound is believed, unless it failed; the rest is said anew."""
        told = self._on_their_way.get(event.utterance)
        if told is None:
            return
        if event.fate is Fate.STARTED:
            self._believe(told.part, told.trouble)
            return
        del self._on_their_way[event.utterance]
        if event.fate is Fate.FAILED:
            self._rests_until[told.part] = event.at + RETRY_S
            self._believe(told.part, told.before)

    def repeat(self) -> None:
        """Say anew what is wrong now: the listener may not have heard it."""
        self._believed = {part: trouble for part, trouble in self._believed.items() if part not in self._now}

    def words(self, part: str) -> str:
        """Return the sentence for the trouble that `part` has had for long enough to be told, or nothing."""
        trouble, since = self._now.get(part, (None, 0.0))
        return trouble.words if trouble and self._latest_at - since >= trouble.patience_s else ""

    def _is_due(self, trouble: Trouble, at: float, lasted_s: float) -> bool:
        paused_s = at - self._said_at.get(trouble.words, -math.inf)
        return lasted_s >= (trouble.patience_s if paused_s >= trouble.pause_s else trouble.insists_s)

    def _tell(self, part: str, trouble: Trouble | None, words: str) -> None:
        if trouble and self._has_sounds():
            # A sound without words is no reason to cut anything off, such as the safety message.
            self._say(Utterance("", Urgency.ALERT if words else Urgency.ANSWER, sound=earcon(Earcon.TROUBLE)))
        if not words:
            self._believe(part, trouble)
            return
        utterance = Utterance(words, Urgency.ALERT, is_still_true=lambda: self._holds(part, trouble))
        self._on_their_way[utterance] = _Told(part, trouble, self._believed.get(part), self._latest_at)
        self._say(utterance)

    def _holds(self, part: str, trouble: Trouble | None) -> bool:
        return self._now.get(part, (None, 0.0))[0] == trouble

    def _believe(self, part: str, trouble: Trouble | None) -> None:
        if trouble is None:
            self._believed.pop(part, None)
        else:
            self._believed[part] = trouble

    def _journal_turn(self, part: str, trouble: Trouble | None, at: float, why: str) -> None:
        if trouble is None:
            self._journal.note(Kind.BETTER, f"{part} is well again", at=at)
        else:
            self._journal.note(Kind.TROUBLE, why or f"{part} is in trouble", text=trouble.words, at=at)
