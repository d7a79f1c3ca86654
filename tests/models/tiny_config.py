"""The sizes of the tiny Omni: Qwen2.5-Omni-7B's configuration, each part made small."""

from typing import Any

from transformers import Qwen2_5OmniProcessor, Qwen2_5OmniThinkerConfig

from tests.models.tiny_processor import END_OF_TEXT, SOUND_ENDS, SOUND_STARTS, TURN_ENDS, VISION_ENDS, VISION_STARTS

_WIDTH = 128
_HEAD = 32


def tiny_thinker_config(processor: Qwen2_5OmniProcessor) -> Qwen2_5OmniThinkerConfig:
    """Return the Thinker's configuration for the tokens of this processor.

    Unlike in the 7B, the frequencies of rotary positions are dealt out in turn to time, height and width: with as few
    as a head of 32 has, the 7B's three blocks in a row would leave none to tell left from right by.
    """
    token = processor.tokenizer.convert_tokens_to_ids
    ends: dict[str, Any] = {  # in the files of the 7B, and used, but not named by the library's class
        "eos_token_id": token(TURN_ENDS),
        "pad_token_id": token(END_OF_TEXT),
        "vision_end_token_id": token(VISION_ENDS),
        "vision_start_token_id": token(VISION_STARTS),
    }
    return Qwen2_5OmniThinkerConfig(
        audio_config={
            "d_model": 64,
            "initializer_range": 0.04,
            "encoder_attention_heads": 2,
            "encoder_ffn_dim": 128,
            "encoder_layers": 2,
            "num_mel_bins": 128,
            "output_dim": _WIDTH,
        },
        vision_config={
            "depth": 3,
            "fullatt_block_indexes": [1, 2],
            "hidden_size": 96,
            "intermediate_size": 256,
            "num_heads": 3,
            "out_hidden_size": _WIDTH,
            "window_size": 56,
            "initializer_range": 0.04,
        },
        text_config={
            "hidden_size": _WIDTH,
            "initializer_range": 0.04,
            "intermediate_size": 3 * _WIDTH,
            "max_position_embeddings": 4096,
            "num_attention_heads": _WIDTH // _HEAD,
            "num_hidden_layers": 4,
            "num_key_value_heads": 2,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 1000.0,
                "mrope_section": [1] * (_HEAD // 2),
            },
            "tie_word_embeddings": False,
            "vocab_size": len(processor.tokenizer),
        },
        audio_token_index=processor.audio_token_id,
        image_token_index=processor.image_token_id,
        video_token_index=processor.video_token_id,
        audio_start_token_id=token(SOUND_STARTS),
        audio_end_token_id=token(SOUND_ENDS),
        user_token_id=token("user"),
        initializer_range=0.04,
        **ends,
    )
