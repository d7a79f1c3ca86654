"""Products with weights of 8 bits, by FBGEMM, which comes with torch: half of what a decoding step reads."""

import warnings
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

STEPS = 63
"""So many steps of 8 bits a number is from zero at most: FBGEMM takes 7 bits where two products have to fit into 16."""
REST = 2 * STEPS
"""What a step is divided into once more. Rounding leaves up to half of one, so the rest has STEPS of its own."""
TINY = 1e-30
NARROWEST = 768
"""With vectors this long, 8 bits save clearly more than the 11 us that they cost a product. With SmolVLM2-256M's 576 a
step was 1.06 to 1.15 times as quick, which is not worth any rounding; with 500M's 960, 1.3 times."""


class SmallRows:
    """Rows of fast_linear with weights in 8 bits and all of the vector: for one vector at a time.

    Each output has its own scale, so a weight is off by half a step at most, of the 127 between zero and the largest
    of its row. The vector loses next to nothing: FBGEMM would round it to 8 bits as well, so it is given in two
    parts, rounded to whole steps and what that left, in finer ones. Twice the vectors cost nothing where reading the
    weights is what takes the time. A third one, which is not looked at, holds the largest and the least number that
    there may be, so that FBGEMM's own steps are exactly ours.
    """

    def __init__(self, weight_OC: Tensor, bias_O: Tensor | None) -> None:
        """Pack the weights; raises RuntimeError or AttributeError where torch cannot do that."""
        weight_OC = weight_OC.detach().float()
        least_O, most_O = torch.aminmax(weight_OC, dim=1)  # not the largest of abs(), which would be a copy as long
        scale_O = torch.maximum(-least_O, most_O).clamp_min_(TINY) / 127
        zero_O = torch.zeros(weight_OC.shape[0], dtype=torch.long)
        with warnings.catch_warnings():  # torch plans to do without tensors that are quantized; FBGEMM takes no other
            warnings.filterwarnings("ignore", "(?s).*quantized tensor creation", UserWarning)
            small_OC = torch.quantize_per_channel(weight_OC, scale_O, zero_O, 0, torch.qint8)
        self._packed = torch.ops.quantized.linear_prepack(small_OC, None)
        self._multiply = torch.ops.quantized.linear_dynamic.default
        self._outputs = weight_OC.shape[0]
        self._bias_1O = None if bias_O is None or not bool(bias_O.any()) else bias_O.detach().float()[None]
        self._parts_3C = torch.zeros(3, weight_OC.shape[1])
        self._parts_3C[2, 0], self._parts_3C[2, 1] = -STEPS - 1, STEPS
        self._both_2C, self._rough_1C, self._rest_1C = self._parts_3C[:2], self._parts_3C[:1], self._parts_3C[1:2]
        # Tensors, as the operations take those in half the time that they take numbers of Python's.
        self._there_21 = torch.tensor([[STEPS], [STEPS * REST]], dtype=torch.float32)
        self._back_13 = torch.tensor([[1 / STEPS, 1 / STEPS / REST, 0]], dtype=torch.float32)
        self._tiny = torch.tensor(TINY)

    def __call__(self, x_1C: Tensor) -> Tensor:
        """Return x @ weight.T + bias, fp32. Where numbers are none, so are those that come of them."""
        largest = torch.maximum(x_1C.abs().max(), self._tiny)
        torch.mul(x_1C, torch.div(self._there_21, largest), out=self._both_2C)
        self._rough_1C.round_()
        self._rest_1C.sub_(self._rough_1C, alpha=REST)
        try:
            y_3O = self._multiply(self._parts_3C, self._packed, True)  # 7 bits
        except RuntimeError:  # FBGEMM finds no largest number among what are none
            if largest.isfinite():
                raise
            return torch.full((1, self._outputs), float("nan"))
        y_1O = torch.mm(torch.mul(self._back_13, largest), y_3O)
        return y_1O if self._bias_1O is None else y_1O.add_(self._bias_1O)


def can_be_small() -> bool:
    """Tell whether SmallRows work here: torch may lack FBGEMM, or have other products under the same names."""
    weight_OC, x_1C = torch.linspace(-1, 1, 256).view(4, 64), torch.linspace(-2, 1, 64)[None]
    try:
        y_1O = SmallRows(weight_OC, None)(x_1C)
    except (AttributeError, RuntimeError):
        return False
    return bool(torch.allclose(y_1O, x_1C @ weight_OC.T, rtol=0, atol=0.1))  # of up to 32; by 8 bits it is off by 0.06


def is_quick_small(width: int, capabilities: Mapping[str, Any]) -> bool:  # of torch: flags and sizes
    """Tell whether a step is quicker in 8 bits, for vectors of this width.

    A rule and no trial, so that the same machine always writes the same words. It was measured where a processor adds
    up four products of 8 bits at once in registers of 512 bits, for which FBGEMM has code of its own.
    """
    has_dot_products = any(bool(capabilities.get(flag)) for flag in ("avx512_vnni", "amx_int8"))
    return width >= NARROWEST and has_dot_products and can_be_small()
