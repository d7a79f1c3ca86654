"""What the machine is, from files and programs that look like those of many machines."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from describe.engines.machine import Accelerator, Machine, look, run_briefly
from describe.engines.processor_speed import ProcessorSpeed, measure_speed

LINUX = ("Linux", "x86_64")
SPEED = ProcessorSpeed(100.0, 40.0)
GIB = 2**30
MEMINFO = "MemTotal: 16000000 kB\nMemFree: 100 kB\nMemAvailable: 8192000 kB\n"


def seen(root: Path, system: tuple[str, str] = LINUX, run: Callable[[Sequence[str]], str] = lambda _: "") -> Machine:
    return look(root, run, system, lambda: SPEED)


def write(root: Path, **files: str) -> Path:
    """Write files; "__" in a name stands for a slash, and "_dot_" for a dot."""
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


def test_free_memory_is_what_can_be_had_without_pushing_anything_out(tmp_path: Path) -> None:
    machine = seen(write(tmp_path, proc__meminfo=MEMINFO))
    assert (machine.total_mb, machine.free_mb) == (15625, 8000)
    assert machine.accelerator is Accelerator.NONE


def test_the_limit_of_a_group_counts_and_files_that_can_be_read_again_do_not(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        proc__meminfo=MEMINFO,
        proc__self__cgroup="0::/a/b\n",
        sys__fs__cgroup__a__memory_dot_max=f"{4 * GIB}\n",
        sys__fs__cgroup__a__memory_dot_current=f"{3 * GIB}\n",
        sys__fs__cgroup__a__memory_dot_stat=f"anon 5\ninactive_file {2 * GIB}\n",
        sys__fs__cgroup__a__b__memory_dot_max="max\n",
    )
    machine = seen(root)
    assert (machine.total_mb, machine.free_mb) == (4096, 3072)


def test_the_same_for_the_older_kind_of_groups(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        proc__meminfo=MEMINFO,
        proc__self__cgroup="5:cpu,memory:/x\n4:memory:/box\n0::/\n",
        sys__fs__cgroup__memory__memory_dot_limit_in_bytes=f"{2**63 - 4096}\n",
        sys__fs__cgroup__memory__box__memory_dot_limit_in_bytes=f"{2 * GIB}\n",
        sys__fs__cgroup__memory__box__memory_dot_usage_in_bytes=f"{GIB}\n",
        sys__fs__cgroup__memory__box__memory_dot_stat="total_inactive_file 0\n",
    )
    machine = seen(root)
    assert (machine.total_mb, machine.free_mb) == (2048, 1024)


def test_within_a_container_its_own_group_looks_like_the_top(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        proc__meminfo=MEMINFO,
        proc__self__cgroup="0::/docker/abc\n",
        sys__fs__cgroup__memory_dot_max=f"{GIB}\n",
        sys__fs__cgroup__memory_dot_current=f"{GIB // 2}\n",
    )
    assert seen(root).free_mb == 512


@pytest.mark.parametrize(
    ("flags", "times"),
    [
        ("flags\t\t: fpu avx512_bf16 amx_bf16 amx_tile", 6.0),
        ("flags\t\t: fpu avx512f avx512_bf16", 2.0),
        ("Features\t: fp asimd bf16", 2.0),
        ("flags\t\t: fpu avx2", 0.0),
        ("", 0.0),
    ],
)
def test_bf16_is_known_by_the_processors_instructions(tmp_path: Path, flags: str, times: float) -> None:
    assert seen(write(tmp_path, proc__cpuinfo=f"processor: 0\n{flags}\nbugs: x\n")).bf16_times == times


@pytest.mark.parametrize("quota", ["150000 100000\n", "max 100000\n", "", "nonsense"])
def test_a_share_of_the_processor_is_minded(tmp_path: Path, quota: str) -> None:
    cores = seen(write(tmp_path, sys__fs__cgroup__cpu_dot_max=quota)).cores
    assert cores >= 1
    if quota.startswith("150000"):
        assert cores <= 2


def test_a_graphics_processor_is_known_by_its_drivers_tool_the_one_with_most_room_first(tmp_path: Path) -> None:
    asked: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> str:
        asked.append(command)
        return "Old card, 4096, 4000\nNVIDIA RTX 4090, 24564, 23000\nbroken\nGPU, [N/A], [N/A]\n"

    machine = seen(tmp_path, run=run)
    assert machine.accelerator is Accelerator.CUDA
    assert (machine.gpu_name, machine.gpu_total_mb, machine.gpu_free_mb) == ("NVIDIA RTX 4090", 24564, 23000)
    assert asked[-1][0] == "nvidia-smi"


def test_a_jetson_and_an_apple_chip_share_the_memory(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        proc__meminfo=MEMINFO,
        etc__nv_tegra_release="# R36\n",
    )
    (root / "proc/device-tree").mkdir(parents=True)
    (root / "proc/device-tree/model").write_bytes(b"NVIDIA Jetson Orin Nano\0")
    machine = seen(root)
    assert machine.accelerator is Accelerator.JETSON
    assert (machine.gpu_name, machine.gpu_free_mb) == ("NVIDIA Jetson Orin Nano", 8000)
    answers = {
        ("sysctl", "-n", "hw.memsize"): f"{16 * GIB}\n",
        ("sysctl", "-n", "hw.pagesize"): "16384\n",
        ("vm_stat",): "Pages free:    65536.\nPages active: 9.\nPages inactive:  196608.\nPages speculative:  0.\n",
    }
    apple = seen(tmp_path / "mac", ("Darwin", "arm64"), lambda command: answers.get(tuple(command), ""))
    assert apple.accelerator is Accelerator.APPLE
    assert (apple.total_mb, apple.free_mb, apple.gpu_free_mb) == (16384, 4096, 4096)
    assert apple.bf16_times == 2.0


def test_where_nothing_can_be_found_out_it_says_so_with_zeros_and_does_not_fail(tmp_path: Path) -> None:
    machine = seen(tmp_path / "nothing", ("Plan9", "vax"))
    assert (machine.total_mb, machine.free_mb, machine.bf16_times, machine.gpu_free_mb) == (0, 0, 0.0, 0)


def test_a_program_that_is_absent_or_fails_says_nothing() -> None:
    assert run_briefly(["lookaloud-has-no-such-program"]) == ""
    assert run_briefly(["false"]) == ""
    assert run_briefly(["echo", "yes"]) == "yes\n"


def test_this_machine_is_seen_within_a_moment() -> None:
    machine = look()
    assert machine.cores >= 1
    assert 0 < machine.free_mb <= machine.total_mb
    assert machine.speed.core_gflops > 0.1
    assert machine.speed.read_gbs > 0.1


def test_the_probe_takes_the_best_of_its_runs_and_ends_in_time() -> None:
    ticks = itertools.chain([0.0, 0.02, 0.02, 0.021, 0.021, 0.03], itertools.count(0.5, 0.25))
    speed = measure_speed(lambda: next(ticks))
    assert speed.core_gflops == pytest.approx(2 * 16 * 64**3 / 0.001 / 1e9, rel=0.3)
    slow = itertools.count(0.0, 10.0)  # a clock that shows ten seconds more each time: a machine that swaps
    measure_speed(lambda: next(slow))
    assert next(slow) <= 120.0, "two runs of each"
