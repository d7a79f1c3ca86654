"""The networks of the presets at random weights: as large and as slow as the real ones, and nothing to download.

The numbers are those of each model's config.json on the hub. Vocabularies are as large as the real ones; the tokenizer
is made on the spot of our own prompts, so that a prompt has about as many tokens as with the real one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import torch
import transformers
from transformers import PreTrainedModel
from transformers.initialization import no_init_weights

from describe.engines.takes import Precision
from describe.models.loading import Loaded
from describe.models.stand_in import omni_processor, qwen3_vl_processor, smolvlm_processor

SPREAD = 0.02
"""Of the random weights; what all these networks were begun with."""

_theirs: Any = transformers
"""Their constructors take more than their types say."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """A network without its weights."""

    name: str
    build: Callable[[], tuple[type[PreTrainedModel], Any, Any]]
    """Returns its class, config and processor."""


def random_network(preset: str, precision: Precision, device: str = "cpu", seed: int = 0) -> Loaded:
    """Return this preset's network at random weights and a processor for it; what it writes is noise.

    Raises KeyError for a name that is not in ARCHITECTURES.
    """
    kind, config, processor = ARCHITECTURES[preset].build()
    dtype = torch.bfloat16 if precision is Precision.BF16 else torch.float32
    torch.manual_seed(seed)
    with torch.device(device), no_init_weights():
        network: Any = kind
        model: PreTrainedModel = network._from_config(config, dtype=dtype).eval()  # noqa: SLF001  AutoModel's way
    model.tie_weights()  # nothing was initialized, so that was left out as well
    model.requires_grad_(requires_grad=False)
    for name, weights in model.named_parameters():
        if weights.ndim > 1:
            weights.normal_(std=SPREAD)
        else:
            weights.fill_(1 if name.endswith("weight") else 0)  # norms, and biases
    return Loaded(model, processor, precision, config.model_type)


def _smolvlm(text: dict[str, Any]) -> tuple[type[PreTrainedModel], Any, Any]:
    processor = smolvlm_processor()
    config = _theirs.SmolVLMConfig(
        text_config={
            "model_type": "llama",
            "head_dim": 64,
            "vocab_size": 49280,
            "rms_norm_eps": 1e-5,
            "max_position_embeddings": 8192,
            "rope_parameters": {"rope_type": "default", "rope_theta": 100000.0},
            "tie_word_embeddings": False,
            "eos_token_id": processor.tokenizer.eos_token_id,
            **text,
        },
        vision_config={
            "hidden_size": 768,
            "intermediate_size": 3072,
            "num_hidden_layers": 12,
            "num_attention_heads": 12,
            "image_size": 512,
            "patch_size": 16,
        },
        scale_factor=4,
        image_token_id=processor.image_token_id,
        tie_word_embeddings=False,
    )
    return _theirs.SmolVLMForConditionalGeneration, config, processor


def _qwen3_vl(text: dict[str, Any], vision: dict[str, Any], *, tied: bool) -> tuple[type[PreTrainedModel], Any, Any]:
    processor = qwen3_vl_processor()
    number = processor.tokenizer.convert_tokens_to_ids
    rope = {"rope_type": "default", "rope_theta": 5000000.0, "mrope_section": [24, 20, 20], "mrope_interleaved": True}
    config = _theirs.Qwen3VLConfig(
        text_config={
            "head_dim": 128,
            "num_key_value_heads": 8,
            "vocab_size": 151936,
            "max_position_embeddings": 262144,
            "rope_parameters": rope,
            "tie_word_embeddings": tied,
            "eos_token_id": processor.tokenizer.eos_token_id,
            **text,
        },
        vision_config={"num_heads": 16, "out_hidden_size": text["hidden_size"], **vision},
        image_token_id=number("<|image_pad|>"),
        video_token_id=number("<|video_pad|>"),
        vision_start_token_id=number("<|vision_start|>"),
        vision_end_token_id=number("<|vision_end|>"),
        tie_word_embeddings=tied,
    )
    return _theirs.Qwen3VLForConditionalGeneration, config, processor


def _omni(text: dict[str, Any]) -> tuple[type[PreTrainedModel], Any, Any]:
    processor = omni_processor()
    number = processor.tokenizer.convert_tokens_to_ids
    hidden = text["hidden_size"]
    rope = {"rope_type": "default", "rope_theta": 1000000.0, "mrope_section": [16, 24, 24]}
    config = _theirs.Qwen2_5OmniThinkerConfig(
        text_config={
            "rope_parameters": rope,
            "tie_word_embeddings": False,
            "eos_token_id": processor.tokenizer.eos_token_id,
            **text,
        },
        vision_config={"depth": 32, "hidden_size": 1280, "intermediate_size": 3420, "out_hidden_size": hidden},
        audio_config={"output_dim": hidden},
        image_token_index=number("<|IMAGE|>"),
        audio_token_index=number("<|AUDIO|>"),
        video_token_index=number("<|VIDEO|>"),
        vision_start_token_id=number("<|vision_bos|>"),
        vision_end_token_id=number("<|vision_eos|>"),
        audio_start_token_id=number("<|audio_bos|>"),
        audio_end_token_id=number("<|audio_eos|>"),
        tie_word_embeddings=False,
    )
    return _theirs.Qwen2_5OmniThinkerForConditionalGeneration, config, processor


def _sizes(hidden: int, between: int, layers: int, heads: int, key_heads: int = 8) -> dict[str, Any]:
    return {
        "hidden_size": hidden,
        "intermediate_size": between,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": key_heads,
    }


_SMALL_EYES = {"depth": 24, "hidden_size": 1024, "intermediate_size": 4096, "deepstack_visual_indexes": [5, 11, 17]}
_LARGE_EYES = {"depth": 27, "hidden_size": 1152, "intermediate_size": 4304, "deepstack_visual_indexes": [8, 16, 24]}

ARCHITECTURES: Mapping[str, Architecture] = MappingProxyType(
    {
        "tiny": Architecture("SmolVLM2-256M", lambda: _smolvlm(_sizes(576, 1536, 30, 9, 3))),
        "small": Architecture("SmolVLM2-500M", lambda: _smolvlm(_sizes(960, 2560, 32, 15, 5))),
        "medium": Architecture("Qwen3-VL-2B", lambda: _qwen3_vl(_sizes(2048, 6144, 28, 16), _SMALL_EYES, tied=True)),
        "large": Architecture("Qwen3-VL-8B", lambda: _qwen3_vl(_sizes(4096, 12288, 36, 32), _LARGE_EYES, tied=False)),
        "omni-3b": Architecture(
            "Qwen2.5-Omni-3B (Thinker)", lambda: _omni(_sizes(2048, 11008, 36, 16, 2) | {"vocab_size": 151936})
        ),
        "omni": Architecture(
            "Qwen2.5-Omni-7B (Thinker)", lambda: _omni(_sizes(3584, 18944, 28, 28, 4) | {"vocab_size": 152064})
        ),
    }
)
"""By the names of the presets."""
