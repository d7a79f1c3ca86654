"""Says what is on: what it is doing, who describes, the battery, the time."""

import time

from describe import phrases
from describe.obeying.battery import Battery
from describe.status import State, Status

SENSES = "senses"
_STATES = {
    State.STARTING: phrases.IS_STARTING,
    State.STOPPED: phrases.IS_STOPPED,
    State.PAUSED: phrases.IS_PAUSED,
}


def state_words(status: Status, battery: Battery | None, wall_clock_s: float) -> str:
    """Return the state in a few short sentences, what is not well first."""
    doing = [] if status.troubles and not status.is_paused else [_STATES.get(status.state, phrases.IS_WATCHING)]
    return " ".join(
        [*trouble_words(status), *doing, engine_words(status.engine), *_power(battery), _time(wall_clock_s)]
    )


def trouble_words(status: Status) -> list[str]:
    """Return what is not well, each in a sentence for the ear; the reasons stand on the page and in the terminal."""
    parts = [status.camera_trouble, status.picture_trouble, status.describer_trouble]
    return [*filter(None, parts), *([phrases.MAY_NOT_BE_HEARD] if status.voice_trouble else [])]


def engine_words(engine: str) -> str:
    """Return who describes, in a sentence."""
    return phrases.SENSES_DESCRIBE if engine in ("", SENSES) else phrases.MODEL_DESCRIBES.format(engine=engine)


def _power(battery: Battery | None) -> list[str]:
    if battery is None:
        return []
    words = phrases.BATTERY_CHARGING if battery.is_charging else phrases.BATTERY
    return [words.format(percent=battery.percent)]


def _time(wall_clock_s: float) -> str:
    now = time.localtime(wall_clock_s)
    return phrases.TIME.format(hour=now.tm_hour, minute=now.tm_min)
