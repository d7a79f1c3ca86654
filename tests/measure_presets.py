"""Computes what describe/engines/presets.py says of each model, from the real architectures, without their weights.

.venv/bin/python -m tests.measure_presets

The classes are those of transformers, built on the meta device with the numbers of each model's own config.json. The
sums of SmolVLM2 (1.03 and 2.03 GB), Qwen3-VL and Qwen2.5-Omni-7B (4.99 + 4.99 + 4.99 + 4.97 + 2.43 GB) are those of
the files that the hub shows. Two things are not: the size of a picture is our choice, and the config.json of the 3B
was not to be had. Its Thinker is taken for Qwen2.5-3B with a head of its own, which gives the "5B" that the hub shows
for it; the width of its Talker is a guess, on which only its size on the disk depends.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration, SmolVLMConfig, SmolVLMForConditionalGeneration
from transformers.models.qwen2_5_omni import Qwen2_5OmniConfig, Qwen2_5OmniForConditionalGeneration
from transformers.utils import logging as transformers_logging

from describe.engines.presets import PRESETS
from describe.engines.takes import Precision

MEGA = 1_000_000
WORKER_MB = 900
"""What a worker takes besides the weights: 734 MB of Python with torch and transformers, the rest for a picture, its
keys and values, and room to breathe (see `resource.getrusage` after importing both)."""
TEXT_TOKENS = 60
"""Tokens of a request that are not worked through before: the fixed words are."""
_BYTES = {Precision.FP32: 4.0, Precision.BF16: 2.0, Precision.INT8: 1.0, Precision.INT4: 0.53}
"""A weight's bytes. Four bits and the scale of 64 weights in 8 bits and that of 256 of those: bitsandbytes' NF4."""

MEASURED = (Precision.BF16, Precision.FP32, Precision.INT8, Precision.INT4)


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of a preset, in its units."""

    parameters_m: int
    disk_mb: int
    memory_mb: dict[Precision, int]
    picture_gflop: int
    step_mb: int


@dataclass(frozen=True, slots=True)
class Shape:
    """What is built: all of its files, the part that describes, and how a picture is taken apart."""

    build: Callable[[], nn.Module]
    file_bytes: dict[str, int]
    describes: str
    patches: int
    visual_tokens: int


def _smolvlm(hidden: int, between: int, layers: int, heads: int, key_heads: int) -> Callable[[], nn.Module]:
    text = {
        "model_type": "llama",
        "hidden_size": hidden,
        "intermediate_size": between,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": key_heads,
        "head_dim": 64,
        "vocab_size": 49280,
        "tie_word_embeddings": False,
    }
    vision = {
        "hidden_size": 768,
        "intermediate_size": 3072,
        "num_hidden_layers": 12,
        "num_attention_heads": 12,
        "image_size": 512,
        "patch_size": 16,
    }
    return lambda: SmolVLMForConditionalGeneration(
        SmolVLMConfig(
            text_config=text, vision_config=vision, scale_factor=4, image_token_id=49190, tie_word_embeddings=False
        )
    )


def _qwen3_vl(
    hidden: int, between: int, layers: int, heads: int, vision: dict[str, object], *, tied: bool
) -> Callable[[], nn.Module]:
    text = {
        "hidden_size": hidden,
        "intermediate_size": between,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": 8,
        "head_dim": 128,
        "vocab_size": 151936,
        "tie_word_embeddings": tied,
    }
    seen = vision | {"num_heads": 16, "out_hidden_size": hidden}
    return lambda: Qwen3VLForConditionalGeneration(
        Qwen3VLConfig(text_config=text, vision_config=seen, tie_word_embeddings=tied)
    )


def _omni(
    hidden: int, between: int, layers: int, heads: int, key_heads: int, words: int, talker: int
) -> Callable[[], nn.Module]:
    text = {
        "hidden_size": hidden,
        "intermediate_size": between,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": key_heads,
        "vocab_size": words,
        "tie_word_embeddings": False,
    }
    vision = {"depth": 32, "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16, "out_hidden_size": hidden}
    sound = {"d_model": 1280, "encoder_layers": 32, "encoder_ffn_dim": 5120, "encoder_attention_heads": 20}
    voice = {
        "hidden_size": 896,
        "intermediate_size": talker,
        "num_hidden_layers": 24,
        "num_attention_heads": 12,
        "num_key_value_heads": 4,
        "head_dim": 128,
        "vocab_size": 8448,
        "embedding_size": hidden,
        "tie_word_embeddings": False,
    }

    def build() -> nn.Module:
        config = Qwen2_5OmniConfig(
            thinker_config={
                "text_config": text,
                "vision_config": vision,
                "audio_config": sound | {"output_dim": hidden},
                "tie_word_embeddings": False,
            },
            talker_config=voice,
        )
        return Qwen2_5OmniForConditionalGeneration(config)

    return build


_SMALL_EYES: dict[str, object] = {
    "depth": 24,
    "hidden_size": 1024,
    "intermediate_size": 4096,
    "deepstack_visual_indexes": [5, 11, 17],
}
_LARGE_EYES: dict[str, object] = {
    "depth": 27,
    "hidden_size": 1152,
    "intermediate_size": 4304,
    "deepstack_visual_indexes": [8, 16, 24],
}
_FP32 = {"": 4}
_BF16 = {"": 2}
_OMNI = {"thinker": 2, "talker": 2, "token2wav": 4}
SHAPES = {
    "tiny": Shape(_smolvlm(576, 1536, 30, 9, 3), _FP32, "", 1024, 64),
    "small": Shape(_smolvlm(960, 2560, 32, 15, 5), _FP32, "", 1024, 64),
    "medium": Shape(_qwen3_vl(2048, 6144, 28, 16, _SMALL_EYES, tied=True), _BF16, "", 512, 128),
    "large": Shape(_qwen3_vl(4096, 12288, 36, 32, _LARGE_EYES, tied=False), _BF16, "", 1024, 256),
    "omni-3b": Shape(_omni(2048, 11008, 36, 16, 2, 151936, 4864), _OMNI, "thinker", 1024, 256),
    "omni": Shape(_omni(3584, 18944, 28, 28, 4, 152064, 18944), _OMNI, "thinker", 1024, 256),
}
"""The numbers are those of each model's config.json. SmolVLM2 lies on the hub in fp32, the others in bf16, but for the
part of Qwen2.5-Omni that makes sound waves. A picture is one tile for SmolVLM2, and for the others the budget of
describing: see docs/decisions/0011.
"""


def measure(name: str) -> Measured:
    """Build the model of this preset without weights and count."""
    shape = SHAPES[name]
    with torch.device("meta"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = shape.build()
    model = whole.get_submodule(shape.describes)
    eyes = next(part for name, part in model.named_modules() if name.endswith(("vision_model", "visual")))
    words = next(part for name, part in model.named_modules() if name.endswith(("text_model", "language_model")))
    text = _count(words) - _count(words.get_submodule("embed_tokens"))
    seen, tokens = _count(eyes), shape.visual_tokens + TEXT_TOKENS
    return Measured(
        parameters_m=round(_count(model) / MEGA),
        disk_mb=round(sum(_count(whole.get_submodule(part)) * size for part, size in shape.file_bytes.items()) / MEGA),
        memory_mb={precision: _memory_mb(model, precision) for precision in MEASURED},
        picture_gflop=round(2 * (seen * shape.patches + text * tokens) / 1e9),
        step_mb=round(2 * (text + _count(model.get_submodule("lm_head"))) / MEGA),
    )


def _count(part: nn.Module) -> int:
    return sum({id(each): each.numel() for each in part.parameters()}.values())


def _memory_mb(model: nn.Module, precision: Precision) -> int:
    """Return the megabytes of the weights and their worker. Below 16 bits only the layers are made smaller."""
    size = _BYTES[precision]
    linear = {
        id(part.weight): part.weight.numel()
        for name, part in model.named_modules()
        if isinstance(part, nn.Linear) and not name.endswith("lm_head")
    }
    kept = _count(model) - sum(linear.values())
    return round((sum(linear.values()) * size + kept * max(size, 2.0)) / MEGA) + WORKER_MB


def main() -> None:
    """Print the figures of all presets, and whether the table has them."""
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    table = {preset.name: preset for preset in PRESETS}
    for name in SHAPES:
        found, said = measure(name), table[name]
        print(name, found)
        same = (said.parameters_m, said.disk_mb, dict(said.memory_mb), said.picture_gflop, said.step_mb)
        if same != (found.parameters_m, found.disk_mb, found.memory_mb, found.picture_gflop, found.step_mb):
            print(f"  the table says {same}")


if __name__ == "__main__":
    main()
