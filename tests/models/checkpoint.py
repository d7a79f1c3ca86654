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

    There is no Talker and no Token2Wav, and `enable_audio_output` says so; the Talker's configuration keeps its place.
    """
    token = processor.tokenizer.convert_tokens_to_ids
    weights = {_name(name): value.to(torch.bfloat16).contiguous() for name, value in thinker.state_dict().items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    thinker.config.dtype = "bfloat16"
    config = Qwen2_5OmniConfig(
        thinker_config=thinker.config.to_dict(),
        talker_config=_talker_config(thinker, token(END_OF_TEXT)),
        enable_audio_output=False,
    )
    config.architectures = ["Qwen2_5OmniForConditionalGeneration"]
    config.dtype = "bfloat16"
    config.save_pretrained(folder)
    written = GenerationConfig(  # type: ignore[no-untyped-call]
        do_sample=False, eos_token_id=[token(TURN_ENDS), token(END_OF_TEXT)], pad_token_id=token(END_OF_TEXT)
    )
    written.save_pretrained(folder)


def write_thinker_only(folder: Path, into: Path) -> None:
    """Copy a checkpoint as one of a Thinker alone, which is what `transformers serve` can load.

    The whole Qwen2.5-Omni cannot be loaded there without the 7B's file of speakers, nor answer without one of them.
    """
    into.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        (into / file.name).write_bytes(file.read_bytes())
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))["thinker_config"]
    config["architectures"] = ["Qwen2_5OmniThinkerForConditionalGeneration"]
    (into / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def write_figures(folder: Path, figures: dict[str, object]) -> None:
    """Write how it was trained and what it got right."""
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _talker_config(thinker: Thinker, nothing: int) -> dict[str, int]:
    """Return the configuration of a Talker that is not there: its tokens are all the one that stands for nothing."""
    tokens = (
        "tts_text_start",
        "tts_text_end",
        "tts_text_pad",
        "vision_start",
        "vision_end",
        "audio_start",
        "audio_end",
    )
    width = thinker.lm_head.in_features
    sizes = {"embedding_size": width, "hidden_size": width, "head_dim": 32, "intermediate_size": 2 * width}
    layers = {"num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2}
    places = {f"{modality}_token_index": nothing for modality in ("audio", "image", "video")}
    return {**sizes, **layers, **places, **{f"{name}_token_id": nothing for name in tokens}}


def _name(name: str) -> str:
    prefix = next(prefix for prefix in _NAMES if name.startswith(prefix))
    return _NAMES[prefix] + name.removeprefix(prefix)
