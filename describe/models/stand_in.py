"""Processors like those of the published models, with a tokenizer made on the spot: for networks at random weights."""

from typing import Any

import numpy as np
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers.models.smolvlm.processing_smolvlm import DEFAULT_CHAT_TEMPLATE

from camera.frame import frame_of
from describe.prompts import prompt_for
from describe.request import Detail, Request, Task

_theirs: Any = transformers
"""Their constructors take more than their types say."""

_MOST_TILES_A_SIDE = 6


def smolvlm_processor() -> Any:
    """SmolVLM2's: tiles of 512 pixels, up to four a side, and the whole picture once more."""
    places = range(1, _MOST_TILES_A_SIDE + 1)
    tokenizer = _tokenizer(
        ["<|im_start|>", *(f"<row_{row}_col_{column}>" for row in places for column in places)],
        {
            "image_token": "<image>",
            "fake_image_token": "<fake_token_around_image>",
            "global_image_token": "<global-img>",
            "end_of_utterance_token": "<end_of_utterance>",
            "video_token": "<video>",
        },
        end="<end_of_utterance>",
    )
    half = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
    size = {"size": {"longest_edge": 2048}, "max_image_size": {"longest_edge": 512}, **half}
    return _theirs.SmolVLMProcessor(
        _theirs.SmolVLMImageProcessor(**size),
        tokenizer,
        _theirs.SmolVLMVideoProcessor(**size),
        image_seq_len=64,
        chat_template=DEFAULT_CHAT_TEMPLATE,
    )


def qwen3_vl_processor() -> Any:
    """Qwen3-VL's: patches of 16 pixels, four of them a token, 64 to 16384 tokens a picture."""
    named = {
        "image_token": "<|image_pad|>",
        "video_token": "<|video_pad|>",
        "vision_start_token": "<|vision_start|>",
        "vision_end_token": "<|vision_end|>",
    }
    half = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
    return _theirs.Qwen3VLProcessor(
        _theirs.Qwen2VLImageProcessor(patch_size=16, size={"shortest_edge": 65536, "longest_edge": 16777216}, **half),
        _tokenizer(["<|im_start|>"], named, end="<|im_end|>"),
        _theirs.Qwen3VLVideoProcessor(),
        chat_template=_qwen_template("<|vision_start|>", "<|image_pad|>", "<|vision_end|>", "<|video_pad|>"),
    )


def omni_processor() -> Any:
    """Qwen2.5-Omni's: patches of 14 pixels, four of them a token; sound at 16 kHz."""
    named = {
        "image_token": "<|IMAGE|>",
        "audio_token": "<|AUDIO|>",
        "video_token": "<|VIDEO|>",
        "vision_bos_token": "<|vision_bos|>",
        "vision_eos_token": "<|vision_eos|>",
        "audio_bos_token": "<|audio_bos|>",
        "audio_eos_token": "<|audio_eos|>",
    }
    return _theirs.Qwen2_5OmniProcessor(
        _theirs.Qwen2VLImageProcessor(size={"shortest_edge": 3136, "longest_edge": 12845056}),
        _theirs.Qwen2VLVideoProcessor(),
        _theirs.WhisperFeatureExtractor(
            feature_size=128, chunk_length=300, return_attention_mask=True, padding_side="left"
        ),
        _tokenizer(["<|im_start|>"], named, end="<|im_end|>"),
        chat_template=_qwen_template("<|vision_bos|>", "<|IMAGE|>", "<|vision_eos|>", "<|VIDEO|>"),
    )


def _tokenizer(special: list[str], named: dict[str, str], end: str) -> Any:
    """Make a tokenizer in which every word of our prompts is a token, as it is in the real ones for nearly all."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=4096,
        special_tokens=list(dict.fromkeys(["<|endoftext|>", *special, end, *named.values()])),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(), trainer)
    return _theirs.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=end,
        pad_token="<|endoftext|>",  # noqa: S106  no password
        extra_special_tokens=named,
    )


def _texts() -> list[str]:
    nothing = frame_of(np.zeros((64, 64, 3), np.uint8), 0.0, 0)
    prompts = [
        prompt_for(Request((nothing,), task=task, detail=detail, question="Where are my keys?"))
        for task in Task
        for detail in Detail
    ]
    return [text for prompt in prompts for text in (prompt.fixed, prompt.request)] * 3


def _qwen_template(start: str, image: str, end: str, video: str) -> str:
    """Return the published template, without what we do not use of it."""
    return (
        "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{% for part in message['content'] %}"
        f"{{% if part['type'] == 'image' %}}{start}{image}{end}"
        f"{{% elif part['type'] == 'video' %}}{start}{video}{end}"
        "{% elif part['type'] == 'audio' %}<|audio_bos|><|AUDIO|><|audio_eos|>"
        "{% elif 'text' in part %}{{ part['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
