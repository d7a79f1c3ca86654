"""Measures how soon a model's words come: our engine against plain transformers, each in a process of its own.

The engines take turns, round by round, so that a machine that is busy with other things is so for all of them alike.
What is written does not count: the tokens are given, so that none ends early and all write as many.
"""

import multiprocessing
import os
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from describe.describer import DescriberUnavailable
from describe.engines.offline import offline_environment
from describe.models.bench_engines import ENGINES, Setting

ROUNDS = 5
SILENT_S = 1800.0
"""A round that takes longer than this hangs; plain transformers with the 8B on two cores takes ten minutes."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one engine took: the median of its rounds, and the most memory that its process ever had."""

    first_token_s: float
    first_16_tokens_s: float
    tokens_per_s: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Bench:
    """All that was measured, in one run. `parts` says where our engine's time goes, `limit` what the machine can do."""

    ours: Figures
    plain: Figures
    one_tile: Figures
    parts: Mapping[str, float]
    limit: Mapping[str, float]

    def as_json(self) -> dict[str, dict[str, float]]:
        """Return it for programs."""
        figures: dict[str, dict[str, float]] = {"ours": asdict(self.ours), "plain": asdict(self.plain)}
        return figures | {"one_tile": asdict(self.one_tile), "limit": dict(self.limit)}


def measure(setting: Setting, rounds: int = ROUNDS, tell: Callable[[str], None] = lambda _: None) -> Bench:
    """Load the engines and let each describe the same picture so often; raise DescriberUnavailable if one cannot.

    The first time is not counted: memory is got then, and our engine works through its fixed prompt, which it does
    once a start.
    """
    with ExitStack() as processes:
        engines: dict[str, Callable[[], dict[str, float]]] = {}
        for name in ENGINES:
            tell(f"loading: {name}")
            engines[name] = processes.enter_context(_process(name, setting))
            engines[name]()
        found: dict[str, list[dict[str, float]]] = {name: [] for name in ENGINES}
        for number in range(rounds):
            for name, ask in engines.items():
                tell(f"round {number + 1} of {rounds}: {name}")
                found[name].append(ask())
    ours, plain, one_tile = (_figures(found[name]) for name in ("ours", "plain", "one_tile"))
    parts = {name: _median(found["ours"], name) for name in found["ours"][0] if name.endswith("_part_s")}
    limit = {name: _median(found["limit"], name) for name in found["limit"][0] if name != "memory_mb"}
    limit |= {name: found["ours"][0][name] for name in ("step_bits", "step_mb", "picture_gflop", "prefill_gflop")}
    limit["step_s"] = limit["step_mb"] / 1000 / limit["read_gb_per_s"]
    limit["first_token_s"] = (limit["picture_gflop"] + limit["prefill_gflop"]) / limit["multiply_gflop_per_s"]
    return Bench(ours, plain, one_tile, parts, limit)


def _figures(rounds: Sequence[Mapping[str, float]]) -> Figures:
    return Figures(
        first_token_s=round(_median(rounds, "first_token_s"), 4),
        first_16_tokens_s=round(_median(rounds, "first_16_tokens_s"), 4),
        tokens_per_s=round(_median(rounds, "tokens_per_s"), 2),
        memory_mb=round(max(each["memory_mb"] for each in rounds)),
    )


def _median(rounds: Sequence[Mapping[str, float]], name: str) -> float:
    return statistics.median(each[name] for each in rounds)


@contextmanager
def _process(name: str, setting: Setting) -> Iterator[Callable[[], dict[str, float]]]:
    """Give a function that has a process of its own do one round."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(name, setting, theirs), name=f"bench {name}", daemon=True)
    with _environment(offline_environment() if name == "ours" else {}):  # as the worker of a model has it
        process.start()
    theirs.close()

    def ask() -> dict[str, float]:
        try:
            ours.send(None)
            answer = ours.recv() if ours.poll(SILENT_S) else "it hangs"
        except (EOFError, OSError) as error:
            raise DescriberUnavailable(f"the bench's process {name} ended: too little memory?") from error
        if isinstance(answer, str):
            raise DescriberUnavailable(f"the bench's process {name} failed: {answer}")
        figures: dict[str, float] = answer
        return figures

    try:
        yield ask
    finally:
        process.kill()
        process.join()
        ours.close()


@contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    """Within it a process that is started has these variables as well."""
    before = dict(os.environ)
    os.environ.update(more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _serve(name: str, setting: Setting, asked: Connection) -> None:
    try:
        run = ENGINES[name](setting)
        while True:
            asked.recv()
            asked.send(run() | {"memory_mb": peak_memory_mb()})
    except EOFError:
        return
    except Exception as error:  # noqa: BLE001  outermost line of the process
        asked.send(f"{type(error).__name__}: {error}")


def peak_memory_mb() -> float:
    """Return the most memory that this process had."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:  # not Linux; macOS counts in bytes
        import resource  # noqa: PLC0415  there is none on Windows

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) * 1024 / 1e6
