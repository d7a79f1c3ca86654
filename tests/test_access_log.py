"""The list of who came in stays small, and no line of it can be forged."""

import json
from pathlib import Path

from web.access_log import LARGEST, AccessLog, Event


def test_times_are_in_utc(tmp_path: Path) -> None:
    AccessLog(tmp_path / "access.jsonl", lambda: 0.0).note(Event.CAME_IN, "10.0.0.1", "iPhone, Safari")
    assert json.loads((tmp_path / "access.jsonl").read_text()) == {
        "at": "1970-01-01T00:00:00Z",
        "event": "came in",
        "from": "10.0.0.1",
        "who": "iPhone, Safari",
    }


def test_no_name_begins_a_line_of_its_own(tmp_path: Path) -> None:
    AccessLog(tmp_path / "access.jsonl").note(Event.REFUSED, "x\n{}", "a\r\nb\x85c\u2028d")
    assert len((tmp_path / "access.jsonl").read_text().splitlines()) == 1


def test_it_is_private_and_never_grows_beyond_two_small_files(tmp_path: Path) -> None:
    log = AccessLog(tmp_path / "access.jsonl")
    for _ in range(3000):
        log.note(Event.REFUSED, "10.0.0.1", "a" * 60)
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) == {"access.jsonl", "access.old"}
    assert max(sizes.values()) < LARGEST + 300
    assert (tmp_path / "access.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_full_disk_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    AccessLog(tmp_path / "file" / "access.jsonl").note(Event.CAME_IN)
