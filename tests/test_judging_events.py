"""The file that says what a person saw, and the clip that knows it itself."""

import json
from pathlib import Path

import pytest

from camera.clip import DURATION_S
from describe.judging.events import EventsError, Scene, clip_events, read_events

TOLD = {
    "door.mp4": {
        "settled_scenes_s": [{"from": 0, "to": 5.5, "seen": "a door"}],
        "moving_s": [[5.5, 7]],
        "passing": [{"from": 5.5, "to": 7, "seen": "a dog"}],
    }
}


def write(folder: Path, content: object) -> Path:
    path = folder / "events.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_the_events_of_a_video_are_read_by_its_name(tmp_path: Path) -> None:
    events = read_events(write(tmp_path, TOLD), "door.mp4")
    assert events.scenes == (Scene(0.0, 5.5, "a door"),)
    assert events.moving == events.passing == ((5.5, 7.0),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is no JSON"),
        ({}, "tells nothing of door.mp4"),
        ([], "tells nothing of door.mp4"),
        ({"door.mp4": {}}, "settled_scenes_s"),
        ({"door.mp4": {"settled_scenes_s": [{"from": "early"}]}}, "as it should"),
        ({"door.mp4": {"settled_scenes_s": [3]}}, "as it should"),
        ({"door.mp4": {"settled_scenes_s": []}}, "no settled scene"),
        ({"door.mp4": "nothing"}, "as it should"),
    ],
)
def test_a_file_that_does_not_tell_them_is_refused_in_words(tmp_path: Path, content: object, says: str) -> None:
    with pytest.raises(EventsError, match=says):
        read_events(write(tmp_path, content), "door.mp4")


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(EventsError, match="cannot be read"):
        read_events(tmp_path / "none.json", "door.mp4")


def test_the_clip_has_settled_scenes_without_its_faults_and_somebody_who_walks_past() -> None:
    events = clip_events()
    assert len(events.scenes) == 5
    assert not any("nothing" in scene.seen for scene in events.scenes)
    assert events.passing == ((20.0, 23.0),)
    assert events.scenes[-1].to_s == DURATION_S
