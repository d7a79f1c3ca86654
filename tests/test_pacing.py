"""What the decisions rest on from look to look: how often it spoke, what stays different, what has stood for long."""

import pytest

from camera.change import Change
from describe.pacing import BIG_PART, Pacing, Seen, due_after_s, spoken_within_a_minute, stays_different
from describe.request import Detail


def test_only_what_was_spoken_within_the_last_minute_counts() -> None:
    assert spoken_within_a_minute((0.0, 39.9, 40.1, 99.0, 100.0), 100.0) == 3


@pytest.mark.parametrize(
    ("spoken", "most", "due_s"), [(0, 4, 8.0), (1, 4, 8.0), (2, 4, 15.0), (3, 4, 15.0), (3, 10, 8.0), (5, 10, 8.0)]
)
def test_who_walks_on_is_spoken_to_at_once_and_then_at_even_times(spoken: int, most: int, due_s: float) -> None:
    assert due_after_s(8.0, spoken, most) == due_s


def looks(*different: float, is_view_moving: bool = False, every_s: float = 0.5) -> list[Seen]:
    return [Seen(place * every_s, part, is_view_moving) for place, part in enumerate(different)]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([], False),
        (looks(*[0.6] * 9), True),
        (looks(*[0.6] * 8), False),  # not long enough
        (looks(*[0.6] * 8, 0.1), True),
        (looks(*[0.6] * 5, 0.1, 0.1, 0.6, 0.6), False),  # not enough of them agree
        (looks(*[BIG_PART - 0.01] * 9), False),
        (looks(*[0.9] * 9, is_view_moving=True), False),
        ([*looks(*[0.0] * 9), *[Seen(4.5 + place / 2, 0.6, False) for place in range(9)]], True),
    ],
)
def test_a_big_part_stays_different_when_five_of_six_looks_agree(seen: list[Seen], expected: bool) -> None:
    assert stays_different(seen) is expected


STILL = Change(different=0.0, is_settled=True, settled_s=1.0)


def pacing_after(settled_s: float, wish: Detail = Detail.NORMAL) -> tuple[Pacing, Change]:
    """A description was begun one second after it had settled; now it has stood still for so long."""
    pacing = Pacing()
    pacing.see(STILL, 1.0, wish)
    pacing.looked(is_more=False)
    now = Change(different=0.0, is_settled=True, settled_s=settled_s)
    pacing.see(now, settled_s, wish)
    return pacing, now


def test_standing_still_for_long_earns_more_words_once() -> None:
    assert not pacing_after(19.0)[0].deserves_more(pacing_after(19.0)[1])
    pacing, now = pacing_after(20.0)
    assert pacing.deserves_more(now)
    pacing.looked(is_more=True)
    pacing.see(now, 25.0, Detail.NORMAL)
    assert not pacing.deserves_more(now)


def test_a_view_of_which_the_listener_wants_no_more_earns_none_until_there_is_another() -> None:
    pacing, now = pacing_after(20.0)
    pacing.leave_it()
    assert not pacing.deserves_more(now)
    pacing.see(STILL, 30.0, Detail.NORMAL)
    pacing.looked(is_more=False)
    pacing.see(now, 50.0, Detail.NORMAL)
    assert pacing.deserves_more(now)


def test_who_was_told_all_there_is_to_tell_gets_no_more() -> None:
    pacing, now = pacing_after(20.0, Detail.RICH)
    assert not pacing.deserves_more(now)


def test_what_was_told_is_gone_after_two_looks_at_something_else_and_that_is_news_once() -> None:
    pacing, _ = pacing_after(2.0)
    other = Change(moving=0.2, different=0.2, moving_s=0.5)
    gone = []
    for place in range(4):
        pacing.see(other, 3.0 + place / 5, Detail.NORMAL)
        gone.append(pacing.is_gone)
    assert gone == [False, True, False, False]


def test_all_sentences_about_one_picture_take_one_place_and_it_is_free_again_after_a_minute() -> None:
    pacing = Pacing()
    for at, frame_at in ((10.0, 9.0), (12.0, 9.0), (20.0, 19.5)):
        pacing.spoke(at, frame_at)
    assert pacing.has_room(20.0, 3)
    assert not pacing.has_room(20.0, 2)
    assert not pacing.has_room(69.9, 2)
    assert pacing.has_room(70.1, 2)


def test_what_is_held_back_is_held_until_there_is_room() -> None:
    pacing = Pacing()
    pacing.spoke(10.0, 9.0)
    pacing.is_held_back = True
    assert not pacing.has_room(20.0, 1)
    assert pacing.is_held_back
    assert pacing.has_room(70.1, 1)
    assert not pacing.is_held_back
