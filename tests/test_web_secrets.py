"""No page, whatever is asked for, shows a password, a key, a token or the name of a cookie's session."""

from contextlib import closing
from pathlib import Path

from camera.figures import Brightness, Figures, Focus
from describe.history.store import Sentence
from describe.journal import Kind
from describe.servers.key import Key
from describe.status import Status
from tests.web_box import cookie_of_a_session, heard, let_in, new_box
from web import create_app
from web.certificate import certificate_for
from web.door import door_of
from web.tokens import Scope, Tokens

SECRET = "Zq-orange-Zq"  # noqa: S105  # of nothing
SERVER = "https://models.example.org"


def test_no_page_shows_a_credential(tmp_path: Path) -> None:
    box = new_box(tmp_path)
    assert box.models is not None
    assert box.history is not None
    app = create_app(box)
    client, tokens = let_in(app), app.extensions["lookaloud.tokens.kept"]
    assert isinstance(tokens, Tokens)
    token = tokens.make("Shortcut", [Scope.READ])
    cookie = cookie_of_a_session(app)["value"]
    box.settings.change(camera=f"rtsp://anna:{SECRET}@10.0.0.7/live", server=SERVER, history_hours=24)
    box.models.keys.keep(SERVER, Key(SECRET))
    box.history.add([Sentence(0.0, "A red door.")])
    private_key = certificate_for(tmp_path / "certificate.pem", ["lookaloud.local"]).pem.decode().splitlines()[1]
    box.journal.note(Kind.TROUBLE, f"no answer from rtsp://anna:{SECRET}@10.0.0.7/live")
    box.board.put(Status(engine="small", figures=Figures(Brightness.BRIGHT, Focus.SHARP, 30.0), frame_taken_at=0.0))
    arguments = {
        "name": "small",
        "session_id": door_of(app).sessions.list()[0].id,
        "token_id": tokens.all()[0].id,
        "sentence_id": "1",
        "kind": "json",
    }
    seen = 0
    with closing(box.models.downloads):
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or not rule.arguments <= arguments.keys():
                continue
            path = str(rule)
            for name, value in arguments.items():
                path = path.replace(f"<{name}>", value).replace(f"<int:{name}>", value)
            text = client.get(path, base_url="https://localhost").text
            seen += 1
            for secret in (SECRET, "anna", token, cookie, private_key):
                assert secret not in text, path
    assert seen > 30
    assert heard(box) == []


def test_what_was_put_into_the_settings_by_hand_is_not_shown_either(tmp_path: Path) -> None:
    box = new_box(tmp_path)
    client = let_in(create_app(box))
    for field, value in (
        ("server", f"https://me:{SECRET}@host"),
        ("engine", f"http://me:{SECRET}@host"),
        ("camera", f"x:{SECRET}"),
    ):
        box.settings.change(**{field: value})
    for path in ("/describer", "/describer/server", "/camera", "/about", "/"):
        assert SECRET not in client.get(path, base_url="https://localhost").text, path


def test_whoever_was_away_for_too_long_gets_no_key_or_password_back_in_the_page(tmp_path: Path) -> None:
    app = create_app(new_box(tmp_path))
    stranger = app.test_client()
    secret = {"key": SECRET, "address": f"rtsp://me:{SECRET}@host", "which": "typed", "server_model": "qwen"}
    for path in ("/describer/server/key", "/camera", "/describer/server"):
        answer = stranger.post(path, data=secret, base_url="https://localhost", follow_redirects=True)
        assert SECRET not in answer.text
    assert "qwen" in answer.text, "what is no secret is not lost"
