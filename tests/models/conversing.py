"""Puts a request to the tiny Omni as the engines do: fixed words, then what is seen and heard, then the question."""

from typing import Any

import numpy as np
from transformers import BatchFeature, Qwen2_5OmniProcessor

from describe.prompts import Prompt
from describe.request import Request


def conversation(prompt: Prompt, request: Request) -> list[dict[str, Any]]:
    """Return the messages of a request; its values are what a chat template takes."""
    seen = [{"type": "video"}] if request.clip else [{"type": "image"}]
    heard = [{"type": "audio"}] if request.question_sound else []
    return [
        {"role": "system", "content": [{"type": "text", "text": prompt.fixed}]},
        {"role": "user", "content": [*seen, *heard, {"type": "text", "text": prompt.request}]},
    ]


def inputs_for(
    processor: Qwen2_5OmniProcessor, asked: list[tuple[Prompt, Request]], answers: list[str] | None = None
) -> BatchFeature:
    """Return what the model takes for these requests together, padded on the left; with answers, these come last."""
    texts = [
        processor.apply_chat_template(conversation(prompt, request), add_generation_prompt=True, tokenize=False)
        for prompt, request in asked
    ]
    requests = [request for _, request in asked]
    images = [np.array(request.frame.image) for request in requests if not request.clip]
    clips = [np.stack([frame.image for frame in request.clip]) for request in requests if request.clip]
    sounds = [request.question_sound.samples for request in requests if request.question_sound]
    # Without its own size the processor's class, which knows only of the 7B's, would have the say on that of clips.
    size = {"shortest_edge": processor.video_processor.size["shortest_edge"]}
    size["longest_edge"] = processor.video_processor.size["longest_edge"]
    inputs: BatchFeature = processor(
        text=[text + answer for text, answer in zip(texts, answers or [""] * len(texts), strict=True)],
        images=images or None,
        videos=clips or None,
        audio=sounds or None,
        videos_kwargs={"size": size, "cap_pixels_per_frame": False},
        text_kwargs={"padding": True},
        return_tensors="pt",
    )
    return inputs
