"""Orders to the real process: lookaloud run in one, lookaloud do, keys in a terminal, a keypad in others."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from describe import phrases
from describe.command_words import DOES
from describe.commands import Act
from tests.command import finish, running
from tests.typing_person import typing_into
from tests.waiting import eventually

pytestmark = pytest.mark.slow


def test_the_running_one_does_what_another_process_asks_for(home: Path) -> None:
    with running(home, "run", "--page", "off", "--camera", "clip", "--sound", "none", "--journal", "j") as run:
        run.wait_for(phrases.ABILITIES, 60.0)
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


def test_keys_typed_into_its_terminal_work_and_the_terminal_is_left_as_it_was(home: Path) -> None:
    with typing_into(
        home, "run", "--page", "off", "--camera", "clip", "--sound", "out.wav", "--journal", "j"
    ) as person:
        person.wait_for("Keys: d describe", 40.0)
        person.wait_for(phrases.ABILITIES, 40.0)
        assert not person.takes_lines()
        person.type("p")
        person.wait_for(phrases.PAUSED, 5.0)
        person.type("h")
        person.wait_for(phrases.LEARN_KEYS, 5.0)
        person.type("r")
        person.wait_for(f"r: {DOES[Act.REPEAT]}.", 10.0)
        person.type("h")
        person.wait_for(phrases.KEYS_LEARNED, 10.0)
        person.type("i")
        person.wait_for(phrases.IS_PAUSED, 10.0)
        person.type("\x1b")
        eventually(lambda: "asks: stop" in (home / "j").read_text(), 5.0)
        person.type("\x03")
        assert person.process.wait(10.0) == 0
        assert person.takes_lines()
    said = [json.loads(line) for line in (home / "j").read_text().splitlines()]
    stopped_at = next(line["at_s"] for line in said if line["reason"] == "somebody asks: stop")
    assert [line["text"] for line in said if line["kind"] == "said" and line["at_s"] > stopped_at] == [phrases.GOODBYE]


def test_a_live_view_shows_the_keys(home: Path) -> None:
    with typing_into(home, "run", "--page", "off", "--camera", "clip", "--sound", "none", term="xterm") as person:
        person.wait_for("p pause and go on, h tell what each key does.", 40.0)
        person.type("\x03")
        assert person.process.wait(10.0) == 0
        assert person.takes_lines()


def test_who_starts_it_without_a_terminal_loses_no_key_to_it(home: Path) -> None:
    """In a service, or behind a pipe, standard input is left alone."""
    reading, writing = os.pipe()
    os.write(writing, b"sss")
    with running(home, "run", "--page", "off", "--camera", "clip", "--sound", "none", stdin=reading) as run:
        run.wait_for(phrases.ABILITIES, 40.0)
        time.sleep(0.5)
        assert os.read(reading, 10) == b"sss"
    os.close(reading)
    os.close(writing)
