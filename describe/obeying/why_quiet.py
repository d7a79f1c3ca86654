"""Answers why it is quiet, from what stands on the board and in the journal: a table from reasons to sentences."""

from collections.abc import Sequence

from camera.quality import Fault
from describe import known_troubles, phrases
from describe.decide import FEW_WORDS, OVER_LIMIT
from describe.journal import Entry, Kind
from describe.obeying.light_tone import LightTone
from describe.obeying.seeking import Seeking
from describe.obeying.state_words import trouble_words
from describe.status import State, Status
from describe.teller import SAID_LATELY, TOO_OLD

LATELY_S = 20.0
"""What was left unsaid within this time may be why it is quiet."""
SILENCES = {
    "nothing has changed": phrases.QUIET_UNCHANGED,
    "it has not settled yet": phrases.QUIET_SETTLING,
    "the picture moves": phrases.QUIET_MOVING,
    OVER_LIMIT: phrases.QUIET_LIMIT,
    FEW_WORDS: phrases.QUIET_FEW_WORDS,
    "I am describing": phrases.QUIET_DESCRIBING,
    "the last description came to nothing": phrases.QUIET_FAILED,
    "the camera gives no picture": phrases.CAMERA_LOST,
    "no new picture has come": phrases.QUIET_NO_PICTURE,
    "I am paused": phrases.QUIET_PAUSED,
    "somebody said stop": phrases.QUIET_STOPPED,
    LightTone.reason: phrases.QUIET_LIGHT,
    Seeking.reason: phrases.QUIET_SEEKING,
}
"""By the reason in the journal. "I am speaking" is no silence, nor is an answer being made: the one before is meant."""
UNSAID = {
    SAID_LATELY: phrases.QUIET_SAID,
    OVER_LIMIT: phrases.QUIET_LIMIT,
    TOO_OLD: phrases.QUIET_TOO_OLD,
    "too old when its turn came": phrases.QUIET_TOO_OLD,
    "no longer true when its turn came": phrases.QUIET_UNTRUE,
}
SPEAKING, DESCRIBING = "I am speaking", "I am describing"
_UNFIT = ("the picture is no good: ", "the picture has just become no good: ")


def why_quiet(status: Status, journal: Sequence[Entry], now_s: float) -> str:
    """Return the reasons for the silence in words for the listener; `now_s` counts as the journal's moments do."""
    said_at = next((entry.at_s for entry in reversed(journal) if entry.kind is Kind.SAID), None)
    reason = status.silent_because
    passing = ("", SPEAKING) if status.state is State.DESCRIBING else ("", SPEAKING, DESCRIBING)
    if reason in passing:
        silences = (entry.reason for entry in reversed(journal) if entry.kind is Kind.SILENT)
        reason = next((other for other in silences if other not in passing), "")
    words = [*([phrases.QUIET_PAUSED] if status.is_paused else []), *trouble_words(status)]
    silence = _silence(reason)
    words += [silence] if silence and silence not in words else []
    words += [unsaid for unsaid in _unsaid(journal, now_s) if unsaid not in words and not status.troubles]
    if said_at is not None and now_s - said_at >= LATELY_S:
        words.append(phrases.SPOKE.format(ago=ago(now_s - said_at)))
    return " ".join(words) or phrases.QUIET_NO_REASON


def ago(seconds: float) -> str:
    """Return a time that has passed, in words."""
    if seconds < 90:
        return f"{seconds:.0f} second{'' if round(seconds) == 1 else 's'}"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.0f} hours"


def _silence(reason: str) -> str:
    for prefix in _UNFIT:
        if reason.startswith(prefix):
            fault = reason.removeprefix(prefix)
            return known_troubles.PICTURE[Fault(fault)].words if fault in list(Fault) else phrases.QUIET_NO_REASON
    return SILENCES.get(reason, phrases.QUIET_BECAUSE.format(reason=reason) if reason else "")


def _unsaid(journal: Sequence[Entry], now_s: float) -> list[str]:
    """Return why a sentence was left unsaid, if nothing was said since."""
    for entry in reversed(journal):
        if now_s - entry.at_s > LATELY_S or entry.kind is Kind.SAID:
            return []
        if entry.kind is Kind.DROPPED and entry.reason in UNSAID:
            return [UNSAID[entry.reason]]
    return []
