"""Tries to come in are counted by address and in all, before anything is computed, and over a restart."""

import json
from pathlib import Path

import pytest

from camera.clock import SimulatedClock
from web.tries import Tries


def many(tries: Tries, clock: SimulatedClock, address: str, every_s: float, number: int) -> int:
    """Return how many of so many tries were let through."""
    let_through = 0
    for _ in range(number):
        let_through += tries.wait_s(address) == 0
        clock.wait(every_s)
    return let_through


@pytest.mark.parametrize(
    ("every_s", "number", "let_through"),
    [(0.1, 10, 1), (1.0, 60, 5), (1.0, 3600, 20), (12.0, 20, 20), (60.0, 60, 20), (180.0, 60, 60)],
)
def test_one_address_has_one_try_a_second_five_a_minute_twenty_an_hour(
    tmp_path: Path, every_s: float, number: int, let_through: int
) -> None:
    clock = SimulatedClock()
    assert many(Tries(tmp_path / "tries.json", clock), clock, "10.0.0.1", every_s, number) == let_through


def test_all_addresses_together_have_sixty_an_hour(tmp_path: Path) -> None:
    clock = SimulatedClock()
    tries = Tries(tmp_path / "tries.json", clock)
    assert sum(many(tries, clock, f"10.0.{n}.1", 1.0, 1) for n in range(200)) == 60
    assert tries.wait_s("10.9.9.9") > 3000
    clock.wait(3600.0)
    assert tries.wait_s("10.9.9.9") == 0


def test_addresses_that_one_machine_can_choose_count_as_one(tmp_path: Path) -> None:
    clock = SimulatedClock()
    tries = Tries(tmp_path / "tries.json", clock)
    assert sum(many(tries, clock, f"fd00::1:{n:x}", 1.0, 1) for n in range(50)) == 5
    assert tries.wait_s("fd00:0:0:1::1") == 0
    assert tries.wait_s("::ffff:10.0.0.1") == 0
    assert tries.wait_s("10.0.0.1") > 0


def test_a_restart_does_not_wipe_the_slate(tmp_path: Path) -> None:
    clock = SimulatedClock(500.0)
    many(Tries(tmp_path / "tries.json", clock), clock, "10.0.0.1", 1.0, 5)
    after = SimulatedClock(3.0)  # the computer was switched off, too
    tries = Tries(tmp_path / "tries.json", after)
    assert tries.wait_s("10.0.0.1") > 50
    after.wait(61.0)
    assert tries.wait_s("10.0.0.1") == 0


def test_how_long_to_wait_is_told_truly(tmp_path: Path) -> None:
    clock = SimulatedClock()
    tries = Tries(tmp_path / "tries.json", clock)
    many(tries, clock, "10.0.0.1", 2.0, 5)
    wait_s = tries.wait_s("10.0.0.1")
    clock.wait(wait_s - 0.1)
    assert tries.wait_s("10.0.0.1") > 0
    clock.wait(0.2)
    assert tries.wait_s("10.0.0.1") == 0


@pytest.mark.parametrize("content", ["", "[", "{}", "[[1]]", '[["x", 1]]', "[[NaN, 1]]", "[" * 5000, "\0" * 100])
def test_a_spoilt_file_is_counted_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "tries.json"
    path.write_text(content)
    clock = SimulatedClock()
    assert many(Tries(path, clock), clock, "10.0.0.1", 1.0, 60) <= 5


def test_a_full_disk_still_counts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    clock = SimulatedClock()
    assert many(Tries(tmp_path / "file" / "tries.json", clock), clock, "10.0.0.1", 1.0, 60) == 5


def test_what_is_kept_is_small(tmp_path: Path) -> None:
    clock = SimulatedClock()
    tries = Tries(tmp_path / "tries.json", clock)
    for number in range(130):
        tries.wait_s(f"10.0.{number // 250}.{number % 250}")
        clock.wait(60.0)
    assert len(json.loads((tmp_path / "tries.json").read_text())) <= 61
