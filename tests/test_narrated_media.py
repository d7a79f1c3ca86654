"""The whole chain on real photos and videos: what is said, held against what a person saw."""

import json
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest

from describe import phrases
from tests.command import finish
from tests.media import Span, events, media

pytestmark = pytest.mark.slow

EYE_S = 0.3
"""How exactly a person could tell when something changed."""


@dataclass(frozen=True, slots=True)
class Narration:
    """When it looked and what it noticed, seconds from the beginning of the video, and what it said."""

    looks: tuple[float, ...]
    notices: tuple[float, ...]
    said: tuple[str, ...]
    said_at: tuple[float, ...]
    oldest_s: float


def narrated(home: Path, name: str) -> Narration:
    done = finish(home, "video", str(media(name)), "--out", str(home / "out"))
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in (home / "out" / "journal.jsonl").read_text().splitlines()]
    told = Narration(
        looks=tuple(line["at_s"] for line in lines if line["kind"] == "look"),
        notices=tuple(line["at_s"] for line in lines if line["kind"] == "notice"),
        said=tuple(line["text"] for line in lines if line["kind"] == "said"),
        said_at=tuple(line["at_s"] for line in lines if line["kind"] == "said"),
        oldest_s=max(line.get("frame_age_s", 0.0) for line in lines if line["kind"] == "said"),
    )
    print(f"\n{name}: looks at {told.looks}, notices at {told.notices}, oldest picture {told.oldest_s:.1f} s")
    return told


def within(moment: float, span: Span, eye_s: float = 0.0) -> bool:
    return span[0] - eye_s <= moment <= span[1] + eye_s


def test_each_settled_scene_of_the_bottles_is_looked_at_once_none_while_hands_move_and_nothing_is_told_twice(
    tmp_path: Path,
) -> None:
    seen, told = events("bottles.mp4"), narrated(tmp_path, "bottles.mp4")
    for scene in seen.scenes:
        assert sum(within(look, scene, EYE_S) for look in told.looks) == 1, scene
    for start, end in seen.moving:
        assert not [look for look in told.looks if start + EYE_S < look < end - EYE_S]
    assert len(told.looks) <= len(seen.scenes) + 1
    assert told.oldest_s <= 4.0
    said = [(text, at) for text, at in zip(told.said, told.said_at, strict=True) if "Movement" not in text]
    for (text, at), (later_text, later_at) in combinations(said, 2):
        assert text != later_text or later_at - at >= 60, f"{text} at {at} and {later_at} s"


def test_each_passing_car_is_noticed_while_it_is_there(tmp_path: Path) -> None:
    seen, told = events("cars.mp4"), narrated(tmp_path, "cars.mp4")
    for car in seen.passing:
        assert sum(within(notice, car) for notice in told.notices) == 1, car
    assert len(told.notices) == len(seen.passing)
    assert sum("Movement" in text for text in told.said) == len(seen.passing)
    assert len(told.looks) <= len(seen.scenes)
    assert told.oldest_s <= 4.0


def described(home: Path, *names: str, task: str = "describe") -> dict[str, dict[str, object]]:
    done = finish(home, "photo", *(str(media(name)) for name in names), "--json", "--task", task)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(one["file"]).name: one for one in found}


def words(found: dict[str, object]) -> str:
    sentences = found["sentences"]
    assert isinstance(sentences, list)
    return " ".join(sentences)


@pytest.mark.parametrize("task", ["describe", "read"])
def test_a_bag_of_chips_is_read_by_its_name(tmp_path: Path, task: str) -> None:
    said = words(described(tmp_path, "chips.jpg", task=task)["chips.jpg"])
    assert "Farmhouse" in said
    assert "White Cheddar" in said


def test_two_men_are_two_to_four_faces(tmp_path: Path) -> None:
    said = words(described(tmp_path, "two_men.jpg")["two_men.jpg"])
    assert any(f"{count} faces" in said for count in ("Two", "Three", "Four"))


def test_where_there_is_no_face_and_no_text_none_is_said(tmp_path: Path) -> None:
    names = ("cat.jpg", "dog.jpg", "pets.jpg", "parrot.jpg", "street.jpg")
    for name, found in described(tmp_path, *names).items():
        seen = found["seen"]
        assert isinstance(seen, dict)
        assert not seen["faces"], name
        assert not seen["text"]["blocks"], name
        assert not seen["codes"], name
        assert "says" not in words(found), name


def test_a_receipt_at_the_edge_is_read_only_where_it_is_sure(tmp_path: Path) -> None:
    said = words(described(tmp_path, "hotdog.jpg", task="read")["hotdog.jpg"])
    assert said == f"It reads: Cash. {phrases.MORE_UNREADABLE_TEXT}"
