"""Says in plain words what the camera gives, from the figures on the board. Pure."""

from camera.address import parse_address
from camera.errors import CameraAddressError
from camera.figures import Brightness, Figures, Focus
from describe.status import Status

STALE_S = 3.0
"""Seconds after which the newest picture says nothing about now."""
SLOW_BELOW = 4.0
"""Pictures a second below which movement is missed: five looks a second are usual."""
_REMEDIES = {
    Brightness.DARK: "Switch on a light.",
    Brightness.GLARING: "Turn the camera away from the light.",
    Focus.BLURRED: "Wipe the lens, or hold the camera still.",
}


def what_it_sees(status: Status, now: float) -> tuple[str, ...]:
    """Return the sentences of a test of the camera: what is wrong and what to do, or that all is well."""
    if status.camera_trouble:
        return status.camera_trouble, *([_sentence(status.camera_reason)] if status.camera_reason else [])
    figures = status.figures
    if figures is None or status.frame_taken_at is None:
        return ("There is no picture yet. Wait a few seconds, then look again.",)
    age_s = now - status.frame_taken_at
    if age_s > STALE_S:
        return (f"The last picture came {age_s:.0f} seconds ago. Look again; if that stays, check the camera's cable.",)
    return _of_picture(figures)


def camera_name(setting: str) -> str:
    """Return what the camera in the settings is, without any secret in its address."""
    if not setting:
        return "the first webcam"
    try:
        return parse_address(setting).name
    except CameraAddressError:
        return "a camera that cannot be opened"


def _of_picture(figures: Figures) -> tuple[str, ...]:
    if figures.is_covered:
        return ("I see nothing. The lens is covered, or it is completely dark.", "Look whether something is before it.")
    is_judged = figures.focus is not Focus.PLAIN
    parts = [f"I see a {figures.brightness} picture", figures.focus.value if is_judged else ""]
    parts.append(f"{figures.per_s:.0f} a second" if figures.per_s is not None else "")
    sentences = [f"{', '.join(part for part in parts if part)}."]
    if not is_judged:
        sentences.append("It is too plain to tell whether it is sharp.")
    sentences += [_REMEDIES[each] for each in (figures.brightness, figures.focus) if each in _REMEDIES]
    if figures.per_s is not None and figures.per_s < SLOW_BELOW:
        sentences.append("That is slow: what moves may be missed. Try another cable, or a camera nearer to the box.")
    return tuple(sentences)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('. ')}."
