"""A model in this process: a Describer, for the worker that owns it, and for tests and benches without one."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transformers import PreTrainedModel

from describe.describer import DescriberFailed, DescriberUnavailable, NonsenseWritten
from describe.engines.takes import Precision, Takes
from describe.models import omni, qwen, smolvlm
from describe.models.decoding import TextPieces, Tokenizer, written_tokens
from describe.models.fast_stepper import quick_stepper
from describe.models.inputs import ProcessorInputs, RequestInputs
from describe.models.loading import Loaded, Progress, load
from describe.models.memory import make_room, our_errors
from describe.models.stepper import Stepper
from describe.models.stopping import Stopped, stoppable
from describe.prompts import prompt_for
from describe.request import Piece, Request

_INPUTS: dict[str, Any] = {  # constructors, each for its own processor
    **dict.fromkeys(smolvlm.KINDS, smolvlm.SmolVLMInputs),
    **dict.fromkeys(qwen.KINDS, qwen.Qwen3VLInputs),
    **dict.fromkeys(omni.KINDS, omni.OmniInputs),
}


def _quiet(_done: float, _what: str) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False


def inputs_for(loaded: Loaded, most_pictures: int = 1) -> RequestInputs:
    """Return what makes inputs for a network: by its own way where we know it, else by its processor."""
    made: RequestInputs = _INPUTS.get(loaded.kind, ProcessorInputs)(loaded.model, loaded.processor, most_pictures)
    return made


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is let go of when a model is closed."""

    network: PreTrainedModel
    inputs: RequestInputs
    stepper: Stepper
    tokenizer: Tokenizer
    ends: frozenset[int]


class LocalModel:
    """A Describer. One description is written at a time; a second one that is asked for meanwhile fails at once."""

    def __init__(self, name: str, loaded: Loaded, stepper: Stepper, most_pictures: int = 1) -> None:
        self._name = name
        inputs = inputs_for(loaded, most_pictures)
        self._takes = inputs.takes
        self._precision = loaded.precision
        self._parts: _Parts | None = _Parts(
            loaded.model, inputs, stepper, loaded.processor.tokenizer, _end_tokens(loaded)
        )
        self._turn = threading.Lock()
        self._is_closed = threading.Event()

    @classmethod
    def load(
        cls,
        folder: Path,
        precision: Precision = Precision.AUTO,
        progress: Progress = _quiet,
        stepper_for: Callable[[Loaded], Stepper] = quick_stepper,
        most_pictures: int = 1,
    ) -> "LocalModel":
        """Load the model of a folder, never from the network; raise DescriberUnavailable or OutOfMemory.

        Of a request's frames the newest `most_pictures` are shown to it.
        """
        loaded = load(folder, precision, progress)
        return cls(folder.name, loaded, stepper_for(loaded), most_pictures)

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self._name

    @property
    def takes(self) -> frozenset[Takes]:
        """What it can be given besides text."""
        return self._takes

    @property
    def precision(self) -> Precision:
        """How exactly it counts; never AUTO."""
        return self._precision

    def describe(self, request: Request, is_stopped: Callable[[], bool] = _never) -> Iterator[Piece]:
        """Yield the description as it is written. Closing the iterator, or `is_stopped`, ends it within one token.

        `is_stopped` is asked before each token and within the work before the first, for one who cannot close the
        iterator because another thread waits for it. Raises DescriberFailed, OutOfMemory, and NonsenseWritten for
        what is no language and for no word at all.
        """
        if not self._turn.acquire(blocking=False):
            raise DescriberFailed("the model is writing another description")
        try:
            if self._parts is None:
                raise DescriberUnavailable("the model was closed")
            yield from _written(self._parts, request, lambda: is_stopped() or self._is_closed.is_set())
        finally:
            self._turn.release()
            if self._is_closed.is_set():
                self.close()

    def close(self) -> None:
        """Stop what is being written and let go of the weights as soon as that has ended; may be called twice."""
        self._is_closed.set()
        if not self._turn.acquire(blocking=False):
            return  # who writes comes here when it ends
        try:
            if self._parts is not None:
                self._parts.stepper.forget()
            self._parts = None
        finally:
            self._turn.release()
        make_room()


def _written(parts: _Parts, request: Request, is_stopped: Callable[[], bool]) -> Iterator[Piece]:
    pieces = TextPieces(parts.tokenizer)
    most_tokens = prompt_for(request).most_tokens
    is_empty = True
    with our_errors(parts.stepper.forget):
        try:
            with stoppable(parts.network, is_stopped):
                logits_V = parts.stepper.prefill(parts.inputs.of(request))
        except Stopped:
            return
        for token in written_tokens(parts.stepper, logits_V, parts.ends, most_tokens, is_stopped):
            if text := pieces.add(token):
                is_empty = is_empty and not text.strip()
                yield Piece(text)
    if is_stopped():
        return
    if text := pieces.end():
        is_empty = is_empty and not text.strip()
        yield Piece(text)
    if is_empty:
        raise NonsenseWritten("the model wrote nothing")


def _end_tokens(loaded: Loaded) -> frozenset[int]:
    """Return the tokens that end an answer, by every place that tells of them."""
    tokenizer = loaded.processor.tokenizer
    found = {tokenizer.eos_token_id}
    for config in (loaded.model.generation_config, loaded.model.config, loaded.model.config.get_text_config()):
        ends = getattr(config, "eos_token_id", None)
        found.update(ends if isinstance(ends, list | tuple) else [ends])
    for mark in ("<|im_end|>", "<|im_start|>", "<end_of_utterance>", "<|endoftext|>", "<|eot_id|>", "<end_of_turn>"):
        if mark in tokenizer.get_added_vocab():
            found.add(tokenizer.convert_tokens_to_ids(mark))
    return frozenset(int(token) for token in found if token is not None)
