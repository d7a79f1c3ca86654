"""When something that failed is started again."""

import random

import pytest

from camera.restarts import Restarts

SEED = 7


def pauses_of(restarts: Restarts, count: int, *, crashed: bool, worked_s: float = 0.0) -> list[float]:
    now, pauses = 1000.0, []
    for _ in range(count):
        start_at = restarts.ended(now, worked_s, crashed=crashed)
        pauses.append(start_at - now)
        now = start_at + worked_s
    return pauses


@pytest.mark.parametrize("seed", range(20))
def test_the_first_restart_is_at_once_and_the_pauses_grow_to_thirty_seconds(seed: int) -> None:
    pauses = pauses_of(Restarts(random.Random(seed)), 9, crashed=False)
    assert pauses[0] == 0.0
    for pause, wanted in zip(pauses[1:], [1, 2, 4, 8, 16, 30, 30, 30], strict=True):
        assert wanted * 0.8 <= pause <= wanted * 1.2


def test_the_pauses_differ_by_chance_so_that_many_do_not_start_at_once() -> None:
    first, second = (pauses_of(Restarts(random.Random(seed)), 5, crashed=False) for seed in (1, 2))
    assert first[1:] != second[1:]


def test_the_fifth_crash_within_a_minute_brings_a_rest_of_a_minute() -> None:
    pauses = pauses_of(Restarts(random.Random(SEED)), 5, crashed=True)
    assert all(pause < 6 for pause in pauses[:4])
    assert pauses[4] == 60.0


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("worked_s", [0.0, 0.5, 5.0, 11.0])
def test_no_minute_ever_sees_more_than_five_starts_after_crashes(seed: int, worked_s: float) -> None:
    restarts, now, starts = Restarts(random.Random(seed)), 0.0, [0.0]
    for _ in range(60):
        now = restarts.ended(now + worked_s, worked_s)
        starts.append(now)
    assert all(late - early >= 60.0 for early, late in zip(starts, starts[5:], strict=False)), f"seed {seed}"


def test_something_that_ran_well_begins_anew() -> None:
    restarts = Restarts(random.Random(SEED))
    pauses_of(restarts, 5, crashed=False)
    assert restarts.ended(5000.0, worked_s=60.0, crashed=False) == 5000.0


def test_something_that_is_merely_absent_never_gets_the_long_rest() -> None:
    assert max(pauses_of(Restarts(random.Random(SEED), longest_s=5.0), 50, crashed=False)) <= 6.0
