"""Builds tiny models with the real classes of transformers, at random weights, in a folder: what they say is noise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedModel

SEED = 11

_theirs: Any = transformers
"""Their constructors take more than their types say."""

SENTENCES = (
    "A red circle on the left. A blue square ahead. What colour is it? The traffic light is green.",
    "You are the eyes of a blind person. Say only what you see. What is in front of me? Read the text.",
    "Grüße aus Köln, naïve café, 東京の駅, здравствуйте, ☕️ 👩‍🦯 ready to go.",
)

QWEN_TEMPLATE = (
    "{% for message in messages %}{% if loop.first and message['role'] != 'system' %}"
    "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}"
    "<|im_start|>{{ message['role'] }}\n{% for content in message['content'] %}"
    "{% if content['type'] == 'image' %}VISION_START IMAGE VISION_END"
    "{% elif content['type'] == 'video' %}VIDEO_WRAPPED"
    "{% elif content['type'] == 'audio' %}<|audio_bos|><|AUDIO|><|audio_eos|>"
    "{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""The published one, without the names of its placeholders."""
SMOL_TEMPLATE = (
    "<|im_start|>{% for message in messages %}{{message['role'] | capitalize}}"
    "{% if message['content'][0]['type'] == 'image' %}{{':'}}{% else %}{{': '}}{% endif %}"
    "{% for line in message['content'] %}{% if line['type'] == 'text' %}{{line['text']}}"
    "{% elif line['type'] == 'image' %}{{ '<image>' }}{% elif line['type'] == 'video' %}{{ '<video>' }}{% endif %}"
    "{% endfor %}<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)


def tiny_smolvlm(folder: Path, seed: int = SEED) -> Path:
    """SmolVLM2: pictures of 64 x 64 pixels, 4 tokens each."""
    tokenizer = _tokenizer(
        ["<|im_start|>", "<end_of_utterance>", "<|endoftext|>"],
        {
            "image_token": "<image>",
            "fake_image_token": "<fake_token_around_image>",
            "global_image_token": "<global-img>",
            "end_of_utterance_token": "<end_of_utterance>",
            "video_token": "<video>",
        },
        end="<end_of_utterance>",
    )
    config = _theirs.SmolVLMConfig(
        text_config=_text("llama", len(tokenizer), head_dim=16),
        vision_config={
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "image_size": 64,
            "patch_size": 16,
        },
        scale_factor=2,
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        pad_token_id=0,
    )
    size = {"size": {"longest_edge": 256}, "max_image_size": {"longest_edge": 64}}
    processor = _theirs.SmolVLMProcessor(
        _theirs.SmolVLMImageProcessor(**size),
        tokenizer,
        _theirs.SmolVLMVideoProcessor(**size),
        image_seq_len=4,
        chat_template=SMOL_TEMPLATE,
    )
    return _saved(folder, lambda: _theirs.SmolVLMForConditionalGeneration(config), processor, seed)


def tiny_qwen3_vl(folder: Path, seed: int = SEED) -> Path:
    """Qwen3-VL, with the pictures added to its first two layers once more."""
    tokenizer = _tokenizer(
        ["<|im_start|>", "<|im_end|>", "<|endoftext|>"],
        {
            "image_token": "<|image_pad|>",
            "video_token": "<|video_pad|>",
            "vision_start_token": "<|vision_start|>",
            "vision_end_token": "<|vision_end|>",
        },
        end="<|im_end|>",
    )
    config = _theirs.Qwen3VLConfig(
        text_config=_text("qwen3_vl_text", len(tokenizer), head_dim=16, sections=[4, 2, 2], interleaved=True),
        vision_config={
            "depth": 3,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 2,
            "out_hidden_size": 64,
            "num_position_embeddings": 64,
            "deepstack_visual_indexes": [0, 1],
        },
        image_token_id=tokenizer.convert_tokens_to_ids("<|image_pad|>"),
        video_token_id=tokenizer.convert_tokens_to_ids("<|video_pad|>"),
        vision_start_token_id=tokenizer.convert_tokens_to_ids("<|vision_start|>"),
        vision_end_token_id=tokenizer.convert_tokens_to_ids("<|vision_end|>"),
    )
    processor = _theirs.Qwen3VLProcessor(
        _theirs.Qwen2VLImageProcessor(patch_size=16, size={"shortest_edge": 65536, "longest_edge": 16777216}),
        tokenizer,
        _theirs.Qwen3VLVideoProcessor(),
        chat_template=_qwen_template("<|vision_start|>", "<|image_pad|>", "<|vision_end|>", "<|video_pad|>"),
    )
    return _saved(folder, lambda: _theirs.Qwen3VLForConditionalGeneration(config), processor, seed)


def tiny_omni(folder: Path, seed: int = SEED) -> Path:
    """Qwen2.5-Omni's Thinker: pictures, clips and sound."""
    tokenizer = _tokenizer(
        ["<|im_start|>", "<|im_end|>", "<|endoftext|>"],
        {
            "image_token": "<|IMAGE|>",
            "audio_token": "<|AUDIO|>",
            "video_token": "<|VIDEO|>",
            "vision_bos_token": "<|vision_bos|>",
            "vision_eos_token": "<|vision_eos|>",
            "audio_bos_token": "<|audio_bos|>",
            "audio_eos_token": "<|audio_eos|>",
        },
        end="<|im_end|>",
    )
    number = tokenizer.convert_tokens_to_ids
    config = _theirs.Qwen2_5OmniThinkerConfig(
        text_config=_text("qwen2_5_omni_text", len(tokenizer), sections=[4, 2, 2]),
        vision_config={
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 2,
            "out_hidden_size": 64,
            "fullatt_block_indexes": [1],
        },
        audio_config={
            "num_mel_bins": 128,
            "encoder_layers": 2,
            "encoder_attention_heads": 2,
            "encoder_ffn_dim": 64,
            "d_model": 32,
            "output_dim": 64,
        },
        image_token_index=number("<|IMAGE|>"),
        audio_token_index=number("<|AUDIO|>"),
        video_token_index=number("<|VIDEO|>"),
        vision_start_token_id=number("<|vision_bos|>"),
        vision_end_token_id=number("<|vision_eos|>"),
        audio_start_token_id=number("<|audio_bos|>"),
        audio_end_token_id=number("<|audio_eos|>"),
        user_token_id=0,
    )
    processor = _theirs.Qwen2_5OmniProcessor(
        _theirs.Qwen2VLImageProcessor(size={"shortest_edge": 3136, "longest_edge": 12845056}),
        _theirs.Qwen2VLVideoProcessor(),
        _theirs.WhisperFeatureExtractor(
            feature_size=128, chunk_length=300, return_attention_mask=True, padding_side="left"
        ),
        tokenizer,
        chat_template=_qwen_template("<|vision_bos|>", "<|IMAGE|>", "<|vision_eos|>", "<|VIDEO|>"),
    )
    return _saved(folder, lambda: _theirs.Qwen2_5OmniThinkerForConditionalGeneration(config), processor, seed)


def tiny_qwen2_5_vl(folder: Path, seed: int = SEED) -> Path:
    """Qwen2.5-VL, for which we have no way of our own: it notes positions on itself."""
    tokenizer = _tokenizer(
        ["<|im_start|>", "<|im_end|>", "<|endoftext|>"],
        {
            "image_token": "<|image_pad|>",
            "video_token": "<|video_pad|>",
            "vision_start_token": "<|vision_start|>",
            "vision_end_token": "<|vision_end|>",
        },
        end="<|im_end|>",
    )
    number = tokenizer.convert_tokens_to_ids
    config = _theirs.Qwen2_5_VLConfig(
        text_config=_text("qwen2_5_vl_text", len(tokenizer), sections=[4, 2, 2]),
        vision_config={
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 2,
            "out_hidden_size": 64,
            "fullatt_block_indexes": [1],
        },
        image_token_id=number("<|image_pad|>"),
        video_token_id=number("<|video_pad|>"),
        vision_start_token_id=number("<|vision_start|>"),
        vision_end_token_id=number("<|vision_end|>"),
    )
    processor = _theirs.Qwen2_5_VLProcessor(
        _theirs.Qwen2VLImageProcessor(size={"shortest_edge": 3136, "longest_edge": 24 * 784}),
        tokenizer,
        _theirs.Qwen2VLVideoProcessor(),
        chat_template=_qwen_template("<|vision_start|>", "<|image_pad|>", "<|vision_end|>", "<|video_pad|>"),
    )
    return _saved(folder, lambda: _theirs.Qwen2_5_VLForConditionalGeneration(config), processor, seed)


def tiny_gemma3(folder: Path, seed: int = SEED) -> Path:
    """Gemma 3, for which we have no way of our own: some layers look back only 32 tokens, pictures look ahead."""
    tokenizer = _tokenizer(
        ["<|im_start|>", "<|im_end|>", "<|endoftext|>"],
        {"image_token": "<image_soft_token>", "boi_token": "<start_of_image>", "eoi_token": "<end_of_image>"},
        end="<|im_end|>",
    )
    number = tokenizer.convert_tokens_to_ids
    text = _text("gemma3_text", len(tokenizer), head_dim=16)
    del text["rope_parameters"]
    text["sliding_window"] = 32
    text["layer_types"] = ["sliding_attention", "full_attention", "sliding_attention"]
    config = _theirs.Gemma3Config(
        text_config=text,
        vision_config={
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "image_size": 56,
            "patch_size": 14,
            "vision_use_head": False,
        },
        mm_tokens_per_image=4,
        image_token_index=number("<image_soft_token>"),
        boi_token_index=number("<start_of_image>"),
        eoi_token_index=number("<end_of_image>"),
    )
    processor = _theirs.Gemma3Processor(
        _theirs.Gemma3ImageProcessor(size={"height": 56, "width": 56}),
        tokenizer,
        image_seq_length=4,
        chat_template=_qwen_template("", "<start_of_image>", "", "<video>"),
    )
    return _saved(folder, lambda: _theirs.Gemma3ForConditionalGeneration(config), processor, seed)


def _tokenizer(special: list[str], named: dict[str, str], end: str) -> Any:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    specials = list(dict.fromkeys([*special, *named.values()]))
    trainer = trainers.BpeTrainer(
        vocab_size=420, special_tokens=specials, initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return _theirs.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=end,
        pad_token="<|endoftext|>",  # noqa: S106  no password
        extra_special_tokens=named,
    )


def _text(
    kind: str, words: int, head_dim: int | None = None, sections: list[int] | None = None, *, interleaved: bool = False
) -> dict[str, object]:
    rope: dict[str, object] = {"rope_type": "default", "rope_theta": 10000.0}
    if sections:
        rope["mrope_section"] = sections
    if interleaved:
        rope["mrope_interleaved"] = True
    return {
        "model_type": kind,
        "vocab_size": words,
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "rope_parameters": rope,
        **({"head_dim": head_dim} if head_dim else {}),
    }


def _qwen_template(start: str, image: str, end: str, video: str) -> str:
    wrapped = f"{start}{video}{end}"
    return QWEN_TEMPLATE.replace("VISION_START IMAGE VISION_END", f"{start}{image}{end}").replace(
        "VIDEO_WRAPPED", wrapped
    )


def _saved(folder: Path, build: Callable[[], PreTrainedModel], processor: Any, seed: int) -> Path:
    torch.manual_seed(seed)
    model = build()
    for parameter in model.parameters():  # as they are, the networks are so flat that every request is answered alike
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.3)
    assert model.generation_config is not None
    model.generation_config.eos_token_id = processor.tokenizer.eos_token_id
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder
