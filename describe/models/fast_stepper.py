"""The quickest Stepper for a network on this machine: prefill by transformers, the rest by what was made for it."""

import torch
from torch import Tensor
from transformers import PreTrainedModel

from describe.describer import DescriberUnavailable
from describe.engines.takes import Precision
from describe.models.fast_decoder import Decoder
from describe.models.fast_prefill import quicken_prefill
from describe.models.fast_threads import Crew
from describe.models.fast_vision import quicken_vision
from describe.models.loading import Loaded
from describe.models.stepper import EagerStepper, Inputs, Stepper


class FastStepper:
    """A Stepper that prefills with the modules of transformers and writes with a Decoder."""

    def __init__(self, model: PreTrainedModel) -> None:
        """Take a network that the Decoder supports; weights are packed now."""
        self._eager = EagerStepper(model)
        self._decoder = Decoder(model)
        self._crew = Crew()

    @torch.inference_mode()
    def prefill(self, inputs: Inputs) -> Tensor:
        """Work through a request and return logits_V for the first token."""
        logits_V = self._eager.prefill(inputs)
        assert self._eager.cache is not None  # noqa: S101  there is one after a prefill
        self._decoder.take_over(self._eager.cache, inputs.next_position)
        return logits_V

    def step(self, token: int) -> Tensor:
        """Append a token and return logits_V for the next."""
        return self._crew.do(lambda: self._decoder.step(token))

    def forget(self) -> None:
        """Let go of all memory but the weights'."""
        self._eager.forget()
        self._decoder.forget()

    def multiply_only(self) -> Tensor:
        """Multiply by every weight of a step once and do nothing else, to measure what all else takes."""
        return self._crew.do(self._decoder.multiply_only)


def quick_stepper(loaded: Loaded) -> Stepper:
    """Return the quickest Stepper that is right for a network here; its eyes are made quicker as well.

    Raises DescriberUnavailable for a precision that cannot be done.
    """
    if loaded.precision is Precision.INT8:
        raise DescriberUnavailable("this model cannot be made smaller with int8; take bf16 or fp32")
    quicken_vision(loaded.model)
    if not Decoder.supports(loaded.model):
        return EagerStepper(loaded.model)
    stepper = FastStepper(loaded.model)
    quicken_prefill(loaded.model)  # after the weights of a step were packed: it lets go of them
    return stepper
