"""A model in this process keeps a describer's promises: it streams, stops, and fails in our own words."""

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import torch
from torch import Tensor

from describe.describer import Describer, DescriberFailed, DescriberUnavailable, NonsenseWritten, OutOfMemory
from describe.engines.takes import Precision, Takes
from describe.models.fast_stepper import quick_stepper
from describe.models.inputs import ProcessorInputs
from describe.models.loading import Loaded, load
from describe.models.local_model import LocalModel, inputs_for
from describe.models.stepper import EagerStepper, Inputs, Stepper
from describe.request import Detail, Piece, Request, Task
from tests.models_given import clip_of, scene, tone
from tests.models_tiny import tiny_omni, tiny_qwen3_vl, tiny_smolvlm


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    builds = {"smolvlm": tiny_smolvlm, "qwen3_vl": tiny_qwen3_vl, "omni": tiny_omni}
    return {name: build(tmp_path_factory.mktemp(name)) for name, build in builds.items()}


@dataclass
class CountingStepper:
    """A real stepper that counts, and that does what it is told before a step."""

    stepper: Stepper
    before: Callable[[int], None] = lambda _step: None
    prefills: int = 0
    steps: int = 0
    forgotten: int = 0
    logits: Callable[[Tensor], Tensor] = lambda logits_V: logits_V

    def prefill(self, inputs: Inputs) -> Tensor:
        self.prefills += 1
        self.steps = 0
        return self.logits(self.stepper.prefill(inputs))

    def step(self, token: int) -> Tensor:
        self.steps += 1
        self.before(self.steps)
        return self.logits(self.stepper.step(token))

    def forget(self) -> None:
        self.forgotten += 1
        self.stepper.forget()


@dataclass
class Opened:
    """A model with its stepper in sight."""

    model: LocalModel
    stepper: CountingStepper
    loaded: Loaded = field(repr=False)


def opened(folder: Path, precision: Precision = Precision.FP32) -> Opened:
    kept: list[tuple[CountingStepper, Loaded]] = []

    def counting(loaded: Loaded) -> Stepper:
        kept.append((CountingStepper(quick_stepper(loaded)), loaded))
        return kept[0][0]

    model = LocalModel.load(folder, precision, stepper_for=counting)
    return Opened(model, *kept[0])


PICTURE = Request((scene(120, 160),), picture_tokens=16)


def words(pieces: Iterator[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize("kind", ["smolvlm", "qwen3_vl", "omni"])
def test_it_is_a_describer_that_writes_piece_by_piece(folders: dict[str, Path], kind: str) -> None:
    one = opened(folders[kind])
    describer: Describer = one.model
    assert describer.name == folders[kind].name
    assert one.model.precision is Precision.FP32
    pieces = describer.describe(PICTURE)
    first = next(pieces)
    assert first.text
    assert one.stepper.steps < 8
    rest = list(pieces)
    assert len(rest) > 3
    assert one.stepper.steps < 40
    describer.close()
    describer.close()


def test_what_it_takes_is_known_after_loading(folders: dict[str, Path]) -> None:
    assert opened(folders["smolvlm"]).model.takes == {Takes.PICTURE}
    assert opened(folders["qwen3_vl"]).model.takes == {Takes.PICTURE, Takes.CLIP}
    assert opened(folders["omni"]).model.takes == {Takes.PICTURE, Takes.CLIP, Takes.SOUND}


def test_bf16_writes_as_well(folders: dict[str, Path]) -> None:
    clip = clip_of(4, (120, 160))
    request = Request(clip[-1:], Task.ASK, clip=clip, clip_sound=tone(2.0), question_sound=tone(0.5), picture_tokens=48)
    assert words(opened(folders["omni"], Precision.BF16).model.describe(request))


def test_no_step_is_taken_after_the_iterator_was_closed(folders: dict[str, Path]) -> None:
    one = opened(folders["smolvlm"])
    pieces = one.model.describe(PICTURE)
    next(pieces)
    taken = one.stepper.steps
    pieces.close()  # type: ignore[attr-defined]
    assert one.stepper.steps == taken
    assert words(one.model.describe(PICTURE))


def test_it_stops_within_one_token_when_told_to_from_another_thread(folders: dict[str, Path]) -> None:
    one = opened(folders["smolvlm"])
    stopped = threading.Event()

    def stop(step: int) -> None:
        if step == 6:
            thread = threading.Thread(target=stopped.set)
            thread.start()
            thread.join()

    one.stepper.before = stop
    whole = words(opened(folders["smolvlm"]).model.describe(PICTURE))
    cut = words(one.model.describe(PICTURE, stopped.is_set))
    assert one.stepper.steps == 6
    assert whole.startswith(cut)
    assert len(cut) < len(whole)


def test_it_stops_in_the_middle_of_a_picture(folders: dict[str, Path]) -> None:
    one = opened(folders["qwen3_vl"])
    expected = words(opened(folders["qwen3_vl"]).model.describe(PICTURE))
    asked = []

    def is_stopped() -> bool:
        asked.append(time.monotonic())
        return len(asked) >= 5

    assert list(one.model.describe(PICTURE, is_stopped)) == []
    assert len(asked) <= 7
    assert one.stepper.steps == 0
    assert words(one.model.describe(PICTURE)) == expected
    assert not any(module._forward_pre_hooks for module in one.loaded.model.modules())


def test_a_second_description_at_the_same_time_fails_and_does_not_wait(folders: dict[str, Path]) -> None:
    model = opened(folders["smolvlm"]).model
    first = model.describe(PICTURE)
    begun = next(first).text
    with pytest.raises(DescriberFailed, match="another"):
        next(model.describe(PICTURE))
    whole = begun + words(first)
    assert words(model.describe(PICTURE)) == whole


def test_a_model_that_was_closed_while_it_wrote_ends_and_lets_go(folders: dict[str, Path]) -> None:
    one = opened(folders["smolvlm"])
    pieces = one.model.describe(PICTURE)
    next(pieces)
    one.model.close()
    assert list(pieces) == []
    assert one.stepper.forgotten == 1
    with pytest.raises(DescriberUnavailable, match="closed"):
        next(one.model.describe(PICTURE))


def test_the_weights_are_gone_after_closing(folders: dict[str, Path]) -> None:
    model = LocalModel.load(folders["smolvlm"], Precision.FP32)
    words(model.describe(PICTURE))
    shape = (420, 64)
    before = tensors_of(shape)
    model.close()
    assert tensors_of(shape) < before


def tensors_of(shape: tuple[int, ...]) -> int:
    gc.collect()
    return sum(1 for thing in gc.get_objects() if type(thing) is torch.nn.Parameter and thing.shape == shape)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB"),
        MemoryError(),
        RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory: you tried"),
    ],
)
def test_no_room_is_told_as_that_and_everything_kept_is_let_go(folders: dict[str, Path], error: Exception) -> None:
    one = opened(folders["smolvlm"])
    expected = words(opened(folders["smolvlm"]).model.describe(PICTURE))

    filling: list[weakref.ref[Tensor]] = []

    def fail(step: int) -> None:
        if step == 3:
            large = torch.zeros(1000)
            filling.append(weakref.ref(large))
            raise error

    one.stepper.before = fail
    with pytest.raises(OutOfMemory) as caught:
        words(one.model.describe(PICTURE))
    assert one.stepper.forgotten == 1
    assert caught.value.__cause__ is error
    assert filling[0]() is None  # though the error is still held
    one.stepper.before = lambda _step: None
    assert words(one.model.describe(PICTURE)) == expected


def test_what_torch_cannot_do_is_a_failure_of_this_request_only(folders: dict[str, Path]) -> None:
    one = opened(folders["smolvlm"])

    def fail(_step: int) -> None:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied\nand a page more")

    one.stepper.before = fail
    with pytest.raises(DescriberFailed, match=r"^the model failed: RuntimeError: mat1 .* multiplied$"):
        words(one.model.describe(PICTURE))
    one.stepper.before = lambda _step: None
    assert words(one.model.describe(PICTURE))


def test_weights_that_turn_to_nothing_are_nonsense_and_never_words(folders: dict[str, Path]) -> None:
    one = opened(folders["smolvlm"])
    assert words(one.model.describe(PICTURE))
    norm = one.loaded.model.model.text_model.norm.weight
    with torch.no_grad():
        norm[7] = float("nan")
    with pytest.raises(NonsenseWritten, match="numbers"):
        words(one.model.describe(PICTURE))


def test_a_model_that_says_the_same_for_ever_is_stopped(folders: dict[str, Path]) -> None:
    one = opened(folders["smolvlm"])

    def stuck(logits_V: Tensor) -> Tensor:
        spoilt = torch.zeros_like(logits_V)
        spoilt[30] = 9.0
        return spoilt

    one.stepper.logits = stuck
    with pytest.raises(NonsenseWritten, match="circles"):
        words(one.model.describe(Request(PICTURE.frames, Task.READ, picture_tokens=4)))
    assert one.stepper.steps < 20


def test_a_model_that_says_nothing_at_all_is_told(folders: dict[str, Path]) -> None:
    one = opened(folders["smolvlm"])
    end = one.loaded.processor.tokenizer.eos_token_id

    def silent(logits_V: Tensor) -> Tensor:
        spoilt = torch.zeros_like(logits_V)
        spoilt[end] = 9.0
        return spoilt

    one.stepper.logits = silent
    with pytest.raises(NonsenseWritten, match="nothing"):
        words(one.model.describe(PICTURE))


def test_a_model_without_a_way_of_its_own_goes_through_its_processor(folders: dict[str, Path], tmp_path: Path) -> None:
    loaded = load(folders["smolvlm"], Precision.FP32, lambda _done, _what: None)
    other = Loaded(loaded.model, loaded.processor, loaded.precision, "some_other_kind")
    make = inputs_for(other)
    assert isinstance(make, ProcessorInputs)
    inputs = make.of(PICTURE)
    assert inputs.positions is None
    assert inputs.fixed == 0
    assert words(LocalModel("other", other, EagerStepper(other.model)).describe(PICTURE))


def test_the_limit_of_tokens_is_the_prompts(folders: dict[str, Path]) -> None:
    one = opened(folders["omni"])
    for detail in Detail:
        words(one.model.describe(Request(PICTURE.frames, detail=detail, picture_tokens=8)))
        assert one.stepper.steps <= {Detail.BRIEF: 25, Detail.NORMAL: 40, Detail.RICH: 70}[detail]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_memory_is_steady_over_two_hundred_requests(folders: dict[str, Path]) -> None:
    one = opened(folders["omni"])
    clip = clip_of(4, (120, 160))
    process = psutil.Process()
    sizes, tensors = [], []
    for number in range(220):
        request = Request(
            (scene(100 + number % 7 * 8, 160, seed=number),),
            list(Task)[number % 4],
            question="What is it?",
            clip=clip if number % 3 == 0 else (),
            clip_sound=tone(2.0) if number % 6 == 0 else None,
            question_sound=tone(0.5) if number % 5 == 0 else None,
            picture_tokens=16,
        )
        pieces = one.model.describe(request)
        next(pieces, None)
        pieces.close()  # type: ignore[attr-defined]
        if number % 50 == 19:
            gc.collect()
            sizes.append(process.memory_info().rss)
            tensors.append(sum(1 for thing in gc.get_objects() if issubclass(type(thing), Tensor)))
    assert max(tensors[1:]) - tensors[0] <= 100, tensors  # a kept prompt has some; those of every request would be more
    assert sizes[-1] - sizes[0] < 30e6, sizes
