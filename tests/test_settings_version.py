"""Two helpers cannot undo each other unawares, and the last change can be taken back."""

from pathlib import Path

import pytest

from describe.request import Detail
from describe.settings import Settings
from describe.settings_file import SettingsChanged, SettingsError, SettingsFile, SettingsNotKept


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


def test_the_version_survives_a_restart_and_changes_with_every_choice(settings: SettingsFile) -> None:
    settings.change(volume=50)
    version = settings.version
    assert SettingsFile(settings.path).version == version
    settings.change(volume=75)
    assert settings.version != version
    settings.change(volume=50)
    assert settings.version == version


def test_what_the_box_notes_by_itself_makes_no_form_old(settings: SettingsFile) -> None:
    version = settings.version
    settings.change(is_safety_told=True)
    assert settings.version == version


def test_the_second_of_two_helpers_is_told_and_nothing_is_lost(settings: SettingsFile) -> None:
    version = settings.version
    settings.change_from(version, {"volume": 50})
    with pytest.raises(SettingsChanged):
        settings.change_from(version, {"detail": "rich"})
    assert settings.snapshot() == Settings(volume=50)
    assert SettingsFile(settings.path).snapshot() == Settings(volume=50)


def test_a_button_that_is_pressed_twice_is_no_quarrel(settings: SettingsFile) -> None:
    version = settings.version
    settings.change_from(version, {"volume": 50})
    assert settings.change_from(version, {"volume": 50}).after.volume == 50


def test_the_last_change_is_taken_back_and_can_be_had_again(settings: SettingsFile) -> None:
    settings.change(detail="rich")
    settings.change(volume=50)
    settings.change(is_safety_told=True)
    done = settings.undo(settings.version)
    assert (done.before.volume, done.after.volume, done.after.detail) == (50, 100, Detail.RICH)
    assert done.after.is_safety_told, "that it was heard is no choice that could be taken back"
    assert SettingsFile(settings.path).snapshot() == done.after
    assert settings.undo(settings.version).after.volume == 50


def test_a_change_is_not_taken_back_over_that_of_somebody_else(settings: SettingsFile) -> None:
    settings.change(volume=50)
    version = settings.version
    settings.change(detail="rich")
    with pytest.raises(SettingsChanged):
        settings.undo(version)
    assert settings.snapshot() == Settings(volume=50, detail=Detail.RICH)


def test_nothing_can_be_taken_back_after_a_restart(settings: SettingsFile) -> None:
    settings.change(volume=50)
    again = SettingsFile(settings.path)
    with pytest.raises(SettingsChanged):
        again.undo(again.version)


def test_a_disk_that_refuses_does_not_keep_a_change_from_holding_now(tmp_path: Path) -> None:
    (tmp_path / "no folder").write_bytes(b"")
    settings = SettingsFile(tmp_path / "no folder" / "settings.json")
    with pytest.raises(SettingsNotKept) as told:
        settings.change(volume=75)
    assert told.value.change.after == settings.snapshot() == Settings(volume=75)
    assert isinstance(told.value, SettingsError)
