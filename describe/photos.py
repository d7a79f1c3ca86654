"""Describes one photo: what is seen in it, or why it cannot be described."""

from dataclasses import dataclass

from camera.quality import Fault, fault_of
from describe import known_troubles
from describe.describer import Describer
from describe.engines.senses import SensesDescriber
from describe.request import Request, Task
from describe.senses.compose import compose
from describe.senses.observation import Observation
from describe.sentences import sentences


@dataclass(frozen=True, slots=True)
class PhotoAnswer:
    """The sentences about a photo and who wrote them; `fault` where it is no good, what the senses have `seen`."""

    task: Task
    sentences: tuple[str, ...]
    engine: str
    fault: Fault | None = None
    seen: Observation | None = None


def describe_photo(request: Request, senses: SensesDescriber, describer: Describer) -> PhotoAnswer:
    """Do what is asked of a photo, but never of one that is no good: then say which fault. Raises DescriberError."""
    fault = fault_of(request.frame.image)
    if fault:
        return PhotoAnswer(request.task, (known_troubles.PICTURE[fault].words,), senses.name, fault)
    if describer.name == senses.name and request.task in (Task.DESCRIBE, Task.READ):
        seen = senses.observe(request)
        return PhotoAnswer(request.task, compose(seen, request), senses.name, seen=seen)
    words = tuple(sentences(describer.describe(request)))
    return PhotoAnswer(request.task, words, describer.name)
