"""The quickest Stepper for a network on this machine: prefill by transformers, the rest by what was made for it."""

import torch
from torch import Tensor, cpu
from transformers import PreTrainedModel

from describe.describer import DescriberUnavailable
from describe.engines.takes import Precision
from describe.models.fast_decoder import Decoder, text_model_of
from describe.models.fast_eight_bits import can_be_small, is_quick_small
from describe.models.fast_prefill import quicken_prefill
from describe.models.fast_threads import Crew
from describe.models.fast_vision import quicken_vision
from describe.models.loading import Loaded
from describe.models.stepper import EagerStepper, Inputs, Stepper


class FastStepper:
    """A Stepper that prefills with the modules of transformers and writes with a Decoder.

    `weight_bits` is how many bits a step reads for each weight.
    """

    def __init__(self, model: PreTrainedModel, *, in_8_bits: bool = False) -> None:
        """Take a network that the Decoder supports; the weights of a step are packed now, in 16 or 8 bits."""
        self._eager = EagerStepper(model)
        self._decoder = Decoder(model, in_8_bits=in_8_bits)
        self._crew = Crew()
        self.weight_bits = 8 if in_8_bits else 16

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
    is_known = Decoder.supports(loaded.model)
    if loaded.precision is Precision.INT8 and not (is_known and can_be_small()):
        raise DescriberUnavailable("this model cannot be made smaller with int8 here; take bf16 or fp32")
    quicken_vision(loaded.model)
    if not is_known:
        return EagerStepper(loaded.model)
    stepper = FastStepper(loaded.model, in_8_bits=loaded.precision is Precision.INT8 or _is_quicker_small(loaded))
    quicken_prefill(loaded.model)  # after the weights of a step were packed: it lets go of them
    return stepper


def _is_quicker_small(loaded: Loaded) -> bool:
    return loaded.is_auto and is_quick_small(text_model_of(loaded.model).config.hidden_size, cpu.get_capabilities())
