"""The two matrix products that a processor does well, behind one call each: over packed weights, by FBGEMM and oneDNN.

Both come with torch. Measured on one core of an AVX512 server with the 500M model's 362 million weights of a step: one
vector times all of them takes 53 ms with `torch.nn.functional.linear` in bf16, and 24 ms here (30 GB/s, where reading
alone does 29 to 33 GB/s). 85 vectors times the decoder's 315 million take 306 ms there and 267 ms here.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

Rows = Callable[[Tensor], Tensor]
"""From vectors to vectors, M x inputs to M x outputs, both fp32."""

LARGEST_FP16 = 65504.0


def packed_rows(weight_OC: Tensor, bias_O: Tensor | None) -> Rows:
    """Return x @ weight.T + bias for one vector at a time, or a few, as fast as the weights can be read.

    FBGEMM lays them out in the order of reading, in fp16, which holds every bf16 weight from 0.00006 to 65504 exactly
    and fp32 ones to 11 bits; it multiplies and adds in fp32. Without FBGEMM (no x86 processor) they stay as they are.
    """
    bias_O = bias_O.float().contiguous() if bias_O is not None and bool(bias_O.any()) else None
    try:
        # torch.fbgemm_linear_fp16_weight_fp32_activation takes 9 us less a call, but is deprecated and has one thread.
        multiply = torch.ops.quantized.linear_dynamic_fp16.default
        packed = torch.ops.quantized.linear_prepack_fp16(weight_OC.float().contiguous(), bias_O)
        multiply(torch.zeros(1, weight_OC.shape[1]), packed)
    except (AttributeError, RuntimeError):
        return _plain_rows(weight_OC, bias_O)
    return lambda x_MC: multiply(x_MC, packed)


def _plain_rows(weight_OC: Tensor, bias_O: Tensor | None) -> Rows:
    weight_OC = weight_OC.clone()
    bias_O = None if bias_O is None else bias_O.to(weight_OC.dtype)
    return lambda x_MC: functional.linear(x_MC.to(weight_OC.dtype), weight_OC, bias_O).float()


def can_pack() -> bool:
    """Tell whether this processor multiplies bf16 itself and torch has oneDNN to do it with packed weights."""
    try:
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # noqa: SLF001  what torch.compile calls as well
    except (AttributeError, RuntimeError):
        return False


class PackedLinear(nn.Module):
    """A linear layer for many vectors at once, in bf16, with weights laid out for so many."""

    def __init__(self, weight_OC: Tensor, bias_O: Tensor | None, vectors: int, *, gelu: bool = False) -> None:
        """Pack a copy of the weights for about so many vectors; other counts are right too, only slower."""
        super().__init__()
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight_OC.detach().contiguous(), vectors)  # noqa: SLF001
        self._bias_O = None if bias_O is None else bias_O.detach()
        self._multiply = torch.ops.mkldnn._linear_pointwise.default  # noqa: SLF001
        self._then = ("gelu", "tanh") if gelu else ("none", "")

    def forward(self, x: Tensor) -> Tensor:
        """Return x @ weight.T + bias, and its tanh-approximated GELU where that was asked for."""
        y: Tensor = self._multiply(x, self._weight, self._bias_O, self._then[0], [], self._then[1])
        return y
