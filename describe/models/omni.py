"""What Qwen2.5-Omni takes besides: sound, alone as a spoken question, or woven into the clip that it belongs to.

Only its Thinker is run. Its own voice (Talker and Token2Wav) would add its sound to the pieces that it writes.
"""

import math
from typing import Any

import numpy as np
import torch
from transformers import PreTrainedModel, Qwen2_5OmniProcessor

from describe.engines.takes import Takes
from describe.models.chat import Chat
from describe.models.hearing import audio_tokens, heard
from describe.models.inputs import fixed_count, picture_tokens, placed, shown, tokens_of
from describe.models.qwen import CLIP_FPS, QwenEyes, Seen, expanded
from describe.models.stepper import Inputs
from describe.prompts import prompt_for
from describe.request import Request
from describe.speech.sound import Sound

KINDS = frozenset({"qwen2_5_omni_thinker"})


class OmniInputs:
    """RequestInputs for Qwen2.5-Omni: pictures, or a clip with or without its sound; then a question, spoken or not."""

    def __init__(self, model: PreTrainedModel, processor: Qwen2_5OmniProcessor, most_pictures: int = 1) -> None:
        self._model, self._processor = model, processor
        self._chat = Chat(processor)
        self._eyes = QwenEyes(processor)
        self._most_pictures = most_pictures
        self._span = int(processor.image_processor.temporal_patch_size)

    @property
    def takes(self) -> frozenset[Takes]:
        """Everything."""
        return frozenset(Takes)

    def of(self, request: Request) -> Inputs:
        """Return the tokens, the patches, the loudness by pitch and the positions."""
        request = shown(request, self.takes, self._most_pictures)
        seen = self._eyes.see(request, picture_tokens(request, self._model.device))
        sounds = _clip_sounds(request) + ([request.question_sound] if request.question_sound else [])
        senses = seen.senses()
        if sounds:
            senses.update(heard(sounds, self._processor.feature_extractor))
        ids = tokens_of(self._processor, self._text(request, seen, senses))
        return placed(self._model, Inputs(ids, senses, self._positions(ids, senses, request), self._fixed(ids)))

    def _fixed(self, ids: Any) -> int:  # a tensor
        processor = self._processor
        return fixed_count(ids, {processor.image_token_id, processor.video_token_id, processor.audio_token_id})

    def _positions(self, ids: Any, senses: dict[str, Any], request: Request) -> Any:  # tensors
        mask = senses.get("feature_attention_mask")
        clips = len(senses.get("video_grid_thw", ()))
        positions, _ = self._model.model.get_rope_index(
            ids,
            image_grid_thw=senses.get("image_grid_thw"),
            video_grid_thw=senses.get("video_grid_thw"),
            attention_mask=ids.new_ones(ids.shape),
            use_audio_in_video=bool(_clip_sounds(request)),
            audio_seqlens=None if mask is None else mask.sum(-1),
            second_per_grids=ids.new_full((clips,), self._span / CLIP_FPS, dtype=torch.float32),
        )
        return positions

    def _text(self, request: Request, seen: Seen, senses: dict[str, Any]) -> str:  # tensors
        processor = self._processor
        kinds = ["image"] * len(seen.pictures) + ["video"] * len(seen.clips)
        kinds += ["audio"] if request.question_sound else []
        text = self._chat.text(prompt_for(request), kinds)
        made = dict(senses)
        if seen.clips:  # numpy and torch disagree over a tensor in what is called with it
            made["video_grid_thw"] = np.array([grid for _, grid in seen.clips])
        mask = senses.get("feature_attention_mask")
        made["num_audio_tokens"] = [] if mask is None else [audio_tokens(int(length)) for length in mask.sum(-1)]
        made["video_second_per_grid"] = [self._span / CLIP_FPS] * len(seen.clips)
        woven = len(_clip_sounds(request))
        videos = (self._clip(made, bool(woven)) for _ in seen.clips)
        images = (processor.replace_image_token(made, number) for number in range(len(seen.pictures)))
        audios = (processor.replace_audio_token(made, number) for number in range(woven, len(made["num_audio_tokens"])))
        return expanded(
            text, {processor.image_token: images, processor.video_token: videos, processor.audio_token: audios}
        )

    def _clip(self, made: dict[str, Any], has_sound: bool) -> str:  # tensors and counts
        return str(
            self._processor.replace_video_token(
                made,
                0,
                processed_audio=made,
                video_to_audio_indices=[0 if has_sound else None],
                load_audio_from_video=has_sound,
                seconds_per_chunk=self._model.config.seconds_per_chunk,
                position_id_per_seconds=self._model.config.position_id_per_seconds,
            )
        )


def _clip_sounds(request: Request) -> list[Sound]:
    """Return the sound of the clip's own seconds, if there is any: none that was heard before its first frame."""
    sound = request.clip_sound
    if sound is None or not request.clip or not len(sound.samples):
        return []
    kept = math.ceil(len(request.clip) / CLIP_FPS * sound.rate_hz)
    return [Sound(sound.samples[-kept:], sound.rate_hz)]
