"""What SmolVLM takes: one square tile of a picture, or several and the whole once more where text is read."""

import torch
from transformers import PreTrainedModel, SmolVLMProcessor

from camera.frame import Image
from describe.engines.takes import Takes
from describe.models.chat import Chat
from describe.models.inputs import fixed_count, picture_tokens, placed, shown, tokens_of
from describe.models.pictures import normalized, tile_grid, tiles
from describe.models.stepper import Inputs
from describe.prompts import prompt_for
from describe.request import Request, Task

KINDS = frozenset({"smolvlm", "idefics3"})


class SmolVLMInputs:
    """RequestInputs for SmolVLM and Idefics3."""

    def __init__(self, model: PreTrainedModel, processor: SmolVLMProcessor, most_pictures: int = 1) -> None:
        self._model, self._processor = model, processor
        self._chat = Chat(processor)
        self._most_pictures = most_pictures
        eye = processor.image_processor
        self._side = int(dict(eye.max_image_size)["longest_edge"])
        self._most_columns = int(dict(eye.size)["longest_edge"]) // self._side
        self._mean, self._deviation = eye.image_mean, eye.image_std
        self._tokens_a_tile = int(processor.image_seq_len)
        self._placeholder = str(processor.image_token)

    @property
    def takes(self) -> frozenset[Takes]:
        """Pictures. It was trained on clips too, each frame of them a tile, which is too slow where it is used."""
        return frozenset({Takes.PICTURE})

    def of(self, request: Request) -> Inputs:
        """Return the tokens and the tiles; one tile is 64 tokens of the published models."""
        request = shown(request, self.takes, self._most_pictures)
        most_tiles = self._most_tiles(request)
        images = [frame.image for frame in request.frames]
        grids = [tile_grid(image, most_tiles, self._most_columns) for image in images]
        ids = tokens_of(self._processor, self._text(request, grids))
        every = torch.cat([self._tiles(image, grid) for image, grid in zip(images, grids, strict=True)])
        return placed(
            self._model,
            Inputs(
                ids,
                {"pixel_values": every[None]},
                torch.arange(ids.shape[1])[None],
                fixed_count(ids, {self._processor.image_token_id}),
            ),
        )

    def _most_tiles(self, request: Request) -> int:
        """Return one for a description on a processor, which spends most of its first second on each."""
        is_quick = self._model.device.type == "cuda"
        if request.picture_tokens is None and request.task is not Task.READ and not is_quick:
            return 1
        return max(1, picture_tokens(request, self._model.device) // self._tokens_a_tile)

    def _tiles(self, image: Image, grid: tuple[int, int]) -> torch.Tensor:
        return normalized(tiles(image, self._side, *grid), self._mean, self._deviation)

    def _text(self, request: Request, grids: list[tuple[int, int]]) -> str:
        text = self._chat.text(prompt_for(request), ["image"] * len(grids))
        made = {"rows": [[rows for rows, _ in grids]], "cols": [[columns for _, columns in grids]]}
        before, *after = text.split(self._placeholder)
        marks = [self._processor.replace_image_token(made, image_idx=number) for number in range(len(grids))]
        return before + "".join(mark + rest for mark, rest in zip(marks, after, strict=True))
