"""Which model is chosen, case by case, and that the reason can be read by whoever sets it up."""

from dataclasses import replace

import pytest

from describe.engines.choose import choose, precision_for, sentence_s
from describe.engines.machine import Accelerator, Machine
from describe.engines.presets import MEDIUM, PRESETS, SMALL, TINY
from describe.engines.processor_speed import ProcessorSpeed
from describe.engines.takes import Precision

LAPTOP = Machine(4, 16000, 9000, 0.0, ProcessorSpeed(60.0, 25.0))
SERVER = Machine(2, 24000, 20000, 6.0, ProcessorSpeed(110.0, 55.0))
WORKSTATION = Machine(32, 128000, 100000, 6.0, ProcessorSpeed(110.0, 150.0))
PI = Machine(4, 8000, 6000, 0.0, ProcessorSpeed(12.0, 8.0))
OLD = Machine(2, 4000, 3000, 0.0, ProcessorSpeed(2.0, 5.0))
MAC = Machine(
    8, 32000, 22000, 2.0, ProcessorSpeed(80.0, 90.0), Accelerator.APPLE, "the graphics of this Apple chip", 32000, 22000
)
JETSON = Machine(6, 8000, 6500, 2.0, ProcessorSpeed(15.0, 40.0), Accelerator.JETSON, "a Jetson", 8000, 6500)


def card(free_mb: int, total_mb: int = 0) -> Machine:
    return replace(
        LAPTOP, accelerator=Accelerator.CUDA, gpu_name="NVIDIA X", gpu_total_mb=total_mb or free_mb, gpu_free_mb=free_mb
    )


@pytest.mark.parametrize(
    ("machine", "name", "precision"),
    [
        (LAPTOP, "small", Precision.FP32),
        (SERVER, "small", Precision.BF16),
        (WORKSTATION, "medium", Precision.BF16),
        (PI, "tiny", Precision.FP32),
        (OLD, None, None),
        (replace(LAPTOP, free_mb=3000), "tiny", Precision.FP32),
        (replace(LAPTOP, free_mb=2000), None, None),
        (replace(LAPTOP, free_mb=0), None, None),
        (replace(SERVER, free_mb=3000), "small", Precision.BF16),
        (MAC, "large", Precision.BF16),
        (replace(MAC, free_mb=9000, gpu_free_mb=9000), "medium", Precision.BF16),
        (JETSON, "medium", Precision.BF16),
        (card(23500, 24564), "omni", Precision.BF16),
        (card(79000, 80000), "omni", Precision.BF16),
        (card(19200, 20000), "large", Precision.BF16),
        (card(15500, 16000), "omni", Precision.INT4),
        (card(7900, 8000), "omni", Precision.INT4),
        (card(7000, 8000), "medium", Precision.BF16),
        (card(3500, 4000), "small", Precision.BF16),
        (card(100, 24000), "small", Precision.FP32),
    ],
)
def test_the_best_model_for_a_machine(machine: Machine, name: str | None, precision: Precision | None) -> None:
    names = {preset.name for preset in PRESETS}
    choice = choose(machine, names)
    assert (choice.preset.name if choice.preset else None, choice.precision) == (name, precision)
    assert choice.preset is choice.best


@pytest.mark.parametrize("machine", [LAPTOP, SERVER, WORKSTATION, PI, MAC, JETSON, card(23500), card(7900)])
def test_what_is_not_installed_is_named_with_the_command_that_gets_it(machine: Machine) -> None:
    choice = choose(machine, ())
    assert choice.preset is None
    assert choice.best is not None
    assert f"get it with: lookaloud models get {choice.best.name}." in choice.why
    assert choice.why.endswith("the built-in senses describe.")


def test_a_lesser_one_that_is_installed_is_used_until_the_best_is_there() -> None:
    choice = choose(card(23500, 24564), {"tiny", "medium"})
    assert choice.preset is MEDIUM
    assert choice.best is not None
    assert choice.best.name == "omni"
    assert choice.why == (
        "This machine has 4 cores and 9 GB of free memory, and NVIDIA X with 24 GB free. "
        "The best for it is omni in bf16. It is not installed; get it with: lookaloud models get omni. "
        "Until then medium in bf16 is used."
    )


def test_a_slower_one_that_is_installed_is_better_than_none() -> None:
    slow = replace(PI, speed=ProcessorSpeed(20.0, 12.0))
    assert choose(slow, ()).best is TINY
    assert choose(slow, {"small"}).preset is SMALL
    assert choose(slow, {"small", "tiny"}).preset is TINY


def test_a_model_whose_licence_is_not_for_all_is_never_chosen_by_itself() -> None:
    for free_mb in range(0, 30000, 500):
        for machine in (card(free_mb), replace(LAPTOP, free_mb=free_mb), replace(MAC, gpu_free_mb=free_mb)):
            choice = choose(machine, {"omni-3b"})
            assert choice.preset is None
            assert choice.best is None or choice.best.is_for_all


def test_what_does_not_fit_is_never_chosen() -> None:
    for free_mb in range(0, 30000, 250):
        choice = choose(card(free_mb), {preset.name for preset in PRESETS})
        if choice.preset and choice.precision:
            room = free_mb if choice.preset.memory_mb[choice.precision] < free_mb else LAPTOP.free_mb
            assert choice.preset.memory_mb[choice.precision] < room


def test_where_none_fits_it_says_so_and_the_senses_describe() -> None:
    choice = choose(OLD, {"tiny"})
    assert choice.best is None
    assert choice.why.endswith("too little for any model, so the built-in senses describe.")


def test_more_speed_never_makes_it_seem_slower() -> None:
    fast = replace(LAPTOP, speed=ProcessorSpeed(120.0, 50.0))
    for preset in (TINY, SMALL, MEDIUM):
        assert sentence_s(fast, preset, Precision.FP32) < sentence_s(LAPTOP, preset, Precision.FP32)
        assert sentence_s(SERVER, preset, Precision.BF16) < sentence_s(SERVER, preset, Precision.FP32)
    assert sentence_s(SERVER, TINY, Precision.BF16) < sentence_s(SERVER, SMALL, Precision.BF16)


@pytest.mark.parametrize("machine", [LAPTOP, SERVER, WORKSTATION, PI, MAC, JETSON, card(23500), card(7000), card(900)])
def test_what_is_chosen_is_said_to_fit_in_the_same_precision(machine: Machine) -> None:
    choice = choose(machine, {preset.name for preset in PRESETS})
    assert choice.preset is not None
    assert precision_for(machine, choice.preset) is choice.precision


def test_nothing_is_said_to_fit_a_machine_that_is_too_small_or_too_slow() -> None:
    assert [precision_for(OLD, preset) for preset in PRESETS] == [None] * len(PRESETS)
    assert precision_for(LAPTOP, PRESETS[-1]) is None
