"""A helper types what the box says and is in; nothing that was filled in is lost on the way."""

import html
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from camera.clock import SimulatedClock
from tests.web_box import heard, new_box
from web import create_app
from web.box import Box
from web.certificate import certificate_for
from web.cookies import ASKING, SESSION
from web.csrf import FIELD
from web.door import door_of
from web.sessions import IDLE_S

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E Safari/604.1"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return new_box(tmp_path)


@pytest.fixture
def app(box: Box) -> Flask:
    app = create_app(box)

    @app.post("/keep-me")
    def keep_me() -> str:
        return f"saved {request.form['note']}"

    return app


class Phone:
    """A browser without scripts: it sends the forms that a page holds, with what they carry."""

    def __init__(self, app: Flask, user_agent: str = IPHONE) -> None:
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_USER_AGENT"] = user_agent
        self.page = ""
        self.status = 0
        self.at = ""

    def go(self, path: str) -> None:
        self._take(self.client.get(path))

    def send(self, action: str, **filled_in: str) -> None:
        """Send the form of this page that goes to this address."""
        (form,) = re.findall(rf'<form[^>]* action="{re.escape(action)}"[^>]*>(.*?)</form>', self.page, re.S)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form))
        unescaped = {name: html.unescape(value) for name, value in hidden.items()}
        self._take(self.client.post(action, data=unescaped | filled_in))

    def _take(self, answer: TestResponse) -> None:
        while answer.status_code in {302, 303}:
            self.at = answer.headers["Location"]
            answer = self.client.get(self.at)
        self.page, self.status = answer.text, answer.status_code

    def cookie(self, name: str) -> str:
        cookie = self.client.get_cookie(name)
        return cookie.value if cookie else ""


def said_code(box: Box) -> str:
    return "".join(re.findall(r"\d", heard(box)[-1]))


def come_in(phone: Phone, app: Flask, box: Box) -> None:
    door_of(app).pairing.open()
    phone.go("/pair")
    box.clock.wait(5.0)  # type: ignore[attr-defined]  # a simulated one
    phone.send("/pair/say")
    phone.send("/pair", code=said_code(box))


def test_a_helper_hears_the_code_types_it_and_is_in_and_the_listener_hears_that(app: Flask, box: Box) -> None:
    door_of(app).pairing.open()
    phone = Phone(app)
    phone.go("/ask")
    assert phone.at == "/pair?next=/ask"
    assert "Say the code" in phone.page
    phone.send("/pair/say")
    assert "The box says the code now." in phone.page
    (words,) = heard(box)
    assert re.fullmatch(r"The code for an iPhone is (\d, ){2}\d\. (\d, ){2}\d\.", words)
    phone.send("/pair", code="".join(re.findall(r"\d", words)))
    assert (phone.status, phone.at) == (200, "/ask")
    assert heard(box) == ["A helper has come in, with an iPhone."]
    assert [one.name for one in door_of(app).sessions.list()] == ["iPhone, Safari"]


def test_the_door_is_shut_at_first_and_the_page_says_what_opens_it(app: Flask, box: Box) -> None:
    phone = Phone(app)
    phone.go("/pair")
    assert "lookaloud pair" in phone.page
    assert 'name="code"' not in phone.page
    door_of(app).pairing.open()
    phone.send("/pair/look")
    assert 'name="code"' in phone.page
    assert heard(box) == []  # looking at the page makes no sound at the box


def test_the_code_has_one_field_that_a_phone_can_fill_by_itself(app: Flask) -> None:
    door_of(app).pairing.open()
    phone = Phone(app)
    phone.go("/pair")
    (field,) = re.findall(r'<input[^>]* name="code"[^>]*>', phone.page)
    for attribute in ('autocomplete="one-time-code"', 'inputmode="numeric"', 'type="text"', "aria-describedby="):
        assert attribute in field
    assert '<label for="code">' in phone.page


def test_wrong_used_expired_and_unknown_codes_get_the_same_words(app: Flask, box: Box) -> None:
    assert isinstance(box.clock, SimulatedClock)
    pages = []

    def try_one(phone: Phone, code: str) -> None:
        box.clock.wait(61.0)  # type: ignore[attr-defined]  # a simulated one
        phone.send("/pair", code=code)
        pages.append((phone.status, re.findall(r'class="error"[^>]*>(.*?)</p>', phone.page, re.S)))

    door_of(app).pairing.open()
    one, other = Phone(app), Phone(app)
    one.go("/pair")
    other.go("/pair")
    one.send("/pair/say")
    code = said_code(box)
    try_one(one, f"{(int(code) + 1) % 10**6:06}")
    try_one(other, code)
    try_one(one, code)
    assert one.status == 200
    pages.pop()
    door_of(app).pairing.open()
    try_one(other, code)
    assert len(pages) == 3
    assert pages == [pages[0]] * 3
    assert pages[0][0] == 401
    assert "not right, or it is not good any more" in pages[0][1][0]


def test_too_many_tries_are_told_and_no_guess_is_looked_at_then(app: Flask, box: Box) -> None:
    door_of(app).pairing.open()
    phone = Phone(app)
    phone.go("/pair")
    phone.send("/pair/say")
    code = said_code(box)
    for _ in range(5):
        box.clock.wait(2.0)  # type: ignore[attr-defined]  # a simulated one
        phone.send("/pair", code=f"{(int(code) + 1) % 10**6:06}")
    box.clock.wait(2.0)  # type: ignore[attr-defined]  # a simulated one
    phone.send("/pair", code=code)
    assert phone.status == 429
    assert "too many tries" in phone.page
    assert door_of(app).sessions.list() == ()


def test_the_link_of_the_terminal_lets_in_at_the_press_of_a_button(app: Flask, box: Box) -> None:
    link = door_of(app).pairing.open().link
    preview = Phone(app)
    preview.go(f"/pair?link={link}")  # a messenger looks at links by itself: that must not use it up
    phone = Phone(app)
    phone.go(f"/pair?link={link}")
    phone.send("/pair/link")
    assert phone.status == 200
    assert phone.cookie(SESSION)
    box.clock.wait(61.0)  # type: ignore[attr-defined]  # a simulated one
    preview.send("/pair/link")
    assert preview.status == 401


def test_a_session_is_new_at_the_login_and_its_cookie_is_for_us_alone(app: Flask, box: Box) -> None:
    door_of(app).pairing.open()
    phone = Phone(app)
    phone.client.set_cookie(SESSION, "planted", domain="localhost", secure=True)
    phone.go("/pair")
    asking = phone.cookie(ASKING)
    phone.send("/pair/say")
    token = re.search(rf'name="{FIELD}" value="([^"]*)"', phone.page)
    assert token
    answer = phone.client.post("/pair", data={FIELD: token[1], "code": said_code(box), "next": "/"})
    cookies = answer.headers.getlist("Set-Cookie")
    (session,) = [one for one in cookies if one.startswith(f"{SESSION}=")]
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=7776000"):
        assert attribute in session.split("; ")
    assert "Domain" not in session
    assert phone.cookie(SESSION) not in {"planted", asking, ""}
    assert phone.cookie(ASKING) == ""
    assert phone.cookie(SESSION) not in answer.headers["Location"] + answer.text


def test_who_goes_out_is_out_and_the_old_cookie_opens_nothing(app: Flask, box: Box) -> None:
    phone = Phone(app)
    come_in(phone, app, box)
    token = phone.cookie(SESSION)
    proof = re.search(rf'name="{FIELD}" value="([^"]*)"', phone.page)
    assert proof
    assert phone.client.post("/out", data={FIELD: proof[1]}).status_code == 303
    assert phone.cookie(SESSION) == ""
    phone.client.set_cookie(SESSION, token, domain="localhost", secure=True)
    assert phone.client.get("/").status_code == 302


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/a\r\nb"]
)
def test_after_coming_in_nobody_is_led_elsewhere(app: Flask, box: Box, elsewhere: str) -> None:
    link = door_of(app).pairing.open().link
    phone = Phone(app)
    phone.go("/pair")
    proof = re.search(rf'name="{FIELD}" value="([^"]*)"', phone.page)
    assert proof
    answer = phone.client.post("/pair/link", data={FIELD: proof[1], "link": link, "next": elsewhere})
    assert answer.status_code == 303
    assert urlsplit(answer.headers["Location"]).netloc == ""
    assert answer.headers["Location"] == "/"


def test_what_was_filled_in_is_kept_when_the_session_has_ended(app: Flask, box: Box) -> None:
    phone = Phone(app)
    come_in(phone, app, box)
    assert isinstance(box.clock, SimulatedClock)
    box.clock.wait(IDLE_S + 1)
    door_of(app).pairing.open()
    note = 'slower, "please" & <thanks>'
    phone._take(phone.client.post("/keep-me", data={FIELD: "of the old session", "note": note}))
    assert phone.status == 401
    assert "What you filled in is not lost" in phone.page
    phone.send("/pair/say")
    phone.send("/pair", code="000000")
    assert "What you filled in is not lost" in phone.page
    box.clock.wait(61.0)
    phone.send("/pair/say")
    phone.send("/pair", code=said_code(box))
    assert "is still here, but it is not saved yet" in phone.page
    proof = re.search(rf'name="{FIELD}" value="([^"]*)"', phone.page)
    value = re.search(r'name="note" value="([^"]*)"', phone.page)
    assert proof
    assert value
    assert value[1] == "slower, &#34;please&#34; &amp; &lt;thanks&gt;"
    assert phone.client.post("/keep-me", data={FIELD: proof[1], "note": note}).text == f"saved {note}"


def test_a_form_that_is_older_than_the_session_is_sent_again_at_a_word(app: Flask, box: Box) -> None:
    phone = Phone(app)
    come_in(phone, app, box)
    answer = phone.client.post(
        "/keep-me", data={FIELD: "of before", "note": "x"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 403
    assert 'name="note" value="x"' in answer.text


def test_what_another_site_sends_is_not_kept(app: Flask, box: Box) -> None:
    door_of(app).pairing.open()
    answer = app.test_client().post("/keep-me", data={"note": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "note" not in answer.text


@pytest.mark.parametrize(
    "filled_in", ["", "[", "{}", "[1]", '["//evil.example"]', '["/x", 1]', '["/x", ["a"]]', "[" * 9000]
)
def test_a_forged_field_of_what_was_filled_in_does_no_harm(app: Flask, box: Box, filled_in: str) -> None:
    link = door_of(app).pairing.open().link
    phone = Phone(app)
    phone.go("/pair")
    proof = re.search(rf'name="{FIELD}" value="([^"]*)"', phone.page)
    assert proof
    answer = phone.client.post("/pair/link", data={FIELD: proof[1], "link": link, "filled-in": filled_in})
    assert answer.status_code in {200, 303}
    assert "evil" not in answer.text


def test_who_came_in_and_who_tried_is_written_down_without_codes(app: Flask, box: Box, tmp_path: Path) -> None:
    phone = Phone(app, user_agent='x"\r\n{"event": "came in"}')
    door_of(app).pairing.open()
    phone.go("/pair")
    phone.send("/pair/say")
    code = said_code(box)
    phone.send("/pair", code="999999")
    box.clock.wait(61.0)  # type: ignore[attr-defined]  # a simulated one
    phone.send("/pair", code=code)
    lines = [json.loads(line) for line in (tmp_path / "access.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["refused", "came in"]
    assert {line["from"] for line in lines} == {"127.0.0.1"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line["at"]) for line in lines)
    text = (tmp_path / "access.jsonl").read_text()
    assert code not in text
    assert phone.cookie(SESSION) not in text


def test_no_file_holds_what_would_let_somebody_in(app: Flask, box: Box, tmp_path: Path) -> None:
    opened = door_of(app).pairing.open()
    phone = Phone(app)
    phone.go("/pair")
    asking = phone.cookie(ASKING)
    phone.send("/pair/link", link=opened.link) if "/pair/link" in phone.page else None
    phone.send("/pair/say")
    code = said_code(box)
    phone.send("/pair", code=code)
    secrets = [opened.code, opened.link, asking, code, phone.cookie(SESSION)]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret.encode() in content], path


def test_the_box_says_how_its_fingerprint_begins(app: Flask, box: Box, tmp_path: Path) -> None:
    certificate = certificate_for(tmp_path / "certificate.pem", {"localhost"})
    phone = Phone(app)
    come_in(phone, app, box)
    heard(box)
    phone.go("/people")
    assert certificate.fingerprint in phone.page
    phone.send("/fingerprint")
    (words,) = heard(box)
    said = words.removeprefix("My fingerprint begins with ").replace(", ", "").rstrip(".").replace(". ", " ")
    assert certificate.fingerprint.startswith(said)
    assert len(said) == 19
