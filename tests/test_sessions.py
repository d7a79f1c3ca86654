"""Browsers that were let in: known by a token that is kept nowhere, for thirty days unseen and ninety in all."""

import json
from pathlib import Path

import pytest

from camera.clock import SimulatedClock
from web.dates import DAY_S, Dates
from web.sessions import MOST, Sessions

NOW = 1_800_000_000.0


class Calendar:
    """A computer's calendar, which may jump."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def sessions(folder: Path, clock: SimulatedClock, calendar: Calendar) -> Sessions:
    return Sessions(folder / "sessions.json", clock, Dates(clock, calendar))


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(100.0)


def test_a_token_is_long_new_each_time_and_only_its_hash_is_kept(tmp_path: Path, clock: SimulatedClock) -> None:
    known = sessions(tmp_path, clock, Calendar())
    tokens = {known.new("iPhone, Safari") for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43  # 256 bits in base 64
    kept = (tmp_path / "sessions.json").read_text()
    assert not [token for token in tokens if token in kept or token in repr(known.list())]
    assert (tmp_path / "sessions.json").stat().st_mode & 0o777 == 0o600


def test_who_is_seen_stays_and_who_is_not_seen_for_thirty_days_goes(tmp_path: Path, clock: SimulatedClock) -> None:
    known = sessions(tmp_path, clock, Calendar())
    token = known.new("a")
    clock.wait(29.9 * DAY_S)
    assert known.of(token)
    clock.wait(29.9 * DAY_S)
    assert known.of(token)
    clock.wait(30.1 * DAY_S)
    assert known.of(token) is None
    assert known.list() == ()


def test_nobody_stays_longer_than_ninety_days(tmp_path: Path, clock: SimulatedClock) -> None:
    known = sessions(tmp_path, clock, Calendar())
    token = known.new("a")
    for _ in range(89):
        clock.wait(DAY_S)
        assert known.of(token)
    clock.wait(1.1 * DAY_S)
    assert known.of(token) is None


def test_sessions_survive_a_restart_and_the_days_in_between_count(tmp_path: Path, clock: SimulatedClock) -> None:
    calendar = Calendar()
    token = sessions(tmp_path, clock, calendar).new("iPad, Safari")
    calendar.now += 10 * DAY_S
    again = sessions(tmp_path, SimulatedClock(5.0), calendar)
    assert again.of(token)
    assert again.list()[0].name == "iPad, Safari"
    assert again.seconds_since(again.list()[0].began) == pytest.approx(10 * DAY_S, abs=1)
    calendar.now += 41 * DAY_S
    assert sessions(tmp_path, SimulatedClock(5.0), calendar).of(token) is None


@pytest.mark.parametrize("jump_s", [10 * 365 * DAY_S, -10 * 365 * DAY_S])
def test_a_jump_of_the_calendar_lets_nobody_in_or_out(tmp_path: Path, clock: SimulatedClock, jump_s: float) -> None:
    calendar = Calendar()
    known = sessions(tmp_path, clock, calendar)
    token = known.new("a")
    calendar.now += jump_s
    assert known.of(token)
    clock.wait(30.1 * DAY_S)
    assert known.of(token) is None


def test_a_box_that_wakes_up_in_1970_makes_no_session_younger(tmp_path: Path, clock: SimulatedClock) -> None:
    known = sessions(tmp_path, clock, Calendar())
    token = known.new("a")
    clock.wait(25 * DAY_S)
    known.new("b")
    woken = SimulatedClock()
    again = sessions(tmp_path, woken, Calendar(0.0))
    woken.wait(5.1 * DAY_S)
    assert again.of(token) is None


def test_the_longest_unseen_gives_way_to_the_twenty_sixth(tmp_path: Path, clock: SimulatedClock) -> None:
    known = sessions(tmp_path, clock, Calendar())
    tokens = []
    for number in range(MOST):
        tokens.append(known.new(str(number)))
        clock.wait(1.0)
    assert known.of(tokens[0])
    newest = known.new("one more")
    assert len(known.list()) == MOST == 25
    assert known.of(tokens[1]) is None
    assert known.of(tokens[0])
    assert known.of(newest)


def test_one_can_be_revoked_and_all_can(tmp_path: Path, clock: SimulatedClock) -> None:
    known = sessions(tmp_path, clock, Calendar())
    one, other = known.new("one"), known.new("other")
    session = known.of(one)
    assert session
    assert known.revoke(session.id)
    assert not known.revoke(session.id)
    assert known.of(one) is None
    assert known.of(other)
    assert sessions(tmp_path, clock, Calendar()).of(one) is None
    known.revoke_all()
    assert known.of(other) is None
    assert sessions(tmp_path, clock, Calendar()).list() == ()


def test_the_id_in_lists_and_addresses_lets_nobody_in(tmp_path: Path, clock: SimulatedClock) -> None:
    known = sessions(tmp_path, clock, Calendar())
    session = known.of(known.new("a"))
    assert session
    assert known.of(session.id) is None
    assert known.of(session.token_hash) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"date": 1}', '{"date": "x", "sessions": []}', "[" * 9000])
def test_a_spoilt_file_lets_nobody_in(tmp_path: Path, clock: SimulatedClock, content: str) -> None:
    token = sessions(tmp_path, clock, Calendar()).new("a")
    (tmp_path / "sessions.json").write_text(content)
    again = sessions(tmp_path, clock, Calendar())
    assert again.of(token) is None
    assert not again.is_new  # it is no first start: nobody is invited by itself
    assert again.of(again.new("b"))


def test_a_full_disk_lets_in_until_the_next_start(tmp_path: Path, clock: SimulatedClock) -> None:
    (tmp_path / "file").write_text("")
    known = Sessions(tmp_path / "file" / "sessions.json", clock, Dates(clock, Calendar()))
    assert known.of(known.new("a"))


def test_when_somebody_was_seen_is_written_down_now_and_then_only(tmp_path: Path, clock: SimulatedClock) -> None:
    known = sessions(tmp_path, clock, Calendar())
    token = known.new("a")

    def kept_date() -> float:
        return float(json.loads((tmp_path / "sessions.json").read_text())["sessions"][0]["seen"])

    first = kept_date()
    for _ in range(100):
        clock.wait(10.0)
        known.of(token)
    assert kept_date() == first
    clock.wait(3600.0)
    known.of(token)
    assert kept_date() > first
