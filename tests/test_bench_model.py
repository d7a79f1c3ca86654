"""The bench of models compares like with like, says what it measured, and leaves no process behind."""

import json
from pathlib import Path

import psutil
import pytest

from describe.describer import DescriberUnavailable
from describe.engines.takes import Precision
from describe.models.architectures import ARCHITECTURES, random_network
from describe.models.bench import Bench, Figures, measure
from describe.models.bench_engines import Setting, one_tile_generate, our_engine, plain_generate
from describe.models.bench_words import bench_words
from lookaloud import main
from tests.command import finish
from tests.models_tiny import tiny_smolvlm

FIGURES = {"first_token_s", "first_16_tokens_s", "tokens_per_s", "memory_mb"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_smolvlm(tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize(
    ("preset", "millions"),
    [("tiny", 256), ("small", 507), ("medium", 2128), ("large", 8767), ("omni-3b", 4703), ("omni", 8932)],
)
def test_a_network_at_random_weights_is_as_large_as_the_published_one(preset: str, millions: int) -> None:
    network = random_network(preset, Precision.BF16, device="meta")
    parameters = {id(each): each.numel() for each in network.model.parameters()}
    assert round(sum(parameters.values()) / 1e6) == millions


def test_there_is_a_size_for_every_preset_and_no_other() -> None:
    assert set(ARCHITECTURES) == {"tiny", "small", "medium", "large", "omni-3b", "omni"}


@pytest.mark.parametrize("engine", [our_engine, plain_generate, one_tile_generate])
def test_every_engine_writes_all_tokens_and_says_when(engine: object, folder: Path) -> None:
    assert callable(engine)
    run = engine(Setting(folder=folder))
    for _ in range(2):
        figures = run()
        assert 0 < figures["first_token_s"] < figures["first_16_tokens_s"]
        steps_s = figures["first_16_tokens_s"] - figures["first_token_s"]
        assert figures["tokens_per_s"] == pytest.approx(15 / steps_s)


def test_the_parts_of_our_first_token_are_all_of_it(folder: Path) -> None:
    figures = our_engine(Setting(folder=folder))()
    parts = [figures[name] for name in ("ready_part_s", "picture_part_s", "prefill_part_s")]
    assert min(parts) > 0
    assert sum(parts) == pytest.approx(figures["first_token_s"])


def test_what_an_engine_cannot_load_is_told_and_no_process_stays(tmp_path: Path) -> None:
    with pytest.raises(DescriberUnavailable, match="ours failed"):
        measure(Setting(folder=tmp_path), rounds=1)
    assert [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())] == []


def test_it_says_that_the_weights_are_random_and_how_the_engines_compare() -> None:
    ours, plain, one_tile = Figures(0.5, 0.8, 50, 2000), Figures(8, 9.6, 10, 3000), Figures(0.8, 1.2, 30, 1900)
    parts = {f"{name}_part_s": 0.1 for name in ("ready", "picture", "prefill", "step", "products")}
    limit = {"multiply_gflop_per_s": 400, "read_gb_per_s": 50, "first_token_s": 0.4, "step_mb": 362, "step_s": 0.05}
    limit |= {"step_bits": 8}
    words = bench_words(Bench(ours, plain, one_tile, parts, limit), Setting(preset="small"))
    assert "random weights" in words
    assert "12.0 times sooner than plain" in words
    assert "1.5 times sooner than with one small picture" in words
    assert "2.00 times as long" in words
    assert "362 MB of weights in 8 bits" in words


@pytest.mark.slow
def test_the_command_prints_the_figures_of_all_engines_for_programs(folder: Path, tmp_path: Path) -> None:
    done = finish(tmp_path, "bench", "model", "--engine", str(folder), "--rounds", "1", "--json", timeout_s=110)
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert set(printed) == {"ours", "plain", "one_tile", "limit"}
    for engine in ("ours", "plain", "one_tile"):
        assert set(printed[engine]) == FIGURES
        assert min(printed[engine].values()) > 0


@pytest.mark.parametrize(
    ("arguments", "words"), [(("--engine", "huge", "--random"), "small"), (("--engine", "no-such-folder"), "--random")]
)
def test_wrong_use_of_the_bench_is_one_sentence(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "model", *arguments]) in {1, 2}
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
