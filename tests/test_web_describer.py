"""The page about the describer: chosen, brought here, removed; a server and its key, which no page ever shows."""

import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from describe import helper_acts
from describe.commands import Act, Do
from describe.engines.download import Stage
from describe.engines.shelf import ModelShelf
from describe.engines.sources import FolderSource
from describe.servers.key import KeptKeys, Key, key_from
from describe.status import Status
from tests.model_folders import write_model
from tests.test_history import no_room
from tests.waiting import eventually
from tests.web_box import heard, let_in, new_box
from web import create_app
from web.box import Box

SECRET = "Zq-orange-Zq"  # noqa: S105  # of nothing
SERVER = "https://models.example.org/v1"


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    stick = write_model(tmp_path / "stick", shards=2)
    box = new_box(tmp_path / "box", lambda _: FolderSource(stick))
    with closing(shelf(box).downloads):
        yield box


@pytest.fixture
def client(box: Box) -> FlaskClient:
    return let_in(create_app(box))


def shelf(box: Box) -> ModelShelf:
    assert box.models is not None
    return box.models


def post(client: FlaskClient, path: str, **fields: str) -> tuple[int, str]:
    answer = client.post(path, data=fields, base_url="https://localhost", follow_redirects=True)
    return answer.status_code, answer.text


def page(client: FlaskClient, path: str = "/describer") -> str:
    answer = client.get(path, base_url="https://localhost")
    assert answer.status_code == 200, path
    return answer.text


def bring(client: FlaskClient, box: Box, name: str = "small") -> None:
    post(client, f"/describer/models/{name}/get")
    eventually(lambda: not shelf(box).downloads.now.is_busy, 10.0)


def test_each_model_is_shown_with_what_it_needs_and_whether_it_fits(client: FlaskClient) -> None:
    text = page(client)
    for name in ("tiny", "small", "medium", "large", "omni-3b", "omni"):
        assert f"More about {name}" in text
    assert "It does not fit this box: it would be too slow." in text
    assert "It does not fit this box: it needs 7 GB" not in text
    small = page(client, "/describer/models/small")
    assert "2.0 GB to bring here" in small
    assert "It fits this box: a sentence takes about 3 seconds." in small
    assert "Licence Apache-2.0: everybody may use it." in small


def test_why_no_model_describes_is_told(client: FlaskClient, box: Box) -> None:
    assert "No model describes" not in client.get("/describer").text
    box.board.put(Status(model_reason="small: it is being loaded, 40%: the weights"))
    assert "No model describes: small: it is being loaded, 40%: the weights." in client.get("/describer").text


def test_a_model_is_brought_here_when_asked_and_the_listener_hears_it(client: FlaskClient, box: Box) -> None:
    status, text = post(client, "/describer/models/small/get")
    assert status == 200
    assert "It has begun." in text
    eventually(lambda: shelf(box).downloads.now.stage is Stage.DONE, 10.0)
    assert heard(box) == [helper_acts.GETS_DESCRIBER]
    assert "small: here." in page(client, "/describer/download")
    assert "The model small" in page(client)
    post(client, "/describer", engine="small", version=box.settings.version)
    assert box.settings.snapshot().engine == "small"
    assert heard(box) == ["Your helper chose another describer."]


def test_only_a_model_that_is_here_can_be_chosen(client: FlaskClient, box: Box) -> None:
    for engine in ("small", "/etc", "http://evil.example", "", "own "):
        assert post(client, "/describer", engine=engine, version=box.settings.version)[0] == 400
    assert box.settings.snapshot().engine == "auto"


def test_what_was_chosen_elsewhere_is_named_and_can_stay(client: FlaskClient, box: Box) -> None:
    box.settings.change(engine="/models/mine")
    assert "As it is now: the model mine" in page(client)
    assert post(client, "/describer", engine="own", version=box.settings.version)[0] == 200
    assert box.settings.snapshot().engine == "/models/mine"


def test_a_licence_that_is_not_for_all_has_to_be_read_first(client: FlaskClient, box: Box) -> None:
    status, text = post(client, "/describer/models/omni-3b/get")
    assert status == 400
    assert "Read its licence first" in text
    assert heard(box) == []
    post(client, "/describer/models/omni-3b/get", is_read="on")
    assert heard(box) == [helper_acts.GETS_DESCRIBER]


def test_a_model_is_removed_only_after_a_question(client: FlaskClient, box: Box) -> None:
    bring(client, box)
    assert "Yes, remove small" in page(client, "/describer/models/small/remove")
    assert shelf(box).store.names() == {"small"}
    heard(box)
    assert "small is removed" in post(client, "/describer/models/small/remove")[1]
    assert shelf(box).store.names() == frozenset()
    assert heard(box) == [helper_acts.REMOVES_DESCRIBER]
    assert "is not installed" in post(client, "/describer/models/small/remove")[1]


@pytest.mark.parametrize("name", ["evil", "..", "%2e%2e%2fetc", "small%00"])
def test_there_is_no_page_about_what_is_no_model(client: FlaskClient, box: Box, name: str) -> None:
    for path in (f"/describer/models/{name}", f"/describer/models/{name}/remove"):
        assert client.get(path, base_url="https://localhost").status_code in {404, 308}
    assert client.post(f"/describer/models/{name}/get", base_url="https://localhost").status_code in {404, 308, 405}
    assert heard(box) == []


def test_a_download_that_fails_says_why_and_what_to_do(client: FlaskClient, tmp_path: Path) -> None:
    box = new_box(tmp_path / "other", lambda _: FolderSource(tmp_path / "none"))
    other = let_in(create_app(box))
    bring(other, box)
    text = page(other, "/describer/download")
    assert "It did not come" in text
    assert "Begin again" in text


def test_a_server_and_its_model_are_kept_and_a_wrong_address_is_never_repeated(client: FlaskClient, box: Box) -> None:
    post(client, "/describer/server", server=SERVER, server_model="qwen", version=box.settings.version)
    assert (box.settings.snapshot().server, box.settings.snapshot().server_model) == (SERVER, "qwen")
    for wrong in (f"https://me:{SECRET}@host", f"https://host/?key={SECRET}", "ftp://host", "file:///etc/passwd"):
        status, text = post(client, "/describer/server", server=wrong, server_model="", version=box.settings.version)
        assert status == 400
        assert "Zq" not in text
    assert box.settings.snapshot().server == SERVER
    status, _ = post(client, "/describer", engine="server", version=box.settings.version)
    assert status == 200
    assert box.settings.snapshot().engine == "server"


def test_a_server_cannot_be_used_before_its_address_is_known(client: FlaskClient, box: Box) -> None:
    status, text = post(client, "/describer", engine="server", version=box.settings.version)
    assert status == 400
    assert "Type the address of the server first" in text


def test_a_key_is_kept_for_its_server_and_shown_by_no_page(client: FlaskClient, box: Box) -> None:
    box.settings.change(server=SERVER)
    _, text = post(client, "/describer/server/key", key=f" {SECRET} ")
    assert "A key is kept." in text
    assert heard(box) == [helper_acts.KEEPS_KEY]
    (file,) = (path for path in box.folder.iterdir() if path.name.startswith("server-key"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keys = KeptKeys(box.folder)
    assert key_from(keys.for_server({}, SERVER)) == Key(SECRET)
    for shown in (text, page(client, "/describer/server"), page(client), page(client, "/about")):
        assert "Zq" not in shown
    post(client, "/describer/server", server="https://evil.example", server_model="", version=box.settings.version)
    assert "No key is kept for this server." in page(client, "/describer/server")
    heard(box)
    post(client, "/describer/server/key/forget")
    assert not keys.has(SERVER)
    assert heard(box) == [helper_acts.FORGETS_KEY]


@pytest.mark.parametrize("key", ["", " ", f"{SECRET} and more", f"{SECRET}\n", f"{SECRET}é", SECRET * 400])
def test_what_is_no_key_is_refused_and_not_repeated(client: FlaskClient, box: Box, key: str) -> None:
    box.settings.change(server=SERVER)
    status, text = post(client, "/describer/server/key", key=key if key.strip() != SECRET else f"{key}x y")
    assert status == 400
    assert "Zq" not in text
    assert not KeptKeys(box.folder).has(SERVER)


def test_without_a_server_no_key_is_taken(client: FlaskClient, box: Box) -> None:
    status, text = post(client, "/describer/server/key", key=SECRET)
    assert status == 400
    assert "Save the address of the server first" in text
    assert "Zq" not in text


def test_a_full_disk_is_told_in_words_and_the_key_from_before_stays(client: FlaskClient, box: Box) -> None:
    box.settings.change(server=SERVER)
    post(client, "/describer/server/key", key="first")
    heard(box)
    with no_room():
        status, text = post(client, "/describer/server/key", key=SECRET)
    assert status == 500
    assert "The key could not be kept: File too large. What was kept before still is." in text
    assert "Zq" not in text
    assert key_from(KeptKeys(box.folder).for_server({}, SERVER)) == Key("first")


def test_while_everything_is_locked_nothing_is_brought_removed_or_kept(client: FlaskClient, box: Box) -> None:
    box.settings.change(server=SERVER, is_locked=True)
    for path in ("/describer/models/small/get", "/describer/models/small/remove", "/describer/server/key/forget"):
        assert post(client, path)[0] == 403
    assert post(client, "/describer/server/key", key=SECRET)[0] == 403
    assert heard(box) == []
    assert shelf(box).store.names() == frozenset()


def test_while_the_listener_cannot_be_told_nothing_is_done(client: FlaskClient, box: Box) -> None:
    while box.inbox.put(Do(Act.STATE)) is not None:
        pass
    assert post(client, "/describer/models/small/get")[0] == 503
    assert not shelf(box).downloads.now.is_busy
