"""Makes the tiny Omni's processor: a tokenizer trained on the spot, and the files that Qwen2.5-Omni-7B has beside it.

Special tokens, chat template and the processor's settings are those of the real repository, with smaller pictures and
half a minute of sound instead of five.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, trainers
from tokenizers.models import BPE
from transformers import Qwen2_5OmniProcessor

IMAGE, VIDEO, AUDIO = "<|IMAGE|>", "<|VIDEO|>", "<|AUDIO|>"
END_OF_TEXT, TURN_STARTS, TURN_ENDS = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
VISION_STARTS, VISION_ENDS, SOUND_STARTS, SOUND_ENDS = (
    "<|vision_bos|>",
    "<|vision_eos|>",
    "<|audio_bos|>",
    "<|audio_eos|>",
)
SPECIAL = (
    END_OF_TEXT,
    TURN_STARTS,
    TURN_ENDS,
    AUDIO,
    SOUND_STARTS,
    SOUND_ENDS,
    VISION_STARTS,
    VISION_ENDS,
    "<|vision_pad|>",
    IMAGE,
    VIDEO,
)
MOST_PIXELS = 18000
"""So that 4:3 becomes 140 x 112 pixels, 20 tokens, whether it has 160 x 120 or 640 x 480."""
LEAST_PIXELS = 56 * 56
_MERGES_FROM = 3
_VOCABULARY = 1024
_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How Qwen's tokenizer takes text apart before it looks for pieces."""
_CHAT_TEMPLATE = (
    "{% set audio_count = namespace(value=0) %}{% set image_count = namespace(value=0) %}"
    "{% set video_count = namespace(value=0) %}{% for message in messages %}"
    "{% if loop.first and message['role'] != 'system' %}<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
    "{% endif %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n"
    "{% else %}{% for content in message['content'] %}"
    "{% if content['type'] == 'image' or 'image' in content or 'image_url' in content %}"
    "{% set image_count.value = image_count.value + 1 %}"
    "{% if add_vision_id %}Picture {{ image_count.value }}: {% endif %}<|vision_bos|><|IMAGE|><|vision_eos|>"
    "{% elif content['type'] == 'audio' or 'audio' in content or 'audio_url' in content %}"
    "{% set audio_count.value = audio_count.value + 1 %}"
    "{% if add_audio_id %}Audio {{ audio_count.value }}: {% endif %}<|audio_bos|><|AUDIO|><|audio_eos|>"
    "{% elif content['type'] == 'video' or 'video' in content %}{% set video_count.value = video_count.value + 1 %}"
    "{% if add_vision_id %}Video {{ video_count.value }}: {% endif %}<|vision_bos|><|VIDEO|><|vision_eos|>"
    "{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_PREPROCESSOR = {
    "chunk_length": 30,
    "dither": 0.0,
    "feature_extractor_type": "WhisperFeatureExtractor",
    "feature_size": 128,
    "hop_length": 160,
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_processor_type": "Qwen2VLImageProcessor",
    "image_std": [0.26862954, 0.26130258, 0.27577711],
    "max_pixels": MOST_PIXELS,
    "merge_size": 2,
    "min_pixels": LEAST_PIXELS,
    "n_fft": 400,
    "n_samples": 480000,
    "nb_max_frames": 3000,
    "padding_side": "right",
    "padding_value": 0.0,
    "patch_size": 14,
    "processor_class": "Qwen2_5OmniProcessor",
    "return_attention_mask": True,
    "sampling_rate": 16000,
    "temporal_patch_size": 2,
}
_TOKENIZER = {
    "add_prefix_space": False,
    "audio_bos_token": SOUND_STARTS,
    "audio_eos_token": SOUND_ENDS,
    "audio_token": AUDIO,
    "bos_token": None,
    "clean_up_tokenization_spaces": False,
    "eos_token": TURN_ENDS,
    "errors": "replace",
    "extra_special_tokens": {
        "audio_bos_token": SOUND_STARTS,
        "audio_eos_token": SOUND_ENDS,
        "audio_token": AUDIO,
        "image_token": IMAGE,
        "video_token": VIDEO,
        "vision_bos_token": VISION_STARTS,
        "vision_eos_token": VISION_ENDS,
    },
    "image_token": IMAGE,
    "model_max_length": 32768,
    "pad_token": END_OF_TEXT,
    "processor_class": "Qwen2_5OmniProcessor",
    "split_special_tokens": False,
    "tokenizer_class": "Qwen2Tokenizer",
    "unk_token": None,
    "video_token": VIDEO,
    "vision_bos_token": VISION_STARTS,
    "vision_eos_token": VISION_ENDS,
}


def make_processor(folder: Path, texts: Iterable[str]) -> Qwen2_5OmniProcessor:
    """Train a tokenizer on the texts, write it and all of the processor's files into the folder, and load them."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer(texts)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    files = {
        "chat_template.json": {"chat_template": _CHAT_TEMPLATE},
        "preprocessor_config.json": _PREPROCESSOR,
        "tokenizer_config.json": _TOKENIZER,
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return Qwen2_5OmniProcessor.from_pretrained(folder)


def _tokenizer(texts: Iterable[str]) -> Tokenizer:
    """Train byte pairs, so that any text can be written: what was not in the texts takes more tokens."""
    tokenizer = Tokenizer(BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORDS), behavior="isolated", invert=False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=_VOCABULARY,
        min_frequency=_MERGES_FROM,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
