"""Weights of a step in 8 bits write the words that exact ones write, for nearly all tokens."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the libraries for models are not installed")

import torch
from torch import Tensor

from describe.describer import DescriberUnavailable
from describe.engines.takes import Precision
from describe.models.architectures import random_network
from describe.models.fast_decoder import text_model_of
from describe.models.fast_eight_bits import NARROWEST, SmallRows, can_be_small, is_quick_small
from describe.models.fast_stepper import FastStepper, quick_stepper
from describe.models.loading import Loaded, load
from describe.models.local_model import LocalModel, inputs_for
from describe.models.stepper import EagerStepper, Inputs, Stepper
from describe.prompts import prompt_for
from tests.models.lessons import SKILLS, lesson
from tests.models.measure_tiny_omni import FOLDER
from tests.models_tiny import tiny_gemma3, tiny_qwen3_vl, tiny_smolvlm

SEED = 41
LESSONS = 100
LEAD = 0.5
"""So many spreads of all logits a token has to lead by; at random weights one in ten does."""

needs_fbgemm = pytest.mark.skipif(
    "fbgemm" not in torch.backends.quantized.supported_engines, reason="torch has no FBGEMM for this processor"
)


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def _random(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(SEED))


def _rounded(weight_OC: Tensor) -> Tensor:
    """Return the nearest weights that 8 bits and a scale for each row can hold."""
    scale_O1 = weight_OC.abs().amax(1, keepdim=True) / 127
    return (weight_OC / scale_O1).round() * scale_O1


@needs_fbgemm
@pytest.mark.parametrize("largest", [1.0, 300.0])
@pytest.mark.parametrize("biased", [False, True])
def test_only_the_weights_are_rounded_whatever_the_vector(biased: bool, largest: float) -> None:
    weight, bias, x = _random(70, 512), _random(70, 1)[:, 0], _random(1, 512)
    x[0, 7] = largest
    rows = SmallRows(weight, bias if biased else None)
    expected = x @ _rounded(weight).T + (bias if biased else 0)
    torch.testing.assert_close(rows(x), expected, rtol=0, atol=0.004 * float(x.abs().max()))  # of 8 bits: 0.08
    again = rows(x)
    rows(_random(1, 512))
    assert torch.equal(rows(x), again)


@needs_fbgemm
def test_a_vector_of_zeros_stays_one_and_what_is_no_number_is_seen() -> None:
    rows = SmallRows(_random(70, 64), None)
    assert torch.equal(rows(torch.zeros(1, 64)), torch.zeros(1, 70))
    for none in (float("nan"), float("inf")):
        x = _random(1, 64)
        x[0, 3] = none
        assert not rows(x).isfinite().any()
    assert rows(_random(1, 64)).isfinite().all()
    assert torch.equal(SmallRows(torch.zeros(5, 64), None)(_random(1, 64)), torch.zeros(1, 5))


@needs_fbgemm
def test_they_are_chosen_by_the_processor_and_the_width_of_a_network() -> None:
    assert can_be_small()
    assert is_quick_small(NARROWEST, {"avx512_vnni": True})
    assert is_quick_small(NARROWEST, {"amx_int8": True})
    assert not is_quick_small(NARROWEST - 1, {"avx512_vnni": True})
    assert not is_quick_small(NARROWEST, {"avx512_vnni": False, "avx2": True})


def _wide(is_auto: bool) -> Loaded:
    """Return a network as wide as SmolVLM2-500M, of one layer."""
    network = random_network("small", Precision.FP32, "meta")
    config = network.model.config
    config.get_text_config().num_hidden_layers = config.vision_config.num_hidden_layers = 1
    return Loaded(type(network.model)(config), network.processor, Precision.FP32, network.kind, is_auto=is_auto)


@needs_fbgemm
def test_who_asks_for_a_precision_gets_it_and_who_leaves_it_to_us_the_quickest(tmp_path: Path) -> None:
    quickest = 8 if is_quick_small(960, torch.cpu.get_capabilities()) else 16
    for is_auto, bits in ((True, quickest), (False, 16)):
        stepper = quick_stepper(_wide(is_auto))
        assert isinstance(stepper, FastStepper)
        assert stepper.weight_bits == bits
    tiny_smolvlm(tmp_path)
    for precision, bits in ((Precision.INT8, 8), (Precision.AUTO, 16), (Precision.BF16, 16)):
        stepper = quick_stepper(load(tmp_path, precision, lambda _done, _what: None))
        assert isinstance(stepper, FastStepper)
        assert stepper.weight_bits == bits


def test_a_network_that_is_stepped_through_in_the_plain_way_is_not_made_smaller(tmp_path: Path) -> None:
    with pytest.raises(DescriberUnavailable, match="int8"):
        LocalModel.load(tiny_gemma3(tmp_path), Precision.INT8)


@needs_fbgemm
def test_a_second_request_knows_nothing_of_the_first_and_a_norm_of_each_head_is_done(tmp_path: Path) -> None:
    loaded = load(tiny_qwen3_vl(tmp_path), Precision.FP32, lambda _done, _what: None)
    inputs = Inputs(torch.arange(30, 60)[None], {}, torch.arange(30)[None].expand(3, 1, 30).contiguous(), fixed=12)
    small, exact = FastStepper(loaded.model, in_8_bits=True), EagerStepper(loaded.model)
    first = [small.prefill(inputs), *(small.step(token) for token in (7, 9, 11))]
    again = [small.prefill(inputs), *(small.step(token) for token in (7, 9, 11))]
    right = [exact.prefill(inputs), *(exact.step(token) for token in (7, 9, 11))]
    for one, two, three in zip(first, again, right, strict=True):
        assert torch.equal(one, two)
        assert float((one - three).norm()) < 0.05 * float(three.norm())


@pytest.mark.slow
@needs_fbgemm
@pytest.mark.skipif(not (FOLDER / "model.safetensors").exists(), reason="the tiny Omni has not been trained yet")
def test_of_a_hundred_answers_of_a_trained_model_99_tokens_in_100_stay_the_same() -> None:
    loaded = load(FOLDER, Precision.FP32, lambda _done, _what: None)
    make = inputs_for(loaded)
    exact, small = EagerStepper(loaded.model), FastStepper(loaded.model, in_8_bits=True)
    rng = np.random.default_rng(SEED)
    ends = {loaded.processor.tokenizer.eos_token_id}
    same: list[bool] = []
    whole = 0
    for number in range(LESSONS):
        request = lesson(SKILLS[number % len(SKILLS)], rng, (640, 480)).request
        found = _alike(exact, small, make.of(request), ends, prompt_for(request).most_tokens)
        same += found[1:]  # the first comes of the prefill, which is the same for both
        whole += all(found)
    print(f"seed {SEED}: {sum(same)} of {len(same)} tokens, {whole} of {LESSONS} answers")
    assert np.mean(same) >= 0.99
    assert whole >= 0.95 * LESSONS


def _alike(exact: Stepper, small: Stepper, inputs: Inputs, ends: set[int], most: int) -> list[bool]:
    """Return for each token that exact weights write whether small ones would write it after the same ones."""
    theirs, ours = exact.prefill(inputs), small.prefill(inputs)
    same: list[bool] = []
    for _ in range(most):
        token = int(theirs.argmax())
        same.append(int(ours.argmax()) == token)
        if token in ends:
            break
        theirs, ours = exact.step(token), small.step(token)
    return same


@pytest.mark.slow
@needs_fbgemm
def test_at_the_size_of_a_real_model_a_token_that_leads_stays_ahead() -> None:
    """At random weights the likeliest of 49,280 tokens leads by chance alone, and one in ten changes.

    This shows that rounding does not add up over 32 layers; that words stay the same is shown by a trained model.
    """
    loaded = random_network("small", Precision.BF16)
    assert len(text_model_of(loaded.model).layers) == 32
    inputs = Inputs(torch.arange(200, 260)[None], {}, torch.arange(60)[None])
    exact, small = FastStepper(loaded.model), FastStepper(loaded.model, in_8_bits=True)
    exact.prefill(inputs)
    small.prefill(inputs)
    same, ahead, off = list[bool](), list[bool](), list[float]()
    for token in np.random.default_rng(SEED).integers(200, 49000, 120).tolist():
        theirs, ours = exact.step(token), small.step(token)
        first, second = theirs.topk(2).values.tolist()
        same.append(int(theirs.argmax()) == int(ours.argmax()))
        if first - second > LEAD * float(theirs.std()):
            ahead.append(same[-1])
        off.append(float((ours - theirs).norm() / theirs.norm()))
    print(
        f"seed {SEED}: {sum(same)} of {len(same)} the same, {sum(ahead)} of {len(ahead)} ahead, {np.mean(off):.3f} off"
    )
    assert len(ahead) >= 5
    assert all(ahead)
    assert np.mean(same) >= 0.85
    assert np.mean(off) < 0.05
