"""From a request to what a network takes: the words around it, the pictures made to size, the place of every token."""

from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedModel, ProcessorMixin

from camera.frame import Frame
from camera.shrink import shrunk
from describe.describer import DescriberFailed
from describe.engines.takes import Takes
from describe.models.chat import Chat
from describe.models.stepper import Inputs
from describe.prompts import prompt_for
from describe.request import Request, Task

DESCRIBING_TOKENS = 196
READING_TOKENS = 576
"""What a picture may cost on a processor; a second for a few words, three where small print is read."""
QUICK_FACTOR = 4
"""A GPU looks so much closer."""


class RequestInputs(Protocol):
    """Makes inputs for one kind of network."""

    @property
    def takes(self) -> frozenset[Takes]:
        """What it can be given besides text."""
        ...

    def of(self, request: Request) -> Inputs:
        """Return what the network is given for a request; raise DescriberFailed if it cannot take it."""
        ...


def shown(request: Request, takes: frozenset[Takes], most_pictures: int) -> Request:
    """Return the request with only what is to be shown: a clip if the network takes one, else the newest pictures.

    Text is read from a picture, in which it is larger. Raises DescriberFailed for a spoken question to a network
    that hears nothing.
    """
    if request.question_sound is not None and Takes.SOUND not in takes:
        if not request.question:
            raise DescriberFailed("the model takes no spoken questions")
        request = replace(request, question_sound=None)
    if request.clip and (Takes.CLIP not in takes or request.task is Task.READ):
        request = replace(request, clip=(), clip_sound=None)
    if request.clip_sound is not None and Takes.SOUND not in takes:
        request = replace(request, clip_sound=None)
    return replace(request, frames=request.frames[-most_pictures:])


def picture_tokens(request: Request, device: torch.device) -> int:
    """Return what each picture may cost."""
    if request.picture_tokens is not None:
        return max(1, request.picture_tokens)
    tokens = READING_TOKENS if request.task is Task.READ else DESCRIBING_TOKENS
    return tokens * (QUICK_FACTOR if device.type == "cuda" else 1)


def tokens_of(processor: ProcessorMixin, text: str) -> Tensor:
    """Return the tokens of a text in which every placeholder stands as often as it has to, 1 x N."""
    return torch.tensor([processor.tokenizer(text, add_special_tokens=False)["input_ids"]])


def fixed_count(ids: Tensor, placeholders: set[int]) -> int:
    """Return how many tokens come before the first placeholder."""
    at = torch.isin(ids[0], torch.tensor(sorted(placeholders))).nonzero()
    return int(at[0]) if len(at) else 0


def placed(model: PreTrainedModel, inputs: Inputs) -> Inputs:
    """Return the inputs on the network's device, with its precision where they are no counts."""

    def moved(value: Any) -> Any:  # of what a processor makes
        if not isinstance(value, Tensor):
            return value
        return value.to(model.device, model.dtype if value.is_floating_point() else None)

    positions = None if inputs.positions is None else inputs.positions.to(model.device)
    senses = {name: moved(value) for name, value in inputs.senses.items()}
    return Inputs(inputs.ids.to(model.device), senses, positions, inputs.fixed)


class ProcessorInputs:
    """RequestInputs for any network, by its own processor: slower, and the fixed prompt is worked through each time."""

    def __init__(self, model: PreTrainedModel, processor: ProcessorMixin, most_pictures: int = 1) -> None:
        self._model, self._processor = model, processor
        self._chat = Chat(processor)
        self._most_pictures = most_pictures

    @property
    def takes(self) -> frozenset[Takes]:
        """Pictures: how a processor wants clips and sound differs from one to the other."""
        return frozenset({Takes.PICTURE})

    def of(self, request: Request) -> Inputs:
        """Return what the processor makes of it."""
        request = shown(request, self.takes, self._most_pictures)
        images = [self._picture(frame, request) for frame in request.frames]
        text = self._chat.text(prompt_for(request), ["image"] * len(images))
        made = dict(self._processor(text=[text], images=images, return_tensors="pt"))
        return placed(self._model, Inputs(made.pop("input_ids"), made))

    def _picture(self, frame: Frame, request: Request) -> Any:  # an array, which its processor's signature calls Any
        """Return its pixels, thinned out where they are many: what a processor makes of them is its own matter."""
        longest = 2048 if request.task is Task.READ else 1024
        return np.array(shrunk(frame.image, longest))  # a copy: torch warns of what cannot be written
