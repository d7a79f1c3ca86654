"""The command that judges: its figures for real videos and the clip, and the same ones on every run."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import finish
from tests.media import media

pytestmark = pytest.mark.slow
TINY_OMNI = Path(__file__).parent / "models" / "tiny_omni"
needs_models = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="the libraries for models are not installed"
)


def judged(home: Path, *arguments: str) -> Any:  # what JSON holds
    done = finish(home, "judge", *arguments, "--json", timeout_s=100)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def of_video(home: Path, name: str, *arguments: str) -> Any:
    return judged(home, str(media(name)), "--events", str(media("events.json")), *arguments)


def test_the_senses_tell_every_scene_of_the_bottles_once_and_cheaper_than_the_loop_that_never_rests(
    home: Path,
) -> None:
    told = of_video(home, "bottles.mp4", "--describe-takes", "0.5", "--never-waits")
    ours, other = told["ours"], told["every_frame"]
    assert ours["scenes"] == ours["told"] == ours["looks"] == 8
    assert ours["looks_while_moving"] == ours["stale"] == ours["repeats"] == 0
    assert ours["model_s"] * 5 <= other["model_s"]
    assert other["stale"] > 10
    assert other["repeats"] > 10


def test_the_senses_notice_every_car_and_speak_of_the_road_once(home: Path) -> None:
    told = of_video(home, "cars.mp4", "--describe-takes", "0.15")
    ours, other = told["ours"], told["every_frame"]
    assert ours["passing"] == ours["passing_noticed"] == 3
    assert ours["scenes"] == ours["told"] == 4
    assert ours["looks"] == 1
    assert ours["stale"] == ours["repeats"] == 0
    assert ours["model_s"] * 5 <= other["model_s"]
    assert other["passing_noticed"] == 0


@needs_models
def test_a_model_of_three_seconds_says_nothing_old_nothing_twice_and_its_figures_are_the_same_on_every_run(
    home: Path,
) -> None:
    arguments = ("--engine", str(TINY_OMNI), "--describe-takes", "3")
    told = of_video(home, "bottles.mp4", *arguments)
    ours, other = told["ours"], told["every_frame"]
    assert ours["told"] == 8
    assert ours["stale"] == ours["repeats"] == ours["looks_while_moving"] == 0
    assert ours["settled_to_sound_p50_s"] < other["settled_to_sound_p50_s"]
    assert ours["model_s"] < other["model_s"]
    assert other["stale"] > 0
    assert of_video(home, "bottles.mp4", *arguments, "--policy", "ours") == {"ours": ours}


@needs_models
def test_the_clip_needs_no_file_of_events_and_the_model_really_runs(home: Path) -> None:
    told = judged(home, "clip", "--engine", str(TINY_OMNI))
    ours, other = told["ours"], told["every_frame"]
    assert ours["told"] == ours["scenes"] == 5
    assert ours["stale"] == ours["repeats"] == ours["looks_while_moving"] == 0
    assert 0.01 < ours["model_s"] < other["model_s"]


def test_half_the_speed_is_twice_the_time(home: Path) -> None:
    arguments = ("--describe-takes", "0.4", "--policy", "ours")
    whole = of_video(home, "cars.mp4", *arguments)["ours"]
    half = of_video(home, "cars.mp4", *arguments, "--speed", "0.5")["ours"]
    assert half["model_s"] == pytest.approx(2 * whole["model_s"])
    later_s = half["settled_to_sound_p50_s"] - whole["settled_to_sound_p50_s"]
    assert later_s == pytest.approx(0.4, abs=0.01)


def test_the_limit_holds_back_what_is_too_much_for_a_minute(home: Path) -> None:
    arguments = ("--describe-takes", "0.15", "--policy", "ours", "--limit", "1")
    assert of_video(home, "cars.mp4", *arguments)["ours"]["passing_noticed"] == 0


def test_a_table_is_printed_for_people(home: Path) -> None:
    done = finish(home, "judge", str(media("cars.mp4")), "--events", str(media("events.json")))
    assert done.returncode == 0, done.stderr
    for words in ("ours", "every-frame", "stale when they sounded", "describing, seconds"):
        assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none.mp4", "--events", "none.json"), "none.json cannot be read"),
        (("none.mp4",), "--events"),
        (("clip", "--engine", "nobody"), "nobody"),
        (("clip", "--speed", "0"), "no number above 0"),
        (("clip", "--limit", "0"), "no number of utterances"),
    ],
)
def test_what_cannot_be_judged_is_said_in_a_sentence(home: Path, arguments: tuple[str, ...], says: str) -> None:
    done = finish(home, "judge", *arguments)
    assert done.returncode != 0
    assert says in done.stderr
    assert "Traceback" not in done.stderr
