"""The quickest Stepper for a network on this machine: prefill by transformers, the rest by what was made for it."""

import torch
from torch import Tensor
from transformers import PreTrainedModel

from describe.models.fast_decoder import Decoder
from describe.models.fast_vision import quicken_vision
from describe.models.stepper import EagerStepper, Inputs


class FastStepper:
    """A Stepper that prefills with the modules of transformers and writes with a Decoder."""

    def __init__(self, model: PreTrainedModel) -> None:
        """Take a network that the Decoder supports; weights are packed now."""
        self._eager = EagerStepper(model)
        self._decoder = Decoder(model)

    @torch.inference_mode()
    def prefill(self, inputs: Inputs) -> Tensor:
        """Work through a request and return logits_V for the first token."""
        logits_V = self._eager.prefill(inputs)
        assert self._eager.cache is not None  # noqa: S101  there is one after a prefill
        self._decoder.take_over(self._eager.cache, inputs.next_position)
        return logits_V

    def step(self, token: int) -> Tensor:
        """Append a token and return logits_V for the next."""
        return self._decoder.step(token)

    def forget(self) -> None:
        """Let go of all memory but the weights'."""
        self._eager.forget()
        self._decoder.forget()

    def multiply_only(self) -> None:
        """Multiply by every weight of a step once and do nothing else, to measure what all else takes."""
        self._decoder.multiply_only()


def stepper_for(model: PreTrainedModel) -> FastStepper | EagerStepper:
    """Return the quickest Stepper that is right for this network here; its eyes are made quicker as well."""
    quicken_vision(model)
    return FastStepper(model) if Decoder.supports(model) else EagerStepper(model)
