"""The quick way to step through a network writes the words of the plain way."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from camera.frame import frame_of
from describe.engines.takes import Precision
from describe.models.fast_decoder import GROWS_BY, Decoder, text_model_of
from describe.models.fast_linear import PackedLinear, can_pack, packed_rows
from describe.models.fast_stepper import FastStepper, quick_stepper
from describe.models.fast_threads import TRIES_EVERY, Crew
from describe.models.fast_vision import PackedEncoder, quicken_vision
from describe.models.loading import Loaded, load
from describe.models.omni import OmniInputs
from describe.models.qwen import Qwen3VLInputs
from describe.models.smolvlm import SmolVLMInputs
from describe.models.stepper import EagerStepper, Inputs
from describe.request import Request
from tests.models_tiny import tiny_omni, tiny_qwen3_vl, tiny_smolvlm

SEED = 5
NEAR = 0.001
"""So much may a logit differ, in spreads of all logits: both ways add in fp32, in another order."""

KINDS: dict[str, tuple[Callable[[Path], Path], Any]] = {  # constructors, each for its own processor
    "smolvlm": (tiny_smolvlm, SmolVLMInputs),
    "qwen3_vl": (tiny_qwen3_vl, Qwen3VLInputs),
    "omni": (tiny_omni, OmniInputs),
}
needs_bf16 = pytest.mark.skipif(not can_pack(), reason="this processor does not multiply bf16 itself")


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    """Keep tiny networks from waiting for each other's threads on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module", params=KINDS)
def network(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Loaded, Inputs]:
    build, inputs = KINDS[request.param]
    loaded = load(build(tmp_path_factory.mktemp(request.param)), Precision.FP32, lambda _done, _what: None)
    for weights in loaded.model.parameters():  # as published ones are; the quick way's 16 bits hold those exactly
        weights.copy_(weights.bfloat16())
    return loaded, inputs(loaded.model, loaded.processor).of(Request((_picture(),)))


def _picture() -> Any:
    pixels = np.random.default_rng(SEED).integers(0, 256, (96, 128, 3), dtype=np.uint8)
    return frame_of(pixels, 1.0, 1)


def _spreads(ours: torch.Tensor, theirs: torch.Tensor) -> float:
    return float((ours.float() - theirs.float()).abs().max() / theirs.float().std())


def test_it_writes_the_tokens_of_the_plain_way_about_a_picture(network: tuple[Loaded, Inputs]) -> None:
    loaded, inputs = network
    quick, plain = FastStepper(loaded.model), EagerStepper(loaded.model)
    ours, theirs = quick.prefill(inputs), plain.prefill(inputs)
    assert torch.equal(ours, theirs)
    for _ in range(24):
        token = int(theirs.argmax())
        ours, theirs = quick.step(token), plain.step(token)
        assert int(ours.argmax()) == int(theirs.argmax())
        assert _spreads(ours, theirs) < NEAR


def test_a_second_request_knows_nothing_of_the_first(network: tuple[Loaded, Inputs]) -> None:
    loaded, inputs = network
    quick = FastStepper(loaded.model)
    first = [quick.prefill(inputs), quick.step(7), quick.step(9)]
    quick.step(11)
    again = [quick.prefill(inputs), quick.step(7), quick.step(9)]
    quick.forget()
    once_more = [quick.prefill(inputs), quick.step(7), quick.step(9)]
    for one, two, three in zip(first, again, once_more, strict=True):
        assert torch.equal(one, two)
        assert torch.equal(one, three)


def test_a_text_may_grow_longer_than_the_room_it_was_given(network: tuple[Loaded, Inputs]) -> None:
    loaded, inputs = network
    quick, plain = FastStepper(loaded.model), EagerStepper(loaded.model)
    quick.prefill(inputs)
    plain.prefill(inputs)
    tokens = np.random.default_rng(SEED).integers(30, 300, GROWS_BY + 3).tolist()
    for token in tokens:
        ours, theirs = quick.step(token), plain.step(token)
    assert _spreads(ours, theirs) < NEAR


def test_a_network_with_other_layers_is_stepped_through_in_the_plain_way(network: tuple[Loaded, Inputs]) -> None:
    loaded, _ = network
    assert isinstance(quick_stepper(loaded), FastStepper)
    text: Any = text_model_of(loaded.model)
    text.layers[1].mlp.extra_proj = torch.nn.Linear(2, 2)
    try:
        assert not Decoder.supports(loaded.model)
        assert isinstance(quick_stepper(loaded), EagerStepper)
    finally:
        del text.layers[1].mlp.extra_proj


@needs_bf16
def test_packed_layers_work_through_a_request_as_well(tmp_path: Path) -> None:
    exact = load(tiny_smolvlm(tmp_path), Precision.FP32, lambda _done, _what: None)
    plain, quick = (load(tmp_path, Precision.BF16, lambda _done, _what: None) for _ in range(2))
    ours, theirs, truth = quick_stepper(quick), EagerStepper(plain.model), EagerStepper(exact.model)
    ids = torch.arange(30, 60)[None]
    inputs = Inputs(ids, {}, torch.arange(30)[None], fixed=12)
    right = truth.prefill(inputs)
    assert _spreads(ours.prefill(inputs), right) < 1.5 * _spreads(theirs.prefill(inputs), right)
    assert torch.equal(ours.prefill(inputs), ours.prefill(inputs))


@needs_bf16
@pytest.mark.parametrize("tiles", [1, 3])
def test_a_picture_looks_the_same_to_packed_layers(tiles: int, tmp_path: Path) -> None:
    loaded = load(tiny_smolvlm(tmp_path), Precision.BF16, lambda _done, _what: None)
    model: Any = loaded.model.model
    exact: Any = load(tmp_path, Precision.FP32, lambda _done, _what: None).model.model
    pixels = torch.randn(1, tiles, 3, 64, 64, generator=torch.Generator().manual_seed(SEED)).bfloat16()
    with torch.inference_mode():
        truth = torch.cat(exact.get_image_features(pixels.float()).pooler_output)
        theirs = torch.cat(model.get_image_features(pixels).pooler_output).float()
        assert quicken_vision(loaded.model)
        assert isinstance(model.vision_model.encoder, PackedEncoder)
        ours = torch.cat(model.get_image_features(pixels).pooler_output).float()
    assert float((ours - truth).norm()) < 1.3 * float((theirs - truth).norm())


@needs_bf16
def test_masked_patches_are_not_looked_at(tmp_path: Path) -> None:
    loaded = load(tiny_smolvlm(tmp_path), Precision.BF16, lambda _done, _what: None)
    model: Any = loaded.model.model
    pixels = torch.randn(1, 1, 3, 64, 64, generator=torch.Generator().manual_seed(SEED)).bfloat16()
    other = pixels.clone()
    other[..., 32:] = 0.5
    mask = torch.ones(1, 1, 64, 64, dtype=torch.bool)
    mask[..., 32:] = False
    with torch.inference_mode():
        assert quicken_vision(loaded.model)
        seen = [
            model.vision_model(picture[0], patch_attention_mask=mask[0, :, ::16, ::16].contiguous()).last_hidden_state
            for picture in (pixels, other)
        ]
    kept = mask[0, 0, ::16, ::16].flatten()
    assert torch.equal(seen[0][0][kept], seen[1][0][kept])
    assert not torch.equal(seen[0][0][~kept], seen[1][0][~kept])


@pytest.mark.parametrize("biased", [False, True])
def test_packed_rows_are_those_of_a_plain_product(biased: bool) -> None:
    generator = torch.Generator().manual_seed(SEED)
    weight = torch.randn(70, 48, generator=generator).bfloat16()
    bias = torch.randn(70, generator=generator).bfloat16() if biased else None
    x = torch.randn(1, 48, generator=generator)
    expected = functional.linear(x, weight.float(), None if bias is None else bias.float())
    torch.testing.assert_close(packed_rows(weight, bias)(x), expected, rtol=1e-5, atol=1e-5)


@needs_bf16
def test_a_packed_layer_does_its_gelu_on_the_way() -> None:
    generator = torch.Generator().manual_seed(SEED)
    weight = torch.randn(70, 48, generator=generator).bfloat16()
    bias = torch.randn(70, generator=generator).bfloat16()
    x = torch.randn(2, 5, 48, generator=generator).bfloat16()
    expected = functional.gelu(functional.linear(x.float(), weight.float(), bias.float()), approximate="tanh")
    with torch.inference_mode():
        ours = PackedLinear(weight, bias, 5, gelu=True)(x).float()
    torch.testing.assert_close(ours, expected, rtol=0.01, atol=0.05)


class Hand:
    """A clock that is set by what is done."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def two_threads() -> Iterator[None]:
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)


@pytest.mark.usefixtures("two_threads")
def test_where_another_program_has_a_core_one_thread_writes_and_soon_two_again() -> None:
    clock, seen = Hand(), list[int]()
    crew = Crew(clock=clock)
    costs = {1: 0.03, 2: 0.7}

    def work() -> torch.Tensor:
        seen.append(torch.get_num_threads())
        clock.now += costs[seen[-1]]
        return torch.zeros(1)

    for _ in range(20):
        crew.do(work)
    assert seen.count(2) == 1
    assert torch.get_num_threads() == 2
    costs[2] = 0.015
    for _ in range(TRIES_EVERY):
        crew.do(work)
    assert seen[-3:] == [2, 2, 2]


@pytest.mark.usefixtures("two_threads")
def test_all_threads_are_there_again_after_work_that_failed() -> None:
    crew = Crew()
    with pytest.raises(ZeroDivisionError):
        crew.do(lambda: torch.zeros(1 // 0))
    assert torch.get_num_threads() == 2
