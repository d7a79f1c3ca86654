"""The pages for setting up, in the states in which a helper can meet them, for the checks that hold for every page."""

import time
from dataclasses import replace

from playwright.sync_api import Page

from camera.figures import Brightness, Figures, Focus
from camera.frame import frame_of
from describe.engines.sources import FolderSource
from describe.engines.store import ModelStore
from describe.history.store import Sentence
from describe.journal import Kind
from tests.model_folders import write_model
from tests.page_server import STATUS, ServedPage
from tests.page_states import PageState
from tests.scripted import room
from tests.waiting import eventually
from web.certificate import certificate_for
from web.door import door_of
from web.tokens import Scope, Tokens

SAID = ("A table with a cup and a newspaper.", "A woman comes through a door on the left.", "A sign. It reads: Exit.")


def _open(page: Page, served: ServedPage, path: str) -> None:
    page.goto(served.url + path)


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _camera(page: Page, served: ServedPage) -> None:
    served.box.settings.change(camera="rtsp://anna:secret@10.0.0.7/live")
    figures = Figures(Brightness.BRIGHT, Focus.SHARP, 30.0)
    served.box.board.put(replace(STATUS, frame_taken_at=served.box.clock(), figures=figures))
    _open(page, served, "/camera")


def _wrong_camera(page: Page, served: ServedPage) -> None:
    _open(page, served, "/camera")
    page.get_by_label("Address").fill("file:///etc/passwd")
    _press(page, "Use this address")
    page.wait_for_selector(".problems")


def _asks_to_look(page: Page, served: ServedPage) -> None:
    _open(page, served, "/camera")
    _press(page, "Ask to see the picture")
    page.wait_for_selector("text=has not said yes yet")


def _looks(page: Page, served: ServedPage) -> None:
    assert served.box.look_in is not None
    _open(page, served, "/camera/look")
    if page.get_by_role("button", name="Ask to see the picture").count():  # else it was asked a moment ago
        _press(page, "Ask to see the picture")
        page.wait_for_selector("text=has not said yes yet")
    served.box.look_in.allow()
    served.box.look_in.put(frame_of(room(1), served.box.clock(), 1))
    _open(page, served, "/camera/look")
    page.wait_for_function("() => document.querySelector('.seen')?.naturalWidth === 640")


def _model_is_here(page: Page, served: ServedPage) -> None:
    store = _store(served)
    store.get("small", FolderSource(write_model(served.box.folder / "stick")))
    _open(page, served, "/describer/models/small")


def _remove_model(page: Page, served: ServedPage) -> None:
    _model_is_here(page, served)
    page.get_by_role("link", name="Remove small").click()
    page.wait_for_selector("text=Yes, remove small")


def _licence_unread(page: Page, served: ServedPage) -> None:
    _open(page, served, "/describer/models/omni-3b")
    _press(page, "Bring omni-3b here")
    page.wait_for_selector(".problems")


def _download_failed(page: Page, served: ServedPage) -> None:
    assert served.box.models is not None
    downloads = served.box.models.downloads
    downloads.begin("medium")
    eventually(lambda: not downloads.now.is_busy, 10.0)
    _open(page, served, "/describer/download")


def _wrong_key(page: Page, served: ServedPage) -> None:
    served.box.settings.change(server="https://models.example.org")
    _open(page, served, "/describer/server")
    page.get_by_label("New key").fill("two words")
    _press(page, "Keep this key")
    page.wait_for_selector(".problems")


def _kept_key(page: Page, served: ServedPage) -> None:
    served.box.settings.change(server="https://models.example.org")
    _open(page, served, "/describer/server")
    page.get_by_label("New key").fill("secret")
    _press(page, "Keep this key")
    page.wait_for_selector("text=A key is kept.")


def _history(page: Page, served: ServedPage) -> None:
    assert served.box.history is not None
    served.box.settings.change(history_hours=24)
    served.box.history.wipe()
    now = time.time()
    served.box.history.add([Sentence(now - 600 * at, text, "small", 1.2) for at, text in enumerate(SAID)])
    _open(page, served, "/history")


def _marked(page: Page, served: ServedPage) -> None:
    _history(page, served)
    page.get_by_role("button", name="This was wrong").first.click()
    page.wait_for_selector("text=Marked as wrong.")


def _nothing_found(page: Page, served: ServedPage) -> None:
    _history(page, served)
    page.get_by_label("Words").fill("zebra")
    _press(page, "Look for it")
    page.wait_for_selector("text=Nothing is found.")


def _history_off(page: Page, served: ServedPage) -> None:
    _history(page, served)
    _open(page, served, "/history/hours")
    page.get_by_label("Off: nothing is kept").check()
    _press(page, "Save")
    page.wait_for_selector("text=Switch the history off?")


def _people(page: Page, served: ServedPage) -> None:
    door_of(served.app).sessions.new("Chrome on Android")
    _tokens(served).make("Shortcut on a phone", [Scope.READ, Scope.DESCRIBE])
    certificate_for(served.box.folder / "certificate.pem", ["lookaloud.local"])
    _open(page, served, "/people")


def _send_away(page: Page, served: ServedPage) -> None:
    door_of(served.app).sessions.new("Safari on iPhone")
    _open(page, served, "/people")
    page.get_by_role("link", name="Send away Safari on iPhone").first.click()
    page.wait_for_selector("text=Yes, send it away")


def _send_program_away(page: Page, served: ServedPage) -> None:
    _tokens(served).make("Kitchen radio", [Scope.READ])
    _open(page, served, "/people")
    page.get_by_role("link", name="Send away the program Kitchen radio").first.click()
    page.wait_for_selector("text=Yes, send it away")


def _wrong_token(page: Page, served: ServedPage) -> None:
    _open(page, served, "/people/tokens/new")
    _press(page, "Make the token")
    page.wait_for_selector(".problems")


def _token(page: Page, served: ServedPage) -> None:
    _open(page, served, "/people/tokens/new")
    page.get_by_label("What the program is called").fill("Clock")
    page.get_by_label("See what it does and what it said").check()
    _press(page, "Make the token")
    page.wait_for_selector("text=It is shown this once")


def _about(page: Page, served: ServedPage) -> None:
    _note(served)
    _open(page, served, "/about")


def _journal(page: Page, served: ServedPage) -> None:
    _note(served)
    _open(page, served, "/about/journal?page=2")


def _note(served: ServedPage) -> None:
    for number in range(30):
        served.box.journal.note(Kind.LOOK, "the picture has changed", engine="small", took_s=0.5 + number / 30)
        served.box.journal.note(Kind.SAID, "routine", text=SAID[number % 3], frame_at=served.box.clock() - 1.5)


def _tokens(served: ServedPage) -> Tokens:
    tokens = served.app.extensions["lookaloud.tokens.kept"]
    assert isinstance(tokens, Tokens)
    return tokens


def _store(served: ServedPage) -> ModelStore:
    assert served.box.models is not None
    return served.box.models.store


SETUP_STATES = [
    PageState("camera-good", _camera),
    PageState("camera-wrong", _wrong_camera),
    PageState("camera-look-asked", _asks_to_look),
    PageState("camera-look-picture", _looks),
    PageState("describer-model", lambda page, served: _open(page, served, "/describer/models/tiny")),
    PageState("describer-model-licence", _licence_unread),
    PageState("describer-download-failed", _download_failed),
    PageState("describer-model-here", _model_is_here),
    PageState("describer-model-remove", _remove_model),
    PageState("describer-server-wrong-key", _wrong_key),
    PageState("describer-server-kept-key", _kept_key),
    PageState("history-full", _history),
    PageState("history-marked", _marked),
    PageState("history-nothing-found", _nothing_found),
    PageState("history-off", _history_off),
    PageState("people-many", _people),
    PageState("people-send-away", _send_away),
    PageState("people-send-program-away", _send_program_away),
    PageState("people-token-wrong", _wrong_token),
    PageState("people-token-made", _token),
    PageState("about-full", _about),
    PageState("about-journal-second", _journal),
]
