"""The page about the box: how each part is and how quick, why it spoke or stayed silent, and how all is erased."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from describe import helper_acts, phrases
from describe.commands import Act, Do, Tell
from describe.erasing import erase
from describe.history.store import Sentence
from describe.journal import Entry, Kind
from describe.journal_words import words_of
from describe.performance import Times, performance_of
from describe.servers.key import Key
from describe.settings import Settings
from describe.settings_file import SettingsFile
from describe.status import Status
from tests.web_box import let_in, new_box
from web import create_app
from web.access_log import Event
from web.box import Box
from web.certificate import certificate_for
from web.door import door_of
from web.tokens import Scope, Tokens


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return new_box(tmp_path)


@pytest.fixture
def app(box: Box) -> Flask:
    return create_app(box)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return let_in(app)


def page(client: FlaskClient, path: str = "/about", **query: str) -> str:
    answer = client.get(path, query_string=query, base_url="https://localhost")
    assert answer.status_code == 200
    return answer.text


def test_the_safety_message_stands_first_and_each_part_says_how_it_is(client: FlaskClient, box: Box) -> None:
    box.board.put(
        Status(
            camera="webcam 0",
            engine="senses",
            sound="headphones",
            camera_trouble="I cannot see.",
            camera_reason="it is off",
        )
    )
    text = page(client)
    assert text.index(phrases.SAFETY) < text.index("How each part is")
    assert "Camera: trouble" in text
    assert "I cannot see. It is off." in text
    for part in ("Sound: well", "Disk: well", "Settings: well", "Versions: well", "Models: well"):
        assert part in text


def test_the_times_of_this_machine_come_from_the_journal(client: FlaskClient, box: Box) -> None:
    assert "Nothing was described yet." in page(client)
    for took_s in (1.0, 2.0, 9.0):
        box.journal.note(Kind.LOOK, "it is new", engine="small", took_s=took_s)
    box.journal.note(Kind.SAID, "routine", text="A door.", frame_at=box.clock() - 1.5)
    text = page(client)
    assert "Half of 3 descriptions took 2.0 seconds or less, and 95 in 100 took 9.0 or less." in text
    assert "its picture was 1.5 seconds old or less half of the time" in text


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    entries = [Entry(0.0, Kind.LOOK, "new", engine="small", took_s=float(number)) for number in range(1, 101)]
    entries += [Entry(0.0, Kind.LOOK, "new", engine="senses", took_s=0.5), Entry(0.0, Kind.SILENT, "nothing")]
    found = performance_of(entries)
    assert found.describers == (("small", Times(100, 50.0, 95.0)), ("senses", Times(1, 0.5, 0.5)))
    assert found.heard is None


def test_the_journal_is_told_in_plain_words_newest_first_page_by_page(client: FlaskClient, box: Box) -> None:
    for number in range(60):
        box.journal.note(Kind.DROPPED, "it was said lately", text=f"Thing {number}.")
    box.journal.note(Kind.VIEW, "moving")
    text = page(client, "/about/journal")
    assert "Journal, page 1 of 3" in text
    assert "I did not say “Thing 59.”, because it was said lately." in text
    assert "Thing 34." not in text
    assert "moving" not in text
    assert "Thing 34." in page(client, "/about/journal", page="2")
    for odd in ("0", "-1", "x", "99999", "9" * 50, "٣"):
        page(client, "/about/journal", page=odd)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_line_has_words_and_none_shows_a_password(kind: Kind) -> None:
    entry = Entry(0.0, kind, "no answer from rtsp://me:Zq@cam/live", "A door.", "small", 1.0, 2.0)
    words = words_of(entry)
    assert words[0].isupper()
    assert "Zq" not in words
    assert words_of(Entry(0.0, kind, "nothing has changed"))


def fill(app: Flask, box: Box) -> None:
    """Leave everything that can be kept."""
    door = door_of(app)
    box.settings.change(server="https://models.example.org", history_hours=24)
    box.settings.change(volume=50)
    box.settings.path.with_suffix(".bad-20260101-000000").write_text("{")
    assert box.history is not None
    assert box.models is not None
    box.history.add([Sentence(0.0, "A red door.")])
    box.models.keys.keep("https://models.example.org", Key("secret"))
    Tokens(box.folder / "tokens.json", lambda: 0.0).make("Shortcut", [Scope.READ])  # type: ignore[arg-type]  # a clock is enough
    certificate_for(box.folder / "certificate.pem", ["lookaloud.local"])
    door.log.note(Event.CAME_IN, "10.0.0.1")
    box.journal.note(Kind.SAID, "routine", text="A red door.")


def test_erasing_asks_first(app: Flask, client: FlaskClient, box: Box) -> None:
    fill(app, box)
    before = sorted(path.name for path in box.folder.iterdir())
    assert "This cannot be taken back" in page(client, "/about/erase")
    assert sorted(path.name for path in box.folder.iterdir()) == before


def test_erasing_leaves_no_file_no_setting_no_line_and_nobody_who_may_come_in(
    app: Flask, client: FlaskClient, box: Box
) -> None:
    fill(app, box)
    other, tokens = let_in(app), app.extensions["lookaloud.tokens.kept"]
    token = tokens.make("Shortcut", [Scope.READ])
    assert len(list(box.folder.iterdir())) >= 8
    door_of(app).pairing.open()
    answer = client.post("/about/erase", base_url="https://localhost")
    assert answer.status_code == 200
    assert "Everything is erased" in answer.text
    assert list(box.folder.iterdir()) == []
    assert box.settings.snapshot() == Settings()
    assert SettingsFile(box.settings.path).snapshot() == Settings()
    assert box.journal.entries() == ()
    assert not door_of(app).pairing.is_open
    assert client.get("/", base_url="https://localhost").status_code == 302
    assert other.get("/", base_url="https://localhost").status_code == 302
    assert tokens.check(token) is None
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    orders = []
    while order := box.inbox.take():
        orders.append(order.command)
    assert orders == [Do(Act.FORGET), Tell(helper_acts.ERASES)], "forgetting silences what waits to be said"


def test_while_it_is_locked_nothing_is_erased(app: Flask, client: FlaskClient, box: Box) -> None:
    fill(app, box)
    box.settings.change(is_locked=True)
    assert client.post("/about/erase", base_url="https://localhost").status_code == 403
    assert (box.folder / "settings.json").exists()
    assert box.inbox.take() is None, "not even what it remembers is forgotten"
    assert client.get("/", base_url="https://localhost").status_code == 200


def test_what_a_link_leads_to_is_left_alone_and_what_cannot_be_removed_is_named(box: Box, tmp_path: Path) -> None:
    box.settings.change(volume=50)
    holder = tmp_path / "holder"
    holder.mkdir()
    (holder / "to-settings").symlink_to(box.settings.path)
    (holder / "to-folder").symlink_to(box.folder)
    assert erase([holder]) == ()
    assert list(holder.iterdir()) == []
    assert box.settings.path.exists()
    assert erase([tmp_path / "none"]) == ()
    assert erase([box.settings.path]) == (box.settings.path,)
