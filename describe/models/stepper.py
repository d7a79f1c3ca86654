"""Between the loop that writes words and the network that knows them: what is asked, and the plain way to ask."""

import inspect
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor
from transformers import PreTrainedModel
from transformers.cache_utils import DynamicCache, DynamicLayer

MOST_PREFIXES = 8
"""So many fixed prompts are kept: every task in one or two details. One of the 7B takes 10 MB."""

KeysAndValues = tuple[tuple[Tensor, Tensor], ...]
"""For each layer its keys and values, each 1 x heads x tokens x width."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """One request as a network takes it, a batch of one.

    `ids` are all its tokens, 1 x N. The first `fixed` of them are the fixed prompt: text alone, the same for every
    request of that prompt. `positions` are 1 x N, or 3 x 1 x N where time, height and width are counted apart; None
    leaves them to the network, and `fixed` is 0 then. `senses` are what it takes besides, by the names of its own
    `forward`: pictures, clips, sound. All are on the network's device.
    """

    ids: Tensor
    senses: Mapping[str, Any]
    positions: Tensor | None = None
    fixed: int = 0

    @property
    def next_position(self) -> int | None:
        """Where the first written token stands, on every axis: after a picture that is not the count of tokens."""
        return None if self.positions is None else int(self.positions.max()) + 1


class Stepper(Protocol):
    """A network that is asked for one token after the other; one request at a time, from one thread.

    Raises what torch raises; the loop turns that into our own errors.
    """

    def prefill(self, inputs: Inputs) -> Tensor:
        """Work through a request and return logits_V for the first token to be written.

        The request before is forgotten, also where it was left half way. A fixed prompt that was worked through lately
        is not worked through again, and the logits are the same to the last bit as if it were.
        """
        ...

    def step(self, token: int) -> Tensor:
        """Append a written token and return logits_V for the next; valid until the next call."""
        ...

    def forget(self) -> None:
        """Let go of all memory but the weights', fixed prompts included; the next call is a prefill."""
        ...


class Prefixes:
    """The keys and values of the fixed prompts that were used last."""

    def __init__(self, most: int = MOST_PREFIXES) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[int, ...], KeysAndValues] = OrderedDict()

    def get(self, ids: tuple[int, ...]) -> KeysAndValues | None:
        """Return what these tokens left behind, to be copied before it is added to."""
        if ids not in self._kept:
            return None
        self._kept.move_to_end(ids)
        return self._kept[ids]

    def put(self, ids: tuple[int, ...], kept: KeysAndValues) -> None:
        """Keep what these tokens left behind, in place of what was not used for longest."""
        self._kept[ids] = kept
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()


class EagerStepper:
    """A Stepper on the modules of transformers as they are, with a cache that grows: right for every network.

    The fixed prompt is always worked through by itself, whether its result is kept from before or not: so both ways
    add the same numbers in the same order.
    """

    def __init__(self, model: PreTrainedModel) -> None:
        self._model = model
        self._prefixes = Prefixes()
        self._cache: DynamicCache | None = None
        self._next_position: int | None = None
        self._position_axes = 0

    @property
    def cache(self) -> DynamicCache | None:
        """The keys and values of the request so far, for a stepper that takes over after the prefill."""
        return self._cache

    @torch.inference_mode()
    def prefill(self, inputs: Inputs) -> Tensor:
        """Work through a request and return logits_V for the first token."""
        self._cache = None  # before the new one is made, so that both never need memory at once
        self._next_position = inputs.next_position
        self._position_axes = 0 if inputs.positions is None else inputs.positions.ndim
        self._cache = self._after_fixed(inputs)
        return self._forward(inputs.ids[:, inputs.fixed :], _from(inputs.positions, inputs.fixed), inputs.senses)

    @torch.inference_mode()
    def step(self, token: int) -> Tensor:
        """Append a token and return logits_V for the next."""
        device = self._model.device
        positions = None
        if self._next_position is not None:
            shape = (3, 1, 1) if self._position_axes == 3 else (1, 1)
            positions = torch.full(shape, self._next_position, device=device)
            self._next_position += 1
        return self._forward(torch.tensor([[token]], device=device), positions, {})

    def forget(self) -> None:
        """Let go of all memory but the weights'."""
        self._cache = None
        self._prefixes.clear()

    def _after_fixed(self, inputs: Inputs) -> DynamicCache:
        """Return a cache of its own that holds the fixed prompt."""
        cache = DynamicCache(config=self._model.config.get_text_config(decoder=True))
        if not inputs.fixed:
            return cache
        ids = tuple(inputs.ids[0, : inputs.fixed].tolist())
        kept = self._prefixes.get(ids)
        if kept is None:
            self._cache = cache
            positions = None if inputs.positions is None else inputs.positions[..., : inputs.fixed]
            self._forward(inputs.ids[:, : inputs.fixed], positions, {})
            self._prefixes.put(ids, tuple(_kept(layer) for layer in cache.layers))
            return cache  # what is added to it makes new tensors and leaves those alone
        for number, (keys, values) in enumerate(kept):
            cache.update(keys, values, number)
        return cache

    def _forward(self, ids_1T: Tensor, positions: Tensor | None, senses: Mapping[str, Any]) -> Tensor:
        return last_logits(
            self._model, input_ids=ids_1T, position_ids=positions, past_key_values=self._cache, use_cache=True, **senses
        )


def last_logits(model: PreTrainedModel, **given: Any) -> Tensor:  # of each network's own kinds
    """Return logits_V after the last token; of a whole vocabulary for every token the 7B would make 200 MB."""
    if "logits_to_keep" in inspect.signature(model.forward).parameters:
        logits: Tensor = model(**given, logits_to_keep=1).logits
    elif model.config.model_type == "qwen2_5_omni_thinker":  # its forward has no such parameter
        hidden_11C = model.model(**given).last_hidden_state[:, -1:]
        logits = model.lm_head(hidden_11C)
    else:
        logits = model(**given).logits
    return logits[0, -1]


def _kept(layer: object) -> tuple[Tensor, Tensor]:
    """Return what a layer that attends to all that came before has kept; other networks get no fixed prompt."""
    if not isinstance(layer, DynamicLayer) or layer.keys is None or layer.values is None:
        raise TypeError(f"{type(layer).__name__} keeps no keys and values of a fixed prompt")
    return layer.keys, layer.values


def _from(positions: Tensor | None, start: int) -> Tensor | None:
    return None if positions is None else positions[..., start:]
