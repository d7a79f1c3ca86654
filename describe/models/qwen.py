"""What Qwen's eyes take: pictures and clips of any proportions in patches, and positions along three axes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from transformers import PreTrainedModel, ProcessorMixin, Qwen3VLProcessor
from transformers.video_utils import VideoMetadata

from camera.frame import Frame
from describe.describer import DescriberFailed
from describe.engines.takes import Takes
from describe.models.chat import Chat
from describe.models.inputs import fixed_count, picture_tokens, placed, shown, tokens_of
from describe.models.pictures import fitted, normalized, patches, resized
from describe.models.stepper import Inputs
from describe.prompts import prompt_for
from describe.request import Request

KINDS = frozenset({"qwen3_vl"})

CLIP_FPS = 2.0
"""A request's clip has so many frames a second."""
CLIP_SHARE = 3
"""Two frames of a clip together may cost a third of what a picture may: there are several such pairs."""

Grid = tuple[int, int, int]


@dataclass(slots=True)
class Seen:
    """Pictures and clips in patches, each with its grid, in the order in which they stand in the text."""

    pictures: list[tuple[Tensor, Grid]] = field(default_factory=list)
    clips: list[tuple[Tensor, Grid]] = field(default_factory=list)

    def senses(self) -> dict[str, Any]:
        """Return them by the names of the networks' own parameters."""
        senses: dict[str, Any] = {}
        if self.pictures:
            senses["pixel_values"] = torch.cat([cut for cut, _ in self.pictures])
            senses["image_grid_thw"] = torch.tensor([grid for _, grid in self.pictures])
        if self.clips:
            senses["pixel_values_videos"] = torch.cat([cut for cut, _ in self.clips])
            senses["video_grid_thw"] = torch.tensor([grid for _, grid in self.clips])
        return senses


class QwenEyes:
    """Makes patches for one model, by what its processor says of their size."""

    def __init__(self, processor: ProcessorMixin) -> None:
        eye = processor.image_processor
        self._patch, self._merge, self._span = int(eye.patch_size), int(eye.merge_size), int(eye.temporal_patch_size)
        self._mean, self._deviation = eye.image_mean, eye.image_std
        size = dict(eye.size)
        self._least, self._most = int(size["shortest_edge"]), int(size["longest_edge"])

    def see(self, request: Request, tokens: int) -> Seen:
        """Return the request's clip or, if it has none, its pictures."""
        if not request.clip:
            return Seen(pictures=[self._cut((frame,), tokens) for frame in request.frames])
        return Seen(clips=[self._cut(request.clip, max(1, tokens // CLIP_SHARE))])

    def _cut(self, frames: tuple[Frame, ...], tokens: int) -> tuple[Tensor, Grid]:
        """Bound a clip's frames as if they were pictures: what processors bound clips by differs between them."""
        unit = self._patch * self._merge
        most = min(self._most, tokens * unit * unit)
        size = fitted(frames[-1].image, unit, min(self._least, most), most)
        same = torch.stack([resized(frame.image, *size) for frame in frames])
        return patches(normalized(same, self._mean, self._deviation), self._patch, self._merge, self._span)


class Qwen3VLInputs:
    """RequestInputs for Qwen3-VL."""

    def __init__(self, model: PreTrainedModel, processor: Qwen3VLProcessor, most_pictures: int = 1) -> None:
        self._model, self._processor = model, processor
        self._chat = Chat(processor)
        self._eyes = QwenEyes(processor)
        self._most_pictures = most_pictures

    @property
    def takes(self) -> frozenset[Takes]:
        """Pictures and clips."""
        return frozenset({Takes.PICTURE, Takes.CLIP})

    def of(self, request: Request) -> Inputs:
        """Return the tokens, the patches and the positions."""
        request = shown(request, self.takes, self._most_pictures)
        seen = self._eyes.see(request, picture_tokens(request, self._model.device))
        ids = tokens_of(self._processor, self._text(request, seen))
        image, video = self._processor.image_token_id, self._processor.video_token_id
        senses = seen.senses()
        positions, _ = self._model.model.get_rope_index(
            ids,
            mm_token_type_ids=(ids == image).int() + 2 * (ids == video).int(),
            image_grid_thw=senses.get("image_grid_thw"),
            video_grid_thw=senses.get("video_grid_thw"),
        )
        return placed(self._model, Inputs(ids, senses, positions, fixed_count(ids, {image, video})))

    def _text(self, request: Request, seen: Seen) -> str:
        """Each pair of a clip's frames has its time before it and its own start and end.

        The template's start and end around the whole go: the network was trained without, though 5.23 leaves them.
        """
        processor = self._processor
        kinds = ["image"] * len(seen.pictures) + ["video"] * len(seen.clips)
        text = self._chat.text(prompt_for(request), kinds)
        text = text.replace(
            f"{processor.vision_start_token}{processor.video_token}{processor.vision_end_token}", processor.video_token
        )
        senses = seen.senses()
        if request.clip:
            count = len(request.clip)
            times = VideoMetadata(total_num_frames=count, fps=CLIP_FPS, frames_indices=list(range(count)))
            senses["video_metadata"] = [times]
        images = (processor.replace_image_token(senses, number) for number in range(len(seen.pictures)))
        videos = (processor.replace_video_token(senses, number) for number in range(len(seen.clips)))
        return expanded(text, {processor.image_token: images, processor.video_token: videos})


def expanded(text: str, marks: Mapping[str, Iterator[str]]) -> str:
    """Put in place of each placeholder the next text of its kind; raise DescriberFailed if there are not as many."""
    pattern = "|".join(re.escape(mark) for mark in marks)
    try:
        made = re.sub(pattern, lambda found: next(marks[found.group()]), text)
    except StopIteration as error:
        raise DescriberFailed("the model's chat template shows a picture more than once") from error
    if any(next(rest, None) is not None for rest in marks.values()):
        raise DescriberFailed("the model's chat template leaves a picture out")
    return made
