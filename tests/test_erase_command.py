"""What a run keeps where a person wants that, and the command that erases it all."""

import json
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest

from describe.history.store import FILE, HistoryStore
from tests.command import COMMAND, environment, finish, running
from tests.waiting import eventually

pytestmark = pytest.mark.slow


@pytest.fixture
def user(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    return home


def kept(user: Path) -> list[Path]:
    folders = (user / "config" / "lookaloud", user / "data" / "lookaloud" / "page")
    return [path for folder in folders if folder.is_dir() for path in folder.iterdir()]


def test_a_run_keeps_what_it_says_of_pictures_and_erasing_waits_until_it_has_ended(user: Path) -> None:
    settings = user / "config" / "lookaloud" / "settings.json"
    settings.write_text(json.dumps({"is_safety_told": True, "words_per_minute": 450, "history_hours": 24}))
    store = HistoryStore(user / "data" / "lookaloud" / "page" / FILE)
    with running(user, "run", "--camera", "clip", "--sound", "none", "--page", "off", "--engine", "senses") as run:
        run.wait_for("A sign says", 60.0)
        eventually(lambda: any("sign says" in one.text for one in store.all()), 10.0)
        refused = finish(user, "erase", "--yes")
        assert refused.returncode == 1
        assert "Lookaloud is running" in refused.stderr
        run.send(signal.SIGTERM)
        assert run.end(20.0) == 0
    assert {one.engine for one in store.all()} == {"senses"}
    assert kept(user)
    erased = finish(user, "erase", "--yes")
    assert erased.returncode == 0, erased.stderr
    assert kept(user) == []


def test_without_a_person_to_be_asked_nothing_is_erased(user: Path) -> None:
    asked = finish(user, "erase")
    assert asked.returncode == 2
    assert "lookaloud erase --yes" in asked.stderr
    assert kept(user)


@pytest.mark.parametrize(("typed", "code"), [("no", 2), ("", 2), ("erase", 0)])
def test_a_person_has_to_type_that_it_is_meant(user: Path, typed: str, code: int) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, f"{typed}\n".encode())
    done = subprocess.run(
        [*COMMAND, "erase"],
        env=environment(user),
        cwd=user,
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=60.0,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == code
    assert "It cannot be taken back." in done.stdout
    assert bool(kept(user)) is bool(code)
