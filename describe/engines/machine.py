"""Says what this machine is: its processor, its free memory, its graphics processor. Asks no heavy library."""

import os
import platform
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from describe.engines.memory import free_mb, total_mb
from describe.engines.processor_speed import ProcessorSpeed, measure_speed


class Accelerator(StrEnum):
    """What computes besides the processor. A Jetson and an Apple chip share the processor's memory."""

    NONE = "none"
    CUDA = "cuda"
    JETSON = "jetson"
    APPLE = "apple"


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine has. `cores` and `free_mb` are what this program may use of it, `gpu_free_mb` what is free in
    the memory of the graphics processor, or of both where they share it.

    `bf16_times` says how many times faster the processor multiplies in bf16 than in fp32: 0 where it has no
    instructions for it.
    """

    cores: int
    total_mb: int
    free_mb: int
    bf16_times: float
    speed: ProcessorSpeed
    accelerator: Accelerator = Accelerator.NONE
    gpu_name: str = ""
    gpu_total_mb: int = 0
    gpu_free_mb: int = 0


Run = Callable[[Sequence[str]], str]
"""Runs a program and returns what it prints; nothing where it is absent, fails or hangs."""


def run_briefly(command: Sequence[str]) -> str:
    """Return what a program prints within five seconds, or nothing."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=5.0, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def look(
    root: Path = Path("/"),
    run: Run = run_briefly,
    system: tuple[str, str] | None = None,
    measure: Callable[[], ProcessorSpeed] = measure_speed,
) -> Machine:
    """Look at this machine, for at most about a second; never fails, and leaves at nothing what it cannot find out.

    `root` is where /proc and /sys lie, `system` the name of the system and of its processor.
    """
    name, processor = system or (platform.system(), platform.machine())
    total, free = total_mb(root, run), free_mb(root, run)
    accelerator, gpu_name, gpu_total, gpu_free = _accelerator(root, run, name, processor)
    if accelerator in {Accelerator.JETSON, Accelerator.APPLE}:
        gpu_total, gpu_free = total, free
    return Machine(
        cores=_cores(root),
        total_mb=total,
        free_mb=free,
        bf16_times=_bf16_times(root, name, processor),
        speed=measure(),
        accelerator=accelerator,
        gpu_name=gpu_name,
        gpu_total_mb=gpu_total,
        gpu_free_mb=gpu_free,
    )


def _accelerator(root: Path, run: Run, system: str, processor: str) -> tuple[Accelerator, str, int, int]:
    if system == "Darwin" and processor == "arm64":
        return Accelerator.APPLE, "the graphics of this Apple chip", 0, 0
    if (root / "etc/nv_tegra_release").exists():
        return Accelerator.JETSON, _text(root / "proc/device-tree/model").strip("\0\n ") or "a Jetson", 0, 0
    cards = [
        (fields[0].strip(), int(fields[1]), int(fields[2]))
        for line in run(
            ["nvidia-smi", "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
        ).splitlines()
        if len(fields := line.rsplit(",", 2)) == 3 and fields[1].strip().isdigit() and fields[2].strip().isdigit()
    ]
    if not cards:  # a driver without its tools tells the name, but not the memory: nothing is trusted to it
        return Accelerator.NONE, "", 0, 0
    return Accelerator.CUDA, *max(cards, key=lambda card: card[2])


def _cores(root: Path) -> int:
    """Return how many cores this process may use, by its mask and by the share of its group."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _text(root / "sys/fs/cgroup/cpu.max").partition(" ")
    if not quota:
        quota, period = (_text(root / f"sys/fs/cgroup/cpu/cpu.cfs_{each}_us") for each in ("quota", "period"))
    if quota.strip().isdigit() and period.strip().isdigit() and int(period):
        return max(1, min(allowed, -(-int(quota) // int(period))))
    return allowed


def _bf16_times(root: Path, system: str, processor: str) -> float:
    """Return the gain of bf16. AMX multiplies blocks, AVX512_BF16 and ARM's bf16 two numbers for each one of fp32."""
    if system == "Darwin":
        return 2.0 if processor == "arm64" else 0.0
    flags = set(re.findall(r"^(?:flags|Features)\s*:(.*)$", _text(root / "proc/cpuinfo"), re.MULTILINE)[:1])
    words = set(" ".join(flags).split())
    if "amx_bf16" in words:
        return 6.0
    return 2.0 if words & {"avx512_bf16", "bf16"} else 0.0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
