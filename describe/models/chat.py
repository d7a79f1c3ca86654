"""Writes a request down as the conversation that a model was trained on: what is fixed first, then the pictures."""

from collections.abc import Sequence
from typing import Any

from jinja2 import TemplateError
from transformers import ProcessorMixin

from describe.describer import DescriberUnavailable
from describe.models.checkpoint import REMEDY
from describe.prompts import Prompt

_FIXED, _ASKED = "fixed text", "asked text"


class Chat:
    """The template of one model. `add_system` is whether it takes a part that comes before the user's."""

    def __init__(self, processor: ProcessorMixin) -> None:
        """Try the template once; raise DescriberUnavailable if there is none, or if it leaves the words out."""
        self._processor = processor
        tokenizer = processor.tokenizer
        self._special = sorted({*tokenizer.get_added_vocab(), *tokenizer.all_special_tokens}, key=len, reverse=True)
        self._add_system = True
        if self._is_in_order():
            return
        self._add_system = False
        if not self._is_in_order():
            raise DescriberUnavailable(f"the model's chat template cannot be used; {REMEDY}, or take another")

    def text(self, prompt: Prompt, senses: Sequence[str]) -> str:
        """Return the conversation up to where the model is to write, `senses` ("image", "video", "audio") in order.

        Each stands there as its placeholder. What a person asked or a sign said cannot add one, nor end its own part:
        the template's marks are taken out of it.
        """
        return self._rendered(prompt.fixed, [{"type": kind} for kind in senses], self._plain(prompt.request))

    def _plain(self, text: str) -> str:
        for mark in self._special:
            text = text.replace(mark, " ")  # not nothing: what is left on both sides could be another mark
        return text

    def _rendered(self, fixed: str, senses: list[dict[str, str]], asked: str) -> str:
        first = [{"type": "text", "text": fixed}]
        user = [*senses, {"type": "text", "text": asked}]
        conversation: list[dict[str, Any]] = (  # roles, and parts of several kinds
            [{"role": "system", "content": first}, {"role": "user", "content": user}]
            if self._add_system
            else [{"role": "user", "content": [*first, *user]}]
        )
        return str(self._processor.apply_chat_template(conversation, add_generation_prompt=True, tokenize=False))

    def _is_in_order(self) -> bool:
        try:
            text = self._rendered(_FIXED, [{"type": "image"}], _ASKED)
        except (TemplateError, ValueError, TypeError, KeyError):  # some templates raise their own over a system part
            return False
        image = getattr(self._processor, "image_token", None) or ""
        places = [text.find(_FIXED), text.find(image, text.find(_FIXED)), text.rfind(_ASKED)]
        return -1 not in places and places == sorted(places)
