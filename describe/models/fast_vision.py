"""Looks at a picture sooner: the layers of SigLIP, which SmolVLM sees with, on a processor that does bf16.

A tile of 512 x 512 pixels is 1024 patches and 210 GFLOP, so what counts is that little is done besides multiplying.
Against the modules of transformers: packed weights, queries, keys and values in one product, GELU in the product
before it, and attention as two plain products around a softmax, two heads at a time so that their 4 MB of scores stay
in the cache. Scores are bf16, as in transformers' eager attention; its fused one keeps them in fp32 and takes 1.6
times as long on a processor.
"""

from typing import Any

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel
from transformers.modeling_outputs import BaseModelOutput

from describe.models.fast_linear import PackedLinear, can_pack

HEADS_AT_ONCE = 2


class PackedEncoder(nn.Module):
    """In place of a SmolVLMEncoder: the same numbers but for the last bits of bf16."""

    def __init__(self, encoder: Any, patches: int) -> None:  # a SmolVLMEncoder, or one that is built like it
        super().__init__()
        self.layers = nn.ModuleList(_PackedLayer(layer, patches) for layer in encoder.layers)

    def forward(self, inputs_embeds: Tensor, attention_mask: Tensor | None = None) -> BaseModelOutput:
        """Return what the layers make of N x patches x C."""
        x_NTC = inputs_embeds
        tiles, patches = x_NTC.shape[:2]
        scores = x_NTC.new_empty(HEADS_AT_ONCE, patches, patches)
        masks: Any = [None] * tiles if attention_mask is None else _added(attention_mask, x_NTC.dtype)
        for layer in self.layers:
            x_NTC = layer(x_NTC, masks, scores)
        return BaseModelOutput(last_hidden_state=x_NTC)


class _PackedLayer(nn.Module):
    def __init__(self, layer: Any, patches: int) -> None:
        super().__init__()
        attention = layer.self_attn
        self._heads: int = attention.num_heads
        q, k, v = attention.q_proj, attention.k_proj, attention.v_proj
        # The scale of the scores goes into the queries' weights: exact for a power of two, as with heads 64 wide.
        weight = torch.cat([q.weight * attention.scale, k.weight, v.weight])
        bias = torch.cat([q.bias * attention.scale, k.bias, v.bias])
        self.norm_before, self.norm_between = layer.layer_norm1, layer.layer_norm2
        self.qkv = PackedLinear(weight, bias, patches)
        self.out = PackedLinear(attention.out_proj.weight, attention.out_proj.bias, patches)
        self.widen = PackedLinear(layer.mlp.fc1.weight, layer.mlp.fc1.bias, patches, gelu=True)
        self.narrow = PackedLinear(layer.mlp.fc2.weight, layer.mlp.fc2.bias, patches)

    def forward(self, x_NTC: Tensor, masks: Any, scores: Tensor) -> Tensor:
        qkv_NTC = self.qkv(self.norm_before(x_NTC))
        seen = [self._attended(qkv_TC, mask, scores) for qkv_TC, mask in zip(qkv_NTC, masks, strict=True)]
        x_NTC = x_NTC + self.out(torch.stack(seen) if len(seen) > 1 else seen[0][None])
        added_NTC: Tensor = self.narrow(self.widen(self.norm_between(x_NTC)))
        return x_NTC + added_NTC

    def _attended(self, qkv_TC: Tensor, mask: Tensor | None, scores_HTT: Tensor) -> Tensor:
        """Return softmax(q k^T) v of one tile, patches x C."""
        patches = qkv_TC.shape[0]
        q_HTD, k_HTD, v_HTD = qkv_TC.view(patches, 3, self._heads, -1).permute(1, 2, 0, 3).contiguous().unbind(0)
        out_HTD = torch.empty_like(q_HTD)
        for first in range(0, self._heads, HEADS_AT_ONCE):
            heads = slice(first, min(first + HEADS_AT_ONCE, self._heads))
            part_HTT = scores_HTT[: heads.stop - first]
            torch.bmm(q_HTD[heads], k_HTD[heads].transpose(1, 2), out=part_HTT)
            if mask is not None:
                part_HTT.add_(mask)
            torch.softmax(part_HTT, -1, out=part_HTT)
            torch.bmm(part_HTT, v_HTD[heads], out=out_HTD[heads])
        return out_HTD.transpose(0, 1).reshape(patches, -1)


def quicken_vision(model: PreTrainedModel) -> bool:
    """Put packed layers in the place of a SmolVLM's, on a processor that does bf16; tell whether that was done."""
    vision = getattr(getattr(model, "model", None), "vision_model", None)
    if vision is None or model.device.type != "cpu" or model.dtype is not torch.bfloat16 or not can_pack():
        return False
    if vision.config.model_type not in ("smolvlm_vision", "idefics3_vision"):
        return False
    if vision.config.hidden_act != "gelu_pytorch_tanh":
        return False
    with torch.inference_mode():
        vision.encoder = PackedEncoder(vision.encoder, vision.embeddings.num_patches)
    return True


def _added(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """Return a mask of N x 1 x (1 or T) x T, true or 0 where one may look, as what is added to the scores of a tile."""
    if mask.dtype is not torch.bool:
        return mask.to(dtype)
    return torch.zeros(mask.shape, dtype=dtype).masked_fill_(~mask, torch.finfo(dtype).min)
