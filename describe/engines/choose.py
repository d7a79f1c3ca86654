"""Decides which model is the best for a machine, and says why. Pure: everything is passed in."""

from collections.abc import Collection
from dataclasses import dataclass

from describe.engines.machine import Accelerator, Machine
from describe.engines.presets import LARGE, MEDIUM, OMNI, SMALL, TINY, Preset
from describe.engines.takes import Precision

RESERVE_MB = 800
"""What the rest of the program, and a little of the system, must still have."""
GPU_RESERVE_MB = 600
SENTENCE_TOKENS = 16
QUICK_S = 2.5
"""A larger model is worth having on a processor only if its first sentence comes about as soon."""
SLOW_S = 6.0
"""The smaller of two is taken where the other would take so long; the probe may have been disturbed, so it is long."""
TOO_SLOW_S = 12.0
"""No sentence would come before its picture is too old."""
CORES_SHARE = 0.8
"""Of what one core does, each does so much beside the others: two did 1.6 times as much as one."""
MULTIPLY_SHARE = 0.7
READ_SHARE = 0.6
"""Of the speeds that the probe finds, a model reaches these: Qwen3-VL-2B in bf16 reached 0.93 and 0.69 on 2 cores."""
_GPU_RUNGS = (
    (OMNI, Precision.BF16),
    (LARGE, Precision.BF16),
    (OMNI, Precision.INT4),
    (LARGE, Precision.INT4),
    (MEDIUM, Precision.BF16),
    (SMALL, Precision.BF16),
    (TINY, Precision.BF16),
)
_SHARED_RUNGS = ((LARGE, Precision.BF16), (MEDIUM, Precision.BF16), (SMALL, Precision.BF16), (TINY, Precision.BF16))
"""Chips that share their memory read it more slowly, and have no library for 4 bits that is kept for all of them."""
_PROCESSOR_RUNGS = (MEDIUM, SMALL, TINY)


@dataclass(frozen=True, slots=True)
class Choice:
    """`preset` is what is used: the best that is installed, or None for the built-in senses. `best` is what would be
    the best here, installed or not; None where no model fits. `why` is for people, one to three sentences.
    """

    preset: Preset | None
    precision: Precision | None
    best: Preset | None
    why: str


def choose(machine: Machine, installed: Collection[str]) -> Choice:
    """Return the best model for this machine among those whose licence lets everybody use it.

    `installed` holds the names of the presets that lie here and are whole.
    """
    rungs = _rungs(machine)
    has = _has(machine)
    if not rungs:
        return Choice(None, None, None, f"{has} That is too little for any model, so the built-in senses describe.")
    best, best_precision = rungs[0]
    used = next(((preset, precision) for preset, precision in rungs if preset.name in installed), None)
    fits = f"The best for it is {best.name} in {best_precision}{_time(machine, best, best_precision)}."
    if used and used[0] is best:
        return Choice(best, best_precision, best, f"{has} {fits} It is installed.")
    get = f"It is not installed; get it with: lookaloud models get {best.name}."
    if used is None:
        return Choice(None, None, best, f"{has} {fits} {get} Until then the built-in senses describe.")
    preset, precision = used
    return Choice(preset, precision, best, f"{has} {fits} {get} Until then {preset.name} in {precision} is used.")


def precision_for(machine: Machine, preset: Preset) -> Precision | None:
    """Return in which precision this machine can use a model, whoever its licence is for; None if it cannot."""
    precisions: tuple[Precision, ...] = ()
    room = 0
    if machine.accelerator is Accelerator.CUDA:
        precisions, room = (Precision.BF16, Precision.INT4), machine.gpu_free_mb - GPU_RESERVE_MB
    elif machine.accelerator is not Accelerator.NONE:
        precisions, room = (Precision.BF16,), machine.gpu_free_mb - RESERVE_MB
    found = next((each for each in precisions if preset.memory_mb[each] <= room), None)
    if found is not None:
        return found
    precision = Precision.BF16 if machine.bf16_times else Precision.FP32
    is_room = preset.memory_mb[precision] <= machine.free_mb - RESERVE_MB
    return precision if is_room and sentence_s(machine, preset, precision) <= TOO_SLOW_S else None


def sentence_s(machine: Machine, preset: Preset, precision: Precision) -> float:
    """Return about how long the processor takes from a picture to a short sentence about it, in seconds."""
    is_small = precision is not Precision.FP32
    together = machine.speed.core_gflops * max(1.0, machine.cores * CORES_SHARE)
    gflops = together * (max(machine.bf16_times, 1.0) if is_small else 1.0) * MULTIPLY_SHARE
    step_gb = preset.step_mb / 1000 * (1 if is_small else 2)
    return preset.picture_gflop / gflops + (SENTENCE_TOKENS - 1) * step_gb / (machine.speed.read_gbs * READ_SHARE)


def _rungs(machine: Machine) -> list[tuple[Preset, Precision]]:
    """Return what can be used here, the best first."""
    found: list[tuple[Preset, Precision]] = []
    if machine.accelerator is Accelerator.CUDA:
        room = machine.gpu_free_mb - GPU_RESERVE_MB
        found = [rung for rung in _GPU_RUNGS if rung[0].memory_mb[rung[1]] <= room]
    elif machine.accelerator is not Accelerator.NONE:
        room = machine.gpu_free_mb - RESERVE_MB
        found = [rung for rung in _SHARED_RUNGS if rung[0].memory_mb[rung[1]] <= room]
    return found or _processor_rungs(machine)


def _processor_rungs(machine: Machine) -> list[tuple[Preset, Precision]]:
    precision = Precision.BF16 if machine.bf16_times else Precision.FP32
    room = machine.free_mb - RESERVE_MB
    takes_s = {
        preset: sentence_s(machine, preset, precision)
        for preset in _PROCESSOR_RUNGS
        if preset.memory_mb[precision] <= room
    }
    quick = [preset for preset in takes_s if preset is not MEDIUM or takes_s[preset] <= QUICK_S]
    if takes_s.get(SMALL, 0.0) > SLOW_S:
        quick.reverse()  # the smaller one is better then, but the other one, where it lies here, better than none
    return [(preset, precision) for preset in quick if takes_s[preset] <= TOO_SLOW_S]


def _has(machine: Machine) -> str:
    cores = f"{machine.cores} core{'s' if machine.cores > 1 else ''}"
    words = f"This machine has {cores} and {machine.free_mb / 1000:.0f} GB of free memory"
    if machine.accelerator is Accelerator.CUDA:
        return f"{words}, and {machine.gpu_name} with {machine.gpu_free_mb / 1000:.0f} GB free."
    if machine.accelerator is Accelerator.NONE:
        return f"{words}, and no graphics processor that I can use."
    return f"{words}, and {machine.gpu_name}, which shares it."


def _time(machine: Machine, preset: Preset, precision: Precision) -> str:
    if machine.accelerator is not Accelerator.NONE:
        return ""
    takes_s = sentence_s(machine, preset, precision)
    return f", a sentence in about {max(1, round(takes_s))} second{'s' if round(takes_s) > 1 else ''}"
