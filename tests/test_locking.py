"""A key at the box locks the settings: helpers look only, the listener hears that it is so, and changes them still."""

from describe import phrases
from describe.commands import Act
from describe.settings import Settings
from tests.scripted import Stage
from tests.test_acts import put, still


def test_a_key_locks_and_unlocks_aloud_and_the_listener_still_changes_the_voice() -> None:
    stage = Stage(still, 60, settings=Settings(sounds=False, volume=60))
    stage.play_until(5)
    assert put(stage, Act.LOCK, 1) == phrases.LOCKED
    assert stage.settings.is_locked
    assert phrases.LOCKED in stage.said
    assert put(stage, Act.LOUDER, 4) == "Loud."
    assert put(stage, Act.UNLOCK, 1) == phrases.UNLOCKED
    assert not stage.settings.is_locked
