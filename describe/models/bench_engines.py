"""What the bench measures: our engine as it is wired, transformers as a newcomer writes it, and the bare machine."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn
from transformers import LogitsProcessor

from camera.clip import draw
from camera.frame import frame_of
from describe.engines.takes import Precision
from describe.models import smolvlm
from describe.models.architectures import random_network
from describe.models.fast_decoder import text_model_of
from describe.models.fast_stepper import FastStepper, quick_stepper
from describe.models.inputs import DESCRIBING_TOKENS
from describe.models.loading import Loaded, chosen_precision, load
from describe.models.local_model import LocalModel
from describe.models.stepper import Inputs, Stepper
from describe.request import Request

TOKENS = 16
WORDS = "A red bus stands at the stop ahead, its door is open, two people get in, a dog waits on the left side"
QUESTION = "Can you describe this image?"
"""What the cards of the models ask; our own prompt is longer."""

Run = Callable[[], dict[str, float]]
"""Describes the picture once and returns what that took."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Which network: a preset's at random weights, or the one in a folder."""

    preset: str = ""
    folder: Path | None = None
    device: str = "cpu"

    @property
    def is_random(self) -> bool:
        """Whether its weights are noise."""
        return self.folder is None

    def load(self) -> Loaded:
        """Return the network, in the precision that our engine would choose."""
        if self.folder is not None:
            return load(self.folder, Precision.AUTO, lambda _done, _what: None)
        precision = chosen_precision(Precision.AUTO, torch.device(self.device))
        return replace(random_network(self.preset, precision, self.device), is_auto=True)


class GivenTokens:
    """A Stepper that notes when each token's logits are there, and holds the given tokens for the likeliest."""

    def __init__(self, stepper: Stepper, tokens: list[int]) -> None:
        self._stepper = stepper
        self._tokens = tokens
        self.asked_at = 0.0
        self.made_at: list[float] = []
        self.inputs: Inputs | None = None

    def prefill(self, inputs: Inputs) -> Tensor:
        """Work through a request."""
        self.asked_at, self.made_at, self.inputs = time.perf_counter(), [], inputs
        return self._given(self._stepper.prefill(inputs))

    def step(self, token: int) -> Tensor:
        """Append a token."""
        return self._given(self._stepper.step(token))

    def forget(self) -> None:
        """Let go of all memory but the weights'."""
        self._stepper.forget()

    def _given(self, logits_V: Tensor) -> Tensor:
        logits_V = logits_V.clone()
        logits_V[self._tokens[len(self.made_at)]] = logits_V.max() + 1
        if logits_V.is_cuda:
            torch.cuda.synchronize()
        self.made_at.append(time.perf_counter())
        return logits_V


def our_engine(setting: Setting) -> Run:
    """Return a run of our engine, from a frame to its words."""
    loaded = setting.load()
    tokens = loaded.processor.tokenizer(WORDS * 2, add_special_tokens=False)["input_ids"]
    work = _Work.of(loaded.model)  # before its weights are packed away
    stepper = quick_stepper(loaded)
    bits = stepper.weight_bits if isinstance(stepper, FastStepper) else 8 * loaded.model.dtype.itemsize
    timed, eyes = GivenTokens(stepper, tokens), _Timed(_eyes_of(loaded.model))
    model = LocalModel("bench", loaded, timed)
    request = Request((frame_of(draw(1.0), 0.0, 0),))

    def run() -> dict[str, float]:
        timed.made_at, eyes.took_s = [], 0.0
        started = time.perf_counter()
        for _ in model.describe(request, lambda: len(timed.made_at) >= TOKENS):
            pass
        inputs, made_at = timed.inputs, timed.made_at
        assert inputs is not None  # noqa: S101  it has described
        return _taken(started, made_at) | {
            "ready_part_s": timed.asked_at - started,
            "picture_part_s": eyes.took_s,
            "prefill_part_s": made_at[0] - timed.asked_at - eyes.took_s,
            "step_part_s": (made_at[-1] - made_at[0]) / (TOKENS - 1),
            "products_part_s": _products_s(stepper),
            **work.for_request(inputs),
            **work.of_step(bits),
        }

    return run


def plain_generate(setting: Setting) -> Run:
    """Return a run of transformers with the defaults of the model's processor."""
    return _generate(setting.load(), {})


def one_tile_generate(setting: Setting) -> Run:
    """Return the same with a picture that costs about as much as in our engine."""
    loaded = setting.load()
    if loaded.kind in smolvlm.KINDS:
        return _generate(loaded, {"do_image_splitting": False})
    eye = loaded.processor.image_processor
    pixels_a_token = (eye.patch_size * eye.merge_size) ** 2
    size = {"shortest_edge": 16 * pixels_a_token, "longest_edge": DESCRIBING_TOKENS * pixels_a_token}
    return _generate(loaded, {"size": size})


def bare_machine(setting: Setting) -> Run:
    """Return a run that multiplies bf16 matrices and reads memory, nothing else, as fast as torch does either."""
    dtype = (
        torch.bfloat16
        if chosen_precision(Precision.AUTO, torch.device(setting.device)) is not Precision.FP32
        else torch.float32
    )
    side = 2048 if setting.device == "cpu" else 8192
    matrix = torch.randn(side, side, device=setting.device).to(dtype)
    long = torch.randn(100_000_000, device=setting.device)

    def run() -> dict[str, float]:
        return {
            "multiply_gflop_per_s": 2 * side**3 / 1e9 / _best_s(lambda: matrix @ matrix),
            "read_gb_per_s": long.numel() * 4 / 1e9 / _best_s(long.max),
        }

    return run


ENGINES: Mapping[str, Callable[[Setting], Run]] = MappingProxyType(
    {"ours": our_engine, "plain": plain_generate, "one_tile": one_tile_generate, "limit": bare_machine}
)


class _Clock(LogitsProcessor):
    """Notes when generate has the logits of each token."""

    def __init__(self) -> None:
        self.made_at: list[float] = []

    def __call__(self, input_ids: Any, scores: Any) -> Any:  # noqa: ARG002  theirs
        if scores.is_cuda:
            torch.cuda.synchronize()
        self.made_at.append(time.perf_counter())
        return scores


def _generate(loaded: Loaded, images_kwargs: dict[str, Any]) -> Run:
    model: Any = loaded.model
    processor: Any = loaded.processor
    model.generation_config.eos_token_id = None  # so that noise does not end it early
    image = Image.fromarray(draw(1.0))
    conversation = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": QUESTION}]}]

    def run() -> dict[str, float]:
        clock, started = _Clock(), time.perf_counter()
        text = processor.apply_chat_template(conversation, add_generation_prompt=True, tokenize=False)
        inputs = processor(text=[text], images=[image], return_tensors="pt", images_kwargs=images_kwargs)
        inputs = inputs.to(model.device, dtype=model.dtype)
        model.generate(**inputs, max_new_tokens=TOKENS, do_sample=False, logits_processor=[clock])
        return _taken(started, clock.made_at)

    return run


def _taken(started: float, made_at: list[float]) -> dict[str, float]:
    return {
        "first_token_s": made_at[0] - started,
        "first_16_tokens_s": made_at[TOKENS - 1] - started,
        "tokens_per_s": (TOKENS - 1) / (made_at[TOKENS - 1] - made_at[0]),
    }


class _Timed:
    """Adds up the time that a part of a network takes."""

    def __init__(self, module: nn.Module) -> None:
        self.took_s = 0.0
        self._began_at = 0.0
        module.register_forward_pre_hook(self._begin)
        module.register_forward_hook(self._end)

    def _begin(self, *_: Any) -> None:
        self._began_at = time.perf_counter()

    def _end(self, *_: Any) -> None:
        self.took_s += time.perf_counter() - self._began_at


def _eyes_of(model: Any) -> nn.Module:  # each network has its own
    for part in (model, getattr(model, "model", None)):
        for name in ("vision_model", "visual"):
            if isinstance(eyes := getattr(part, name, None), nn.Module):
                return eyes
    raise ValueError(f"{type(model).__name__} has no part that sees")


def _products_s(stepper: Stepper) -> float:
    return _best_s(stepper.multiply_only) if isinstance(stepper, FastStepper) else 0.0


def _best_s(work: Callable[[], object], times: int = 3) -> float:
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        work()
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        best = min(best, time.perf_counter() - started)
    return best


@dataclass(frozen=True, slots=True)
class _Work:
    """The weights of a network, by how often each is multiplied with."""

    a_patch: int
    a_token: int
    head: int
    patch_size: int

    @classmethod
    def of(cls, model: Any) -> "_Work":  # each network has its own
        eyes = _eyes_of(model)
        head = _count(model.get_output_embeddings())
        return cls(_count(eyes), _count(text_model_of(model).layers), head, int(eyes.config.patch_size))  # type: ignore[union-attr,arg-type]

    def for_request(self, inputs: Inputs) -> dict[str, float]:
        """Return what a request has to multiply at least."""
        pixels = inputs.senses["pixel_values"]
        is_patches = pixels.ndim == 2
        patches = pixels.shape[0] if is_patches else pixels[0, :, 0].numel() / self.patch_size**2
        return {
            "picture_gflop": 2 * self.a_patch * patches / 1e9,
            "prefill_gflop": 2 * self.a_token * (inputs.ids.shape[1] - inputs.fixed) / 1e9,
        }

    def of_step(self, bits: int) -> dict[str, float]:
        """Return what a step has to read."""
        return {"step_bits": bits, "step_mb": bits / 8 * (self.a_token + self.head) / 1e6}


def _count(part: nn.Module) -> int:
    return sum(weights.numel() for weights in part.parameters())
