"""A helper sees a picture only after the listener's yes by key, alone, for as long as that holds, and is heard to look.

The real narrator and the real page stand on one simulated clock.
"""

import io
import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any  # as numpy has it

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image as PillowImage
from werkzeug.test import TestResponse

import lookaloud
from camera.clock import SimulatedClock
from camera.errors import CameraLost
from camera.frame import Frame, Image, frame_of
from describe import looking_in, phrases
from describe.commands import ONLY_AT_THE_BOX, Act, Do, Tell
from describe.inbox import MOST
from describe.journal import Journal, Kind
from describe.looking_in import LookIn, LookRefused, Standing
from describe.settings import Settings
from describe.settings_file import SettingsFile
from describe.speech.earcons import Earcon, earcon
from tests.api_client import program
from tests.scripted import Stage, small_room
from tests.test_acts import put, still
from tests.web_box import let_in, new_box
from web import create_app
from web.box import Box
from web.cookies import SESSION
from web.door import door_of

URL = "https://localhost"
HOUR = looking_in.HOUR_S


class AtBox:
    """A listener at the box, a helper who was let in, and another one."""

    def __init__(self, folder: Path, view: Callable[[float], Image] = still) -> None:
        self.stage = Stage(view, 10_000, words=lambda _: "A red door.", settings=Settings(sounds=False))
        self.box: Box = replace(
            new_box(folder),
            board=self.stage.board,
            journal=self.stage.journal,
            inbox=self.stage.inbox,
            clock=self.stage.clock,
            look_in=self.stage.look_in,
        )
        self.app: Flask = create_app(self.box)
        self.helper, self.other = let_in(self.app), let_in(self.app)
        self.stage.play_until(5)

    def ask(self, client: FlaskClient | None = None) -> TestResponse:
        """Press the button; let the question be heard."""
        answer = (client or self.helper).post("/camera/look", base_url=URL, follow_redirects=True)
        self.wait(10)
        return answer

    def picture(self, client: FlaskClient | None = None) -> TestResponse:
        return (client or self.helper).get("/camera/picture", base_url=URL)

    def page(self, client: FlaskClient | None = None) -> str:
        return (client or self.helper).get("/camera/look", base_url=URL).text

    def press(self, act: Act, for_s: float = 2.0) -> str:
        return put(self.stage, act, for_s)

    def wait(self, seconds: float) -> None:
        self.stage.play_until(self.stage.clock() + seconds)

    def skip(self, seconds: float) -> None:
        """Let time pass in which nobody looks at anything, which is quicker; then a look or two."""
        self.stage.clock.wait(seconds)
        self.wait(1)

    def sounds(self, since: float = 0.0) -> list[float]:
        """Return when the sound of somebody looking began."""
        return [
            start
            for start, _, cue in self.stage.speaker.spoken()
            if cue.sound is earcon(Earcon.WATCHED) and start >= since
        ]


@pytest.fixture
def at_box(tmp_path: Path) -> AtBox:
    return AtBox(tmp_path)


def is_picture(answer: TestResponse) -> bool:
    return answer.data.startswith(b"\xff\xd8") or answer.mimetype == "image/jpeg"


def held(at_box: AtBox) -> Frame | None:
    return at_box.stage.look_in._frame


def every_page_and_route(app: Flask, client: FlaskClient) -> list[TestResponse]:
    paths = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    assert "/camera/picture" in paths
    return [client.get(path, base_url=URL) for path in paths]


def test_without_a_yes_no_route_shows_a_picture_to_anybody(at_box: AtBox) -> None:
    at_box.ask()
    assert phrases.LOOK_ASKED in at_box.stage.said
    for client in (at_box.helper, at_box.other, program(at_box.app), at_box.app.test_client()):
        answers = every_page_and_route(at_box.app, client)
        assert not [answer.request.path for answer in answers if is_picture(answer)]
    refused = at_box.picture()
    assert (refused.status_code, refused.mimetype, refused.text.strip()) == (403, "text/plain", looking_in.NOT_ALLOWED)
    assert "has not said yes yet" in at_box.page()
    assert "<img" not in at_box.page()
    assert held(at_box) is None


def test_a_yes_shows_one_picture_to_the_one_who_asked_and_the_listener_hears_it(at_box: AtBox) -> None:
    at_box.ask()
    assert at_box.press(Act.ALLOW_LOOK) == phrases.LOOK_ALLOWED_ONCE
    assert phrases.LOOK_ALLOWED_ONCE in at_box.stage.said
    for client in (at_box.other, program(at_box.app), at_box.app.test_client()):
        assert not [answer for answer in every_page_and_route(at_box.app, client) if is_picture(answer)]
    assert 'alt="What the camera saw just now"' in at_box.page()
    assert "<img" not in at_box.page(at_box.other)
    answer = at_box.picture()
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "image/jpeg", "no-store")
    assert PillowImage.open(io.BytesIO(answer.data)).size == (160, 120)
    at_box.wait(3)
    assert at_box.stage.said[-1] == phrases.LOOK_SEEN
    assert at_box.picture().text.strip() == looking_in.NOT_ALLOWED
    assert "<img" not in at_box.page()


def test_a_picture_of_any_size_goes_out_at_most_640_pixels_wide() -> None:
    clock = SimulatedClock()
    look_in = LookIn(clock, lambda _: True, Journal(clock))
    look_in.ask("anna")
    look_in.allow()
    look_in.put(frame_of(np.zeros((1080, 1920, 3), np.uint8), 0.0, 1))
    opened = PillowImage.open(io.BytesIO(look_in.picture("anna")))
    assert (opened.format, opened.size) == ("JPEG", (640, 360))


def test_a_picture_is_held_only_while_somebody_may_see_it(at_box: AtBox) -> None:
    assert held(at_box) is None
    at_box.ask()
    assert held(at_box) is None
    at_box.press(Act.ALLOW_LOOK)
    assert held(at_box) is not None
    at_box.picture()
    assert held(at_box) is None
    at_box.wait(1)
    assert held(at_box) is None


def test_the_one_picture_can_be_seen_for_two_minutes_and_no_longer(at_box: AtBox) -> None:
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK, 1)
    at_box.skip(looking_in.ONE_WITHIN_S - 1)
    assert held(at_box) is None
    assert at_box.picture().status_code == 403


def test_a_yes_twice_lasts_for_an_hour_and_its_end_is_heard(at_box: AtBox) -> None:
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    assert at_box.press(Act.ALLOW_LOOK) == phrases.LOOK_ALLOWED_HOUR
    for _ in range(3):
        assert is_picture(at_box.picture())
        at_box.wait(2)
    assert at_box.stage.said.count(phrases.LOOK_SEEN) == 1
    assert "for an hour" in at_box.page()
    at_box.skip(HOUR - 60)
    assert is_picture(at_box.picture())
    assert phrases.LOOK_OVER not in at_box.stage.said
    at_box.skip(60)
    assert at_box.picture().status_code == 403
    assert held(at_box) is None
    at_box.wait(5)
    assert at_box.stage.said.count(phrases.LOOK_OVER) == 1


def test_a_yes_twice_lasts_for_an_hour_also_when_the_first_picture_was_seen_between(at_box: AtBox) -> None:
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    at_box.picture()
    assert at_box.press(Act.ALLOW_LOOK) == phrases.LOOK_ALLOWED_HOUR
    assert is_picture(at_box.picture())


def test_a_key_that_is_held_is_one_yes(at_box: AtBox) -> None:
    at_box.ask()
    for _ in range(10):
        assert at_box.press(Act.ALLOW_LOOK, 0.4) == phrases.LOOK_ALLOWED_ONCE
    assert is_picture(at_box.picture())
    assert at_box.picture().status_code == 403


def test_a_second_yes_half_a_minute_later_answers_nothing(at_box: AtBox) -> None:
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    at_box.skip(looking_in.AGAIN_S)
    assert at_box.press(Act.ALLOW_LOOK) == phrases.LOOK_NOT_ASKED
    assert at_box.stage.look_in.standing(_id(at_box.app, at_box.helper)) is Standing.ONE


def test_a_yes_answers_only_what_was_asked_within_two_minutes(at_box: AtBox) -> None:
    assert at_box.press(Act.ALLOW_LOOK) == phrases.LOOK_NOT_ASKED
    at_box.ask()
    at_box.skip(looking_in.ANSWERED_WITHIN_S)
    assert at_box.press(Act.ALLOW_LOOK) == phrases.LOOK_NOT_ASKED
    assert at_box.picture().status_code == 403


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (Act.FORBID_LOOK, phrases.LOOK_OVER),
        (Act.LOCK, f"{phrases.LOCKED} {phrases.LOOK_OVER}"),
        (Act.FORGET, f"{phrases.FORGOTTEN} {phrases.LOOK_OVER}"),
    ],
)
def test_a_no_a_lock_and_forgetting_end_it_at_once(at_box: AtBox, act: Act, words: str) -> None:
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    at_box.press(Act.ALLOW_LOOK)
    assert is_picture(at_box.picture())
    assert at_box.press(act, 0.3) == words
    assert held(at_box) is None
    assert at_box.picture().status_code == 403
    ended_at = at_box.stage.clock()
    at_box.wait(20)
    assert held(at_box) is None
    assert at_box.sounds(ended_at) == []
    assert at_box.press(Act.ALLOW_LOOK) == phrases.LOOK_NOT_ASKED


def test_a_no_answers_a_question_so_that_a_yes_does_not_any_more(at_box: AtBox) -> None:
    at_box.ask()
    assert at_box.press(Act.FORBID_LOOK) == phrases.LOOK_NONE
    assert at_box.press(Act.ALLOW_LOOK) == phrases.LOOK_NOT_ASKED


def test_a_no_that_comes_while_the_picture_is_being_made_still_holds() -> None:
    clock = SimulatedClock()
    look_in = LookIn(clock, lambda _: True, Journal(clock))

    class SlowlyRead(np.ndarray):  # the pixels of a picture, and a no while they are read
        @property
        def __array_interface__(self) -> dict[str, Any]:
            look_in.forbid()
            return np.asarray(self).__array_interface__

    look_in.ask("anna")
    look_in.allow()
    look_in.put(Frame(small_room(1).view(SlowlyRead), 0.0, 1))
    with pytest.raises(LookRefused, match="has not said yes"):
        look_in.picture("anna")


def test_of_many_who_fetch_the_one_picture_at_once_one_gets_it() -> None:
    clock = SimulatedClock()
    look_in = LookIn(clock, lambda _: True, Journal(clock))
    look_in.ask("anna")
    look_in.allow()
    look_in.put(frame_of(small_room(1), 0.0, 1))
    got: list[bytes] = []
    together = threading.Barrier(8)

    def fetch() -> None:
        together.wait()
        try:
            got.append(look_in.picture("anna"))
        except LookRefused:
            return

    threads = [threading.Thread(target=fetch) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1


def test_erasing_everything_and_sending_the_phone_away_end_it(at_box: AtBox) -> None:
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    at_box.press(Act.ALLOW_LOOK)
    own = _id(at_box.app, at_box.helper)
    at_box.other.post(f"/people/phones/{own}/revoke", base_url=URL)
    assert held(at_box) is None
    assert at_box.picture().status_code == 302
    at_box.wait(10)
    assert phrases.LOOK_OVER in at_box.stage.said
    assert at_box.stage.look_in.standing(own) is Standing.NOTHING

    at_box.skip(30)
    at_box.ask(at_box.other)
    at_box.press(Act.ALLOW_LOOK)
    assert held(at_box) is not None
    at_box.other.post("/about/erase", base_url=URL)
    assert held(at_box) is None


def test_the_end_of_the_program_ends_it(at_box: AtBox) -> None:
    class Open:
        def close(self) -> None:
            assert held(at_box) is None

    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    lookaloud._let_go(at_box.stage.look_in, at_box.stage.inbox, Open(), Open())  # type: ignore[arg-type]  # closed only
    assert held(at_box) is None
    assert at_box.picture().status_code == 403


def test_while_somebody_looks_a_soft_sound_comes_every_three_seconds_also_in_a_pause(at_box: AtBox) -> None:
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    at_box.press(Act.ALLOW_LOOK)
    at_box.press(Act.PAUSE)
    assert at_box.sounds() == []
    began_at = at_box.stage.clock()
    for _ in range(15):
        at_box.picture()
        at_box.wait(1)
    heard = at_box.sounds()
    assert 4 <= len(heard) <= 6
    assert all(2.5 < later - earlier < 3.6 for earlier, later in pairwise(heard[1:]))
    assert heard[0] - began_at < 3.5
    at_box.wait(looking_in.WATCHED_S + 0.5)
    over_at = at_box.stage.clock()
    at_box.wait(15)
    assert at_box.sounds(over_at) == []


def test_the_sound_cuts_off_no_description_and_waits_for_no_end_of_a_long_answer(tmp_path: Path) -> None:
    at_box = AtBox(tmp_path)
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    at_box.press(Act.ALLOW_LOOK)
    at_box.stage.describer._words = lambda _: " ".join(f"Line {number} of a long page." for number in range(20))
    began_at = at_box.stage.clock()
    at_box.stage.inbox.put(Do(Act.READ))
    for _ in range(20):
        at_box.picture()
        at_box.wait(1)
    said = [cue.text for start, _, cue in at_box.stage.speaker.spoken() if cue.text.startswith("Line")]
    assert said == [f"Line {number} of a long page." for number in range(len(said))]
    assert len(said) > 8
    heard = [began_at, *at_box.sounds(began_at)]
    assert len(heard) > 3
    assert max(later - earlier for earlier, later in pairwise(heard)) < 8
    assert not [entry for entry in at_box.stage.entries(Kind.DROPPED) if entry.text.startswith("Line")]


def test_a_helper_cannot_ask_again_within_half_a_minute_nor_another_one(at_box: AtBox) -> None:
    at_box.ask()
    assert looking_in.ASKED_JUST_NOW in at_box.ask().text
    assert looking_in.ASKED_JUST_NOW in at_box.ask(at_box.other).text
    assert at_box.stage.said.count(phrases.LOOK_ASKED) == 1
    at_box.skip(10)
    at_box.ask(at_box.other)
    assert at_box.stage.said.count(phrases.LOOK_ASKED) == 2
    at_box.press(Act.ALLOW_LOOK)
    assert at_box.picture().status_code == 403, "the newer question is the one that was answered"
    assert is_picture(at_box.picture(at_box.other))


def test_who_may_look_already_does_not_ask_again(at_box: AtBox) -> None:
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    at_box.skip(40)
    assert looking_in.ALLOWED_ALREADY in at_box.ask().text
    assert at_box.stage.said.count(phrases.LOOK_ASKED) == 1


def test_a_locked_box_is_not_asked_and_shows_nothing(at_box: AtBox) -> None:
    at_box.box.settings.change(is_locked=True)
    answer = at_box.ask()
    assert answer.status_code == 403
    assert "The listener has locked this" in answer.text
    assert phrases.LOOK_ASKED not in at_box.stage.said
    at_box.box.settings.change(is_locked=False)
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    at_box.box.settings.change(is_locked=True)
    assert at_box.picture().status_code == 403


def test_nothing_is_asked_or_shown_that_the_listener_cannot_be_told(at_box: AtBox) -> None:
    for _ in range(MOST):
        at_box.stage.inbox.put(Tell("Wait."))
    assert looking_in.NOT_TOLD in at_box.ask().text
    assert at_box.press(Act.ALLOW_LOOK) == phrases.LOOK_NOT_ASKED
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    for _ in range(MOST):
        at_box.stage.inbox.put(Tell("Wait."))
    assert at_box.picture().text.strip() == looking_in.NOT_TOLD
    at_box.wait(5)
    assert is_picture(at_box.picture()), "the yes was not used up"


def test_a_camera_that_gives_nothing_shows_nothing_old(tmp_path: Path) -> None:
    is_lost = threading.Event()

    def view(_: float) -> Image:
        if is_lost.is_set():
            raise CameraLost("the script says so")
        return small_room(1)

    at_box = AtBox(tmp_path, view)
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    at_box.stage.clock.wait(looking_in.OLDEST_S + 0.5)  # whoever looks hangs
    assert at_box.picture().text.strip() == looking_in.NO_PICTURE
    is_lost.set()
    at_box.wait(1)
    assert held(at_box) is None
    assert at_box.picture().text.strip() == looking_in.NO_PICTURE
    is_lost.clear()
    at_box.wait(1)
    assert is_picture(at_box.picture())


def test_neither_the_page_nor_a_program_says_yes_for_the_listener(at_box: AtBox) -> None:
    assert Act.ALLOW_LOOK in ONLY_AT_THE_BOX
    at_box.ask()
    assert at_box.helper.post("/do/allow-look", base_url=URL).status_code == 404
    answer = program(at_box.app).post("/api/v1/commands", json={"act": "allow-look"}, base_url=URL)
    assert answer.status_code == 403
    at_box.wait(1)
    assert at_box.picture().status_code == 403


def test_a_page_elsewhere_cannot_use_up_the_picture_nor_ask(at_box: AtBox) -> None:
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert at_box.helper.get("/camera/picture", base_url=URL, headers=elsewhere).status_code == 403
    assert at_box.helper.post("/camera/look", base_url=URL, headers=elsewhere).status_code == 403
    assert is_picture(at_box.picture())


@pytest.mark.parametrize("keys", ["d=allow-look", "v=nothing", "n=describe", "volume up=forbid-look"])
def test_no_helper_hides_the_yes_behind_another_key_nor_takes_the_no_away(tmp_path: Path, keys: str) -> None:
    box = new_box(tmp_path)
    app = create_app(box)
    helper, key_and_act = let_in(app), dict(zip(("key", "act"), keys.split("="), strict=True))
    form = {**key_and_act, "version": box.settings.version}
    answer = helper.post("/keys", data=form, base_url=URL)
    assert answer.status_code == 403
    assert "Only the listener chooses which keys let somebody see pictures" in answer.text
    answer = program(app).patch(
        "/api/v1/settings", json={"version": box.settings.version, "changes": {"keys": keys}}, base_url=URL
    )
    assert answer.status_code == 423
    assert SettingsFile(box.settings.path).snapshot().keys == ""
    assert 'value="allow-look"' not in helper.get("/keys", base_url=URL).text


def test_each_step_is_a_line_in_the_journal(at_box: AtBox) -> None:
    at_box.ask()
    at_box.press(Act.ALLOW_LOOK)
    at_box.press(Act.ALLOW_LOOK)
    at_box.picture()
    at_box.picture()
    at_box.press(Act.FORBID_LOOK)
    reasons = [entry.reason for entry in at_box.stage.entries(Kind.ASKED) if "somebody" not in entry.reason]
    assert reasons == [
        "a helper asks to see what the camera sees",
        "the listener allows one picture",
        "the listener allows pictures for an hour",
        "a helper sees a picture",
        "nobody may see pictures any more",
    ]


def _id(app: Flask, client: FlaskClient) -> str:
    cookie = client.get_cookie(SESSION, domain="localhost")
    assert cookie is not None
    session = door_of(app).sessions.of(cookie.value)
    assert session is not None
    return session.id
