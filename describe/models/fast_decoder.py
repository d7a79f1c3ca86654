"""Writes tokens on a processor about as fast as the weights can be read: the decoding step of the usual decoders.

One token needs every weight once and little arithmetic, so memory bandwidth is the limit. Two things keep the plain
way far from it: matrix-vector products over weights that lie row by row (half the bandwidth here), and a few thousand
small operations, each sent from Python. Here the weights lie packed in 16 or 8 bits in the order in which they are
read (FBGEMM), projections that read the same vector are one, and a layer is about 25 operations, 60 in 8 bits.

It knows the layers that Llama, Qwen2 and Qwen3 share: root mean square norms, rotary positions, grouped queries, a
gated feed-forward network. `Decoder.supports` says whether a network is one of them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedModel
from transformers.cache_utils import DynamicCache, DynamicLayer

from describe.models.fast_eight_bits import SmallRows
from describe.models.fast_linear import LARGEST_FP16, Rows, packed_rows

GROWS_BY = 256
"""So many tokens a cache is made longer by: more than a description has."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer's weights. Rows of queries and keys lie so that the two numbers that turn together are neighbours."""

    norm: Tensor
    qkv: Rows
    norm_heads: Tensor | None
    out: Rows
    norm_mlp: Tensor
    gate_up: Rows
    down: Rows


class Decoder:
    """The decoding step of one network, with keys and values of its own. One request at a time."""

    @staticmethod
    def supports(model: PreTrainedModel) -> bool:
        """Whether all that this network does in a decoding step is known here and it runs on the processor."""
        text = text_model_of(model)
        return (
            text is not None
            and model.device.type == "cpu"
            and all(_is_known(layer) for layer in text.layers)
            and text.rotary_emb.rope_type in ("default", "linear", "llama3")
            and text.config.hidden_act == "silu"
            and not any(kind != "full_attention" for kind in getattr(text.config, "layer_types", None) or ())
        )

    @torch.inference_mode()
    def __init__(self, model: PreTrainedModel, *, in_8_bits: bool = False) -> None:
        """Pack the weights, a copy in 16 or 8 bits; that takes as much memory again as the decoder in bf16, or half.

        Raises RuntimeError or AttributeError where torch has no products in 8 bits for this processor.
        """
        self._rows: Callable[[Tensor, Tensor | None], Rows] = SmallRows if in_8_bits else packed_rows
        text = text_model_of(model)
        assert text is not None  # noqa: S101  the promise of supports
        config = text.config
        self._heads: int = config.num_attention_heads
        self._groups: int = config.num_key_value_heads
        first = text.layers[0].self_attn
        self._width: int = first.head_dim
        self._eps = float(config.rms_norm_eps)
        self._embedding = text.embed_tokens
        self._layers = [self._packed(layer) for layer in text.layers]
        self._norm_C = text.norm.weight.float()
        self._head = self._rows(_head_of(model).weight, None)
        self._turns_a_position = text.rotary_emb.inv_freq.float()
        self._stretch = float(text.rotary_emb.attention_scaling)
        rows = self._heads + 2 * self._groups
        self._scales_H1 = torch.ones(rows, 1)
        self._scales_H1[: self._heads] = first.scaling * self._stretch
        self._scales_H1[self._heads : self._heads + self._groups] = self._stretch
        self._zeros_1C = torch.zeros(1, config.hidden_size)
        self._out_1C = torch.zeros(1, self._heads * self._width)
        self._kept = torch.empty(len(self._layers), 2 * self._groups, 0, self._width)
        self._length = 0
        self._position = 0

    @torch.inference_mode()
    def take_over(self, cache: DynamicCache, next_position: int | None) -> None:
        """Go on from keys and values that transformers left; they are copied."""
        self._length = cache.get_seq_length()
        self._position = self._length if next_position is None else next_position
        self._make_room(self._length + GROWS_BY)
        order = interleaved(self._width)
        for kept_GTD, layer in zip(self._kept, cache.layers, strict=True):
            if not isinstance(layer, DynamicLayer) or layer.keys is None or layer.values is None:
                raise TypeError(f"{type(layer).__name__} keeps no keys and values of all tokens")
            kept_GTD[: self._groups, : self._length] = layer.keys[0][..., order]
            kept_GTD[self._groups :, : self._length] = layer.values[0]

    @torch.inference_mode()
    def step(self, token: int) -> Tensor:
        """Append a token and return logits_V for the next, fp32."""
        if self._length == self._kept.shape[2]:
            self._make_room(self._length + GROWS_BY)
        slots = self._kept[:, :, self._length].unbind(0)
        self._length += 1
        now = self._kept[:, :, : self._length]
        keys = now[:, : self._groups].transpose(2, 3).unbind(0)
        values = now[:, self._groups :].unbind(0)
        turn_HD = self._turn()
        self._position += 1
        x_1C = self._embedding.weight[token : token + 1].to(torch.float32, copy=True)
        for layer, slot_GD, keys_GDT, values_GTD in zip(self._layers, slots, keys, values, strict=True):
            heads_HD = self._turned(layer.qkv(self._normed(x_1C, layer.norm)), layer.norm_heads, turn_HD)
            slot_GD.copy_(heads_HD[self._heads :])
            queries_GQD = heads_HD[: self._heads].view(self._groups, -1, self._width)
            weights_GQT = torch.softmax(torch.bmm(queries_GQD, keys_GDT), -1)
            x_1C.add_(layer.out(torch.bmm(weights_GQT, values_GTD).view(1, -1)))
            gate, up = layer.gate_up(self._normed(x_1C, layer.norm_mlp)).chunk(2, 1)
            x_1C.add_(layer.down(functional.silu(gate).mul_(up)))
        return self._head(self._normed(x_1C, self._norm_C))[0]

    @torch.inference_mode()
    def multiply_only(self) -> Tensor:
        """Multiply by every weight of a step once and do nothing else, to measure what all else takes."""
        x_1C = self._zeros_1C
        for layer in self._layers:
            layer.qkv(x_1C)
            layer.out(self._out_1C)
            gate, _ = layer.gate_up(x_1C).chunk(2, 1)
            layer.down(gate.contiguous())
        return self._head(x_1C)

    def forget(self) -> None:
        """Let go of keys and values."""
        self._kept = self._kept.new_empty(len(self._layers), 2 * self._groups, 0, self._width)
        self._length = 0

    def _normed(self, x_1C: Tensor, norm_C: Tensor) -> Tensor:
        """Root mean square norm (arXiv 1910.07467). Its one number goes through Python: that is the quickest."""
        flat_C = x_1C[0]
        mean = torch.dot(flat_C, flat_C).item() / flat_C.shape[0]
        return torch.addcmul(self._zeros_1C, x_1C, norm_C, value=1 / math.sqrt(mean + self._eps))

    def _turn(self) -> Tensor:
        """Return what queries, keys and values are multiplied by here: H x D/2 complex numbers.

        Rotary positions (arXiv 2104.09864). Written text counts up on all axes alike, so Qwen's three axes are one.
        Values stay as they are; queries bring the scale of the attention with them.
        """
        angles = self._turns_a_position * self._position
        turn_D = torch.polar(torch.ones_like(angles), angles)
        turn_HD = self._scales_H1 * turn_D
        turn_HD[self._heads + self._groups :] = 1
        return turn_HD

    def _turned(self, qkv: Tensor, norm_HD: Tensor | None, turn_HD: Tensor) -> Tensor:
        if norm_HD is not None:  # Qwen3: each head's query and key has a norm of its own
            heads_HD = qkv.view(-1, self._width)
            scale_H1 = torch.rsqrt(heads_HD.square().mean(-1, keepdim=True).add_(self._eps))
            scale_H1[self._heads + self._groups :] = 1
            qkv = heads_HD.mul(scale_H1).mul_(norm_HD)
        return torch.mul(qkv.view(torch.complex64).view(turn_HD.shape), turn_HD).view(torch.float32)

    def _make_room(self, tokens: int) -> None:
        if self._kept.shape[2] >= tokens:
            return
        longer = self._kept.new_empty(len(self._layers), 2 * self._groups, tokens, self._width)
        longer[:, :, : self._kept.shape[2]] = self._kept
        self._kept = longer

    def _packed(self, layer: Any) -> _Layer:
        attention, mlp = layer.self_attn, layer.mlp
        order = interleaved(self._width)
        q, k, v = (_rows(projection) for projection in (attention.q_proj, attention.k_proj, attention.v_proj))
        qkv = torch.cat([_heads_in_order(q, order), _heads_in_order(k, order), v])
        gate_up = torch.cat([_rows(mlp.gate_proj), _rows(mlp.up_proj)])
        return _Layer(
            norm=layer.input_layernorm.weight.float(),
            qkv=self._rows(qkv[:, :-1], qkv[:, -1]),
            norm_heads=self._norm_of_heads(attention, order),
            out=self._rows(attention.o_proj.weight, attention.o_proj.bias),
            norm_mlp=layer.post_attention_layernorm.weight.float(),
            gate_up=self._rows(gate_up[:, :-1], gate_up[:, -1]),
            down=self._rows(mlp.down_proj.weight, mlp.down_proj.bias),
        )

    def _norm_of_heads(self, attention: Any, order: Tensor) -> Tensor | None:
        if not hasattr(attention, "q_norm"):
            return None
        norms_HD = torch.ones(self._heads + 2 * self._groups, self._width)
        norms_HD[: self._heads] = attention.q_norm.weight[order]
        norms_HD[self._heads : self._heads + self._groups] = attention.k_norm.weight[order]
        return norms_HD


def text_model_of(model: PreTrainedModel) -> Any:  # of each network's own class
    """Return the part of a network that writes, or None where there is none that is looked like known ones."""
    inner = getattr(model, "model", None)
    for text in (getattr(inner, "text_model", None), getattr(inner, "language_model", None), inner):
        if all(hasattr(text, part) for part in ("embed_tokens", "layers", "norm", "rotary_emb")):
            return text
    return None


def _head_of(model: Any) -> nn.Linear:  # theirs has no types
    head: nn.Linear = model.get_output_embeddings()
    return head


def interleaved(width: int) -> Tensor:
    """Return the order that makes neighbours of what rotary positions turn together: 0, w/2, 1, w/2 + 1 …"""
    return torch.arange(width).view(2, -1).t().reshape(-1)


_LAYER_PARTS = {"self_attn", "mlp", "input_layernorm", "post_attention_layernorm"}
_ATTENTION_PARTS = (
    {"q_proj", "k_proj", "v_proj", "o_proj"},
    {"q_proj", "k_proj", "v_proj", "o_proj", "q_norm", "k_norm"},
)
_MLP_PARTS = {"gate_proj", "up_proj", "down_proj", "act_fn"}


def _is_known(layer: Any) -> bool:
    parts = {name for name, _ in layer.named_children()}
    if parts != _LAYER_PARTS:
        return False
    attention = {name for name, _ in layer.self_attn.named_children()} - {"rotary_emb"}
    mlp = {name for name, _ in layer.mlp.named_children()}
    linears = [module for module in layer.modules() if isinstance(module, nn.Linear)]
    return (
        attention in _ATTENTION_PARTS
        and mlp == _MLP_PARTS
        and len(linears) == 7
        and all(float(linear.weight.detach().abs().max()) < LARGEST_FP16 for linear in linears)
    )


def _rows(projection: nn.Linear) -> Tensor:
    """Return its weights with its bias as one more column, fp32: so they stay together when rows change places."""
    bias = torch.zeros(projection.out_features) if projection.bias is None else projection.bias
    return torch.cat([projection.weight.float(), bias.float()[:, None]], 1)


def _heads_in_order(rows: Tensor, order: Tensor) -> Tensor:
    return rows.view(-1, order.shape[0], rows.shape[1])[:, order].reshape(rows.shape)
