"""What the box is doing and what is wrong with it, in words for a helper, with what can be done."""

from dataclasses import dataclass

from describe import phrases
from describe.status import State, Status

_DOING = {
    State.STARTING: "It is starting.",
    State.WATCHING: "It is looking, and quiet.",
    State.DESCRIBING: "It is finding words for what it sees.",
    State.SPEAKING: "It is speaking.",
    State.PAUSED: "It pauses. The listener hears nothing until somebody presses Go on.",
    State.TROUBLE: "It needs help.",
    State.STOPPED: "It has stopped.",
}
_REMEDIES = {
    phrases.CAMERA_NOT_FOUND: "Is the camera plugged in and switched on? Its address is on the page Camera.",
    phrases.CAMERA_LOST: "Look at the cable, or whether the camera is still in the Wi-Fi. It is tried again and again.",
    phrases.CAMERA_FROZEN: "Switch the camera off and on again.",
    phrases.COVERED: "Is something in front of the lens, or is it dark where the camera is?",
    phrases.DARK: "Switch on a light.",
    phrases.OVEREXPOSED: "Turn the camera away from the sun or the lamp.",
    phrases.BLURRED: "Wipe the lens with a soft cloth, and see that the camera sits firmly.",
    phrases.MOVING_FAST: "It can see again as soon as the camera moves slower.",
    phrases.DESCRIBER_LOST: "It tries again by itself. If this stays, choose another one on the page Describer.",
    phrases.DESCRIBER_SLOW: "If this stays, choose a smaller one on the page Describer.",
}
_VOICE = "The listener may hear nothing. Look at the loudspeaker: is it on, charged and connected?"


@dataclass(frozen=True, slots=True)
class TroubleShown:
    """What is wrong, in the words that the listener hears, what to do, and more for whoever mends it."""

    words: str
    remedy: str
    reason: str = ""


def doing(status: Status) -> str:
    """Return one sentence: what it does now."""
    return _DOING[status.state]


def troubles_of(status: Status) -> tuple[TroubleShown, ...]:
    """Return what is wrong now, the parts in the order in which they matter."""
    found = [
        TroubleShown(words, _REMEDIES.get(words, ""), reason)
        for words, reason in (
            (status.camera_trouble, status.camera_reason),
            (status.picture_trouble, ""),
            (status.describer_trouble, ""),
        )
        if words
    ]
    if status.voice_trouble:
        found.append(TroubleShown("The voice does not work.", _VOICE, status.voice_trouble))
    return tuple(found)
