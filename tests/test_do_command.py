"""Orders to the real process: lookaloud run in one, lookaloud do, keys in a terminal, a keypad in others."""

import signal
from pathlib import Path

import pytest

from describe import phrases
from describe.command_words import DOES
from describe.commands import Act
from tests.command import finish, running

pytestmark = pytest.mark.slow


def test_the_running_one_does_what_another_process_asks_for(home: Path) -> None:
    with running(home, "run", "--camera", "clip", "--sound", "none", "--journal", "j") as run:
        run.wait_for("Room 12", 60.0)
        stopped = finish(home, "do", "stop")
        assert (stopped.returncode, stopped.stdout.strip()) == (0, phrases.STOPPED)
        assert finish(home, "do", "pause").stdout.strip() == phrases.PAUSED
        run.wait_for(phrases.PAUSED, 5.0)
        assert finish(home, "do", "repeat").stdout.strip()
        state = finish(home, "do", "state").stdout
        assert phrases.IS_PAUSED in state
        assert phrases.SENSES_DESCRIBE in state
        assert phrases.QUIET_PAUSED in finish(home, "do", "why-quiet").stdout
        assert finish(home, "do", "go-on").stdout.strip() == phrases.GOING_ON
        assert finish(home, "do", "softer").stdout.strip() == "Loud."
        assert '"volume": 80' in (home / "config" / "lookaloud" / "settings.json").read_text()
        assert finish(home, "do", "colour").stdout.strip()
        run.send(signal.SIGTERM)
        assert run.end(10.0) == 0


def test_what_there_is_to_do_is_listed_in_words(tmp_path: Path) -> None:
    done = finish(tmp_path, "do", "--help")
    assert done.returncode == 0
    for act in Act:
        assert f"  {act} " in done.stdout
        assert DOES[act] in done.stdout
    wrong = finish(tmp_path, "do", "dance")
    assert wrong.returncode == 2
    assert "why-quiet" in wrong.stderr
    nobody = finish(tmp_path, "do", "stop")
    assert nobody.returncode == 1
    assert "lookaloud run" in nobody.stderr
