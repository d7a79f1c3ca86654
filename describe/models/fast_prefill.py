"""Works through the words of a request a little sooner: the decoder's layers of transformers over packed weights."""

import torch
from torch import nn
from transformers import PreTrainedModel

from describe.models.fast_decoder import text_model_of
from describe.models.fast_linear import PackedLinear, can_pack

WORDS_OF_A_REQUEST = 96
"""So many vectors are multiplied at once: a tile's 64 tokens and what is asked."""


def quicken_prefill(model: PreTrainedModel) -> None:
    """Put packed layers in the place of a supported network's, on a processor that does bf16."""
    if model.dtype is not torch.bfloat16 or not can_pack():
        return
    with torch.inference_mode():
        for layer in text_model_of(model).layers:
            for part in (layer.self_attn, layer.mlp):
                for name, linear in list(part.named_children()):
                    if isinstance(linear, nn.Linear):
                        setattr(part, name, PackedLinear(linear.weight, linear.bias, WORDS_OF_A_REQUEST))
