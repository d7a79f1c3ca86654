"""Describes one photo: what is seen in it, or why it cannot be described."""

from dataclasses import dataclass

from camera.frame import Frame
from camera.quality import Fault, fault_of
from describe import known_troubles
from describe.engines.senses import SensesDescriber
from describe.request import Request, Task
from describe.senses.compose import compose
from describe.senses.observation import Observation


@dataclass(frozen=True, slots=True)
class PhotoAnswer:
    """The sentences about a photo; `fault` where it is no good, otherwise all that was `seen`."""

    task: Task
    sentences: tuple[str, ...]
    fault: Fault | None = None
    seen: Observation | None = None


def describe_photo(frame: Frame, task: Task, senses: SensesDescriber) -> PhotoAnswer:
    """Describe or read a photo, but never one that is no good: then say which fault. Raises DescriberError."""
    fault = fault_of(frame.image)
    if fault:
        return PhotoAnswer(task, (known_troubles.PICTURE[fault].words,), fault)
    request = Request((frame,), task)
    seen = senses.observe(request)
    return PhotoAnswer(task, compose(seen, request), seen=seen)
