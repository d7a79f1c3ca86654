"""What a network worked through once is not worked through again, and nothing that it says changes by that."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from describe.engines.takes import Precision
from describe.models.inputs import ProcessorInputs
from describe.models.loading import Loaded, load
from describe.models.local_model import inputs_for
from describe.models.stepper import EagerStepper, Inputs, Prefixes
from describe.request import Detail, Request, Task
from tests.models_given import clip_of, scene, tone
from tests.models_tiny import tiny_gemma3, tiny_omni, tiny_qwen2_5_vl, tiny_qwen3_vl, tiny_smolvlm

STEPS = 12
TRAINED = Path(__file__).parent / "models" / "tiny_omni"


def quiet(_done: float, _what: str) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def trained_omni(_folder: Path) -> Path:
    """The one whose words mean something."""
    if not (TRAINED / "model.safetensors").is_file():
        pytest.skip("the trained tiny Omni is not here")
    return TRAINED


@pytest.fixture(
    scope="module",
    params=[tiny_smolvlm, tiny_qwen3_vl, tiny_omni, trained_omni],
    ids=lambda build: build.__name__,
)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    build: Callable[[Path], Path] = request.param
    return load(build(tmp_path_factory.mktemp("model")), Precision.FP32, quiet)


def requests() -> list[Request]:
    """Pictures, clips without and with sound, questions in words and in sound; what a model lacks is left out."""
    clip = clip_of(4, (120, 160))
    picture = Request((scene(120, 160),), picture_tokens=24)
    film = Request(clip[-1:], clip=clip, picture_tokens=36)
    asked = replace(picture, task=Task.ASK, question="What colour is it?")
    return [
        picture,
        replace(picture, frames=(scene(100, 200, seed=5),)),
        film,
        replace(film, clip_sound=tone(2.0)),
        asked,
        replace(asked, question_sound=tone(0.6)),
        replace(asked, clip=clip, clip_sound=tone(1.5), question_sound=tone(0.4, 900.0)),
        replace(picture, task=Task.READ, detail=Detail.RICH),
    ]


def said(stepper: EagerStepper, inputs: Inputs) -> tuple[list[int], Tensor]:
    """Return the likeliest tokens and the numbers that each was chosen from."""
    logits = stepper.prefill(inputs)
    tokens, all_logits = [], []
    for _ in range(STEPS):
        all_logits.append(logits.clone())
        tokens.append(int(logits.argmax()))
        logits = stepper.step(tokens[-1])
    return tokens, torch.stack(all_logits)


def test_a_kept_prompt_changes_nothing_whatever_was_asked_between(loaded: Loaded) -> None:
    make = inputs_for(loaded)
    every = [make.of(request) for request in requests()]
    alone = [said(EagerStepper(loaded.model), inputs) for inputs in every]
    keeping = EagerStepper(loaded.model)
    for _ in range(2):
        for inputs, (tokens, logits) in zip(every, alone, strict=True):
            again_tokens, again_logits = said(keeping, inputs)
            assert again_tokens == tokens
            assert torch.equal(again_logits, logits)


def test_a_prompt_apart_says_the_same_as_all_at_once_and_as_transformers_own_generate(loaded: Loaded) -> None:
    make = inputs_for(loaded)
    for request in requests():
        inputs = make.of(request)
        tokens, logits = said(EagerStepper(loaded.model), inputs)
        whole_tokens, whole_logits = said(EagerStepper(loaded.model), replace(inputs, fixed=0))
        assert tokens == whole_tokens
        assert torch.allclose(logits, whole_logits, atol=2e-3)
        assert tokens == generated(loaded, inputs)


def generated(loaded: Loaded, inputs: Inputs) -> list[int]:
    """Return what generate() says, which works the positions out for itself."""
    senses = dict(inputs.senses)
    if loaded.kind == "qwen3_vl":
        image, video = loaded.model.config.image_token_id, loaded.model.config.video_token_id
        senses["mm_token_type_ids"] = (inputs.ids == image).int() + 2 * (inputs.ids == video).int()
    if "video_grid_thw" in senses and loaded.kind == "qwen2_5_omni_thinker":
        senses["video_second_per_grid"] = torch.ones(1)
        first = int((inputs.ids[0] == loaded.model.config.video_token_id).nonzero()[0])
        senses["use_audio_in_video"] = int(inputs.ids[0, first - 1]) == loaded.model.config.audio_start_token_id
    generate = loaded.model.generate
    senses.setdefault("attention_mask", torch.ones_like(inputs.ids))
    made = generate(  # type: ignore[operator]
        input_ids=inputs.ids,
        max_new_tokens=STEPS,
        eos_token_id=-1,
        pad_token_id=0,
        do_sample=False,
        **senses,
    )
    tokens: list[int] = made[0, inputs.ids.shape[1] :].tolist()
    return tokens


@pytest.mark.parametrize("build", [tiny_qwen2_5_vl, tiny_gemma3])
def test_a_network_without_a_way_of_its_own_says_what_generate_says(
    build: Callable[[Path], Path], tmp_path: Path
) -> None:
    loaded = load(build(tmp_path), Precision.FP32, quiet)
    make = inputs_for(loaded)
    assert isinstance(make, ProcessorInputs)
    stepper = EagerStepper(loaded.model)
    for request in requests()[:2] + requests()[4:5]:
        inputs = make.of(request)
        assert said(stepper, inputs)[0] == generated(loaded, inputs)


def test_a_request_left_half_way_leaves_nothing_behind(loaded: Loaded) -> None:
    first, second, *_ = (inputs_for(loaded).of(request) for request in requests())
    stepper = EagerStepper(loaded.model)
    expected = said(EagerStepper(loaded.model), second)
    stepper.step(int(stepper.prefill(first).argmax()))
    tokens, logits = said(stepper, second)
    assert tokens == expected[0]
    assert torch.equal(logits, expected[1])


def test_what_a_network_noted_of_another_request_changes_nothing(loaded: Loaded) -> None:
    """Qwen's networks note on themselves how far positions and tokens are apart."""
    request = requests()[0]
    for make in (inputs_for(loaded), ProcessorInputs(loaded.model, loaded.processor)):
        inputs = make.of(request)
        expected = said(EagerStepper(loaded.model), inputs)
        loaded.model.model.rope_deltas = torch.tensor([[77]])
        tokens, logits = said(EagerStepper(loaded.model), inputs)
        assert tokens == expected[0]
        assert torch.equal(logits, expected[1])


def test_a_kept_prompt_is_worked_through_once(loaded: Loaded) -> None:
    first, second, *_ = (inputs_for(loaded).of(request) for request in requests())
    assert first.fixed == second.fixed > 100
    lengths: list[int] = []
    embeddings = loaded.model.get_input_embeddings()
    hook = embeddings.register_forward_hook(lambda _module, given, _out: lengths.append(given[0].shape[1]))
    try:
        stepper = EagerStepper(loaded.model)
        stepper.prefill(first)
        stepper.prefill(second)
        stepper.forget()
        stepper.prefill(second)
    finally:
        hook.remove()
    rest = second.ids.shape[1] - second.fixed
    assert lengths == [first.fixed, first.ids.shape[1] - first.fixed, rest, second.fixed, rest]


def test_the_prompt_that_was_not_used_for_longest_is_dropped_first() -> None:
    kept = Prefixes(most=2)
    keys = ((torch.zeros(1), torch.zeros(1)),)
    for number in (1, 2):
        kept.put((number,), keys)
    assert kept.get((1,)) is keys
    kept.put((3,), keys)
    assert kept.get((2,)) is None
    assert kept.get((1,)) is keys
    assert kept.get((3,)) is keys
