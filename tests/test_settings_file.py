"""Settings survive a power cut, and whatever is found in their file becomes something safe, and is told."""

import json
import os
import random
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from describe.request import Detail
from describe.settings import Settings
from describe.settings_file import SettingsError, SettingsFile, repaired

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lookaloud" / "settings.json"


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_without_a_file_the_settings_are_as_delivered(path: Path) -> None:
    assert SettingsFile(path).loaded.settings == Settings()
    assert not SettingsFile(path).loaded.repairs


def test_a_change_is_there_for_every_reader_and_at_the_next_start(path: Path) -> None:
    settings = SettingsFile(path)
    settings.change(words_per_minute=300, detail="rich")
    assert settings.snapshot().words_per_minute == 300
    assert SettingsFile(path).loaded.settings == Settings(words_per_minute=300, detail=Detail.RICH)


@pytest.mark.parametrize("change", [{"words_per_minute": 1000}, {"volume": 0}, {"no_such": 1}, {"looks_per_s": "x"}])
def test_a_dangerous_or_senseless_change_is_refused_in_words(path: Path, change: dict[str, object]) -> None:
    settings = SettingsFile(path)
    with pytest.raises(SettingsError) as refused:
        settings.change(**change)
    assert len(str(refused.value).split()) > 3
    assert settings.snapshot() == Settings()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        '{"volume": 50',
        "[]",
        "null",
        '{"volume": NaN}',
        '{"volume": 20, "volume": 90}',
        b"\xff\xfe\x00",
        b"\x00" * 100,
        " " * 10_000_000,
        "[" * 60_000,
        '{"volume": ' * 5_000,
    ],
    ids=["empty", "brace", "cut", "list", "null", "nan", "twice", "bytes", "zeros", "ten megabytes", "deep", "deeper"],
)
def test_an_unreadable_file_gives_way_to_the_one_before_and_is_kept(path: Path, content: str | bytes) -> None:
    settings = SettingsFile(path)
    settings.change(volume=40)
    settings.change(volume=50)
    write(path, content)
    loaded = SettingsFile(path).loaded
    assert loaded.settings.volume == 40
    assert loaded.repairs
    assert list(path.parent.glob("settings.bad-*"))


@pytest.mark.parametrize("content", ["{", '{"volume": 1000}', '{"unknown": 1}'])
def test_a_repair_is_told_once_and_the_bad_file_is_kept_once(path: Path, content: str) -> None:
    write(path, content)
    assert SettingsFile(path).loaded.repairs
    for _ in range(3):
        assert not SettingsFile(path).loaded.repairs
    assert [kept.read_text() for kept in path.parent.glob("settings.bad-*")] == [content]


def test_the_settings_of_a_newer_version_are_used_and_left_alone(path: Path) -> None:
    content = '{"schema_number": 99, "volume": 30, "new": 1}'
    write(path, content)
    for _ in range(3):
        assert SettingsFile(path).loaded.settings.volume == 30
    assert path.read_text() == content
    assert len(list(path.parent.glob("settings.bad-*"))) == 1


def test_a_missing_file_with_a_backup_beside_it_is_told(path: Path) -> None:
    settings = SettingsFile(path)
    settings.change(volume=40)
    settings.change(volume=50)
    path.unlink()
    loaded = SettingsFile(path).loaded
    assert loaded.settings.volume == 40
    assert loaded.repairs


def test_unreadable_without_a_backup_means_as_delivered_and_told(path: Path) -> None:
    write(path, "{")
    loaded = SettingsFile(path).loaded
    assert loaded.settings == Settings()
    assert loaded.repairs


@pytest.mark.parametrize(
    ("found", "name", "expected"),
    [
        ({"volume": 0}, "volume", 10),
        ({"volume": 1000}, "volume", 100),
        ({"words_per_minute": 1000}, "words_per_minute", 450),
        ({"words_per_minute": -5}, "words_per_minute", 80),
        ({"looks_per_s": 0.0}, "looks_per_s", 1),
        ({"fresh_s": 3600}, "fresh_s", 10),
        ({"volume": "loud"}, "volume", 100),
        ({"volume": None}, "volume", 100),
        ({"volume": True}, "volume", 100),
        ({"detail": "chatty"}, "detail", Detail.NORMAL),
        ({"sounds": []}, "sounds", True),
        ({"unknown": 1}, "volume", 100),
        ({"schema_number": 99, "volume": 30}, "volume", 30),
    ],
)
def test_each_unusable_value_becomes_the_nearest_safe_one_and_is_told(
    found: dict[str, object], name: str, expected: object
) -> None:
    settings, repairs = repaired(found)
    assert getattr(settings, name) == expected
    assert repairs


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(Settings.model_fields)) | st.text(max_size=5), json_values, max_size=6))
def test_whatever_values_a_file_holds_the_result_is_safe(found: dict[str, object]) -> None:
    settings, _ = repaired(found)
    assert Settings.model_validate(settings.model_dump()) == settings


@given(st.integers(80, 450), st.integers(10, 100), st.booleans(), st.sampled_from(Detail))
def test_what_was_valid_comes_back_as_it_was(speed: int, volume: int, sounds: bool, detail: Detail) -> None:
    settings = Settings(words_per_minute=speed, volume=volume, sounds=sounds, detail=detail)
    assert repaired(json.loads(settings.model_dump_json())) == (settings, ())


def killed(tmp_path: Path, kills: int, way: str) -> int:
    seed = "20261123"
    print(f"seed {seed}")
    command = [sys.executable, "-m", "tests.killing", str(tmp_path), str(kills), seed, way]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=110)
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to kill a writer a thousand times")
def test_a_thousand_power_cuts_while_saving_lose_nothing(tmp_path: Path) -> None:
    assert killed(tmp_path, 1000, "whole") == 0


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to kill a writer")
def test_the_same_kills_do_tear_a_file_that_is_written_in_place(tmp_path: Path) -> None:
    assert killed(tmp_path, 100, "naive") > 10


def test_a_file_cut_or_damaged_anywhere_gives_safe_settings_and_what_is_lost_is_told(path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    whole = Settings(words_per_minute=300, volume=50, camera="rtsp://camera.example/door")
    content = whole.model_dump_json(indent=2).encode()
    spoiled = [content[:length] for length in range(len(content))]
    for _ in range(300):
        flipped = bytearray(content)
        for _ in range(rng.randrange(1, 6)):
            flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
        spoiled.append(bytes(flipped))
    for number, found in enumerate(spoiled):
        write(path, found)
        loaded = SettingsFile(path).loaded
        assert Settings.model_validate(loaded.settings.model_dump()) == loaded.settings
        assert loaded.repairs or number >= len(content), found


def test_leftovers_of_a_killed_save_are_swept(path: Path) -> None:
    write(path.parent / f".{path.name}.abc.tmp", "{")
    SettingsFile(path)
    assert not list(path.parent.glob(".*.tmp"))


def test_a_leftover_that_cannot_be_removed_does_not_keep_it_from_starting(path: Path) -> None:
    SettingsFile(path).change(volume=50)
    (path.parent / f".{path.name}.abc.tmp").mkdir()
    assert SettingsFile(path).loaded.settings.volume == 50


def test_a_disk_that_refuses_is_told_and_the_choice_holds_for_this_session(path: Path) -> None:
    path.parent.parent.mkdir(exist_ok=True)
    path.parent.write_text("a file where the folder should be")
    settings = SettingsFile(path)
    with pytest.raises(SettingsError, match="until the next start"):
        settings.change(volume=50)
    assert settings.snapshot().volume == 50


def test_the_file_is_only_for_its_owner(path: Path) -> None:
    SettingsFile(path).change(volume=50)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_threads_that_save_lose_nothing(path: Path) -> None:
    settings = SettingsFile(path)
    speeds = threading.Thread(target=lambda: [settings.change(words_per_minute=n) for n in range(100, 130)])
    volumes = threading.Thread(target=lambda: [settings.change(volume=n) for n in range(50, 80)])
    for thread in (speeds, volumes):
        thread.start()
    for thread in (speeds, volumes):
        thread.join()
    assert SettingsFile(path).loaded.settings == Settings(words_per_minute=129, volume=79)


def test_every_setting_has_a_label_and_a_help_text() -> None:
    for name, field in Settings.model_fields.items():
        assert field.title, name
        assert field.description, name
        assert field.description.endswith("."), name
