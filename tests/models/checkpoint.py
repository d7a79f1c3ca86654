"""Writes the tiny Omni down in the layout of the Qwen2.5-Omni-7B repository."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import GenerationConfig, Qwen2_5OmniConfig, Qwen2_5OmniProcessor
from transformers import Qwen2_5OmniThinkerForConditionalGeneration as Thinker

from tests.models.tiny_processor import END_OF_TEXT, TURN_ENDS

_NAMES = {
    "model.language_model.": "thinker.model.",
    "model.audio_tower.": "thinker.audio_tower.",
    "model.visual.": "thinker.visual.",
    "lm_head.": "thinker.lm_head.",
}
"""What the library calls the parts of a Thinker, and what the files of the 7B do."""


def write_checkpoint(folder: Path, thinker: Thinker, processor: Qwen2_5OmniProcessor) -> None:
    """Write weights (bf16) and configuration beside the processor's files.

    There is no Talker and no Token2Wav: `enable_audio_output` says so, and their configurations are the library's own.
    """
    weights = {_name(name): value.to(torch.bfloat16).contiguous() for name, value in thinker.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    thinker.config.dtype = "bfloat16"
    config = Qwen2_5OmniConfig(thinker_config=thinker.config.to_dict(), enable_audio_output=False)
    config.architectures = ["Qwen2_5OmniForConditionalGeneration"]
    config.dtype = "bfloat16"
    config.save_pretrained(folder)
    token = processor.tokenizer.convert_tokens_to_ids
    written = GenerationConfig(  # type: ignore[no-untyped-call]
        do_sample=False, eos_token_id=[token(TURN_ENDS), token(END_OF_TEXT)], pad_token_id=token(END_OF_TEXT)
    )
    written.save_pretrained(folder)


def write_figures(folder: Path, figures: dict[str, object]) -> None:
    """Write how it was trained and what it got right."""
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _name(name: str) -> str:
    prefix = next(prefix for prefix in _NAMES if name.startswith(prefix))
    return _NAMES[prefix] + name.removeprefix(prefix)
