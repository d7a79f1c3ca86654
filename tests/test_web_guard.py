"""Nothing answers a stranger, nothing is changed from elsewhere, and what goes wrong is told in plain words."""

import logging
from pathlib import Path
from typing import Any  # whatever a test client takes

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web_box import let_in, new_box
from web import create_app
from web.access import access_of, needs, open_to_all, take_tokens, takes_up_to, uses_camera
from web.csrf import FIELD
from web.headers import ALWAYS

OWN = frozenset({"localhost", "lookaloud.local", "box", "box.local", "192.168.1.5", "127.0.0.1", "::1"})
OF_THE_TEST = {"/broken", "/status/<int:code>", "/echo/<path:rest>"}
OPEN = {"/pair", "/pair/link", "/pair/say", "/pair/look", "/healthz", "/static/<path:filename>"}


RIGHT = "right"


class OneToken:
    """Knows one token."""

    def scopes_of(self, token: str) -> frozenset[str]:
        return frozenset({"read"}) if token == RIGHT else frozenset()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = create_app(new_box(tmp_path_factory.mktemp("box")), names=lambda: OWN)
    take_tokens(app, OneToken())

    @app.get("/secret")
    def secret() -> str:
        return "a secret"

    @app.post("/change")
    def change() -> str:
        return f"changed {request.form.get('name', '')}"

    @app.post("/picture")
    @takes_up_to(100_000)
    def picture() -> str:
        return f"{len(request.get_data())} bytes"

    @app.get("/camera-page")
    @uses_camera
    def camera_page() -> str:
        return "a page"

    @app.get("/broken")
    @open_to_all
    def broken() -> str:
        raise RuntimeError("the inside: /a/path and a password")

    @app.get("/echo/<path:rest>")
    @open_to_all
    def echo(rest: str) -> str:
        raise RuntimeError

    @app.get("/status/<int:code>")
    @open_to_all
    def status(code: int) -> str:
        abort(code)

    @app.get("/api/secret")
    @needs("read")
    def api_secret() -> str:
        return "a secret"

    @app.post("/api/change")
    @needs("control")
    def api_change() -> str:
        return "changed"

    @app.get("/api/unmarked")
    def api_unmarked() -> str:
        return "a secret"

    return app


def test_every_route_but_the_way_in_is_closed(app: Flask) -> None:
    tried = 0
    for rule in app.url_map.iter_rules():
        path = "".join("x" if is_dynamic else part for is_dynamic, part in rule._trace).lstrip("|")
        if rule.rule in OPEN | OF_THE_TEST:
            continue
        for method in (rule.methods or set()) - {"OPTIONS"}:
            answer = app.test_client().open(path, method=method)
            assert answer.status_code in ({401} if path.startswith("/api/") else {302, 401}), f"{method} {rule.rule}"
            assert "a secret" not in answer.text
            tried += 1
    assert tried > 20


def test_what_is_open_is_listed_here(app: Flask) -> None:
    found = {rule.rule for rule in app.url_map.iter_rules() if access_of(app.view_functions[rule.endpoint]).is_open}
    assert found | {"/static/<path:filename>"} == OPEN | OF_THE_TEST


def test_an_address_that_is_not_there_is_no_different_to_a_stranger(app: Flask) -> None:
    assert app.test_client().get("/nothing").status_code == 302
    assert let_in(app).get("/nothing").status_code == 404


def test_who_was_let_in_sees_pages_and_changes_things(app: Flask) -> None:
    client = let_in(app)
    assert client.get("/secret").text == "a secret"
    assert client.post("/change").text == "changed "


@pytest.mark.parametrize(
    ("token", "path", "method", "status"),
    [
        ("", "/api/secret", "GET", 401),
        ("Bearer wrong", "/api/secret", "GET", 401),
        ("Basic right", "/api/secret", "GET", 401),
        ("Bearer right", "/api/secret", "GET", 200),
        ("bearer  right", "/api/secret", "GET", 200),
        ("Bearer right", "/api/change", "POST", 403),
        ("Bearer right", "/api/unmarked", "GET", 401),
        ("Bearer right", "/secret", "GET", 302),
    ],
)
def test_a_token_opens_what_its_scope_names(app: Flask, token: str, path: str, method: str, status: int) -> None:
    answer = app.test_client().open(path, method=method, headers={"Authorization": token})
    assert answer.status_code == status
    if path.startswith("/api/") and status != 200:
        assert answer.get_json()["error"].endswith(".")


def test_a_session_does_not_open_what_needs_a_token(app: Flask) -> None:
    # Else a page elsewhere could use the interface with the cookie of a helper's browser.
    assert let_in(app).get("/api/secret").status_code == 401


PROOF, NO_PROOF = True, False
ORIGIN = "https://localhost"


@pytest.mark.parametrize(
    ("site", "origin", "has_proof", "status"),
    [
        ("same-origin", ORIGIN, PROOF, 200),
        ("same-origin", "null", PROOF, 200),  # what a browser sends as we let it send no Referer
        (None, None, PROOF, 200),
        (None, ORIGIN, PROOF, 200),
        ("none", None, PROOF, 200),
        ("cross-site", ORIGIN, PROOF, 403),
        ("same-site", ORIGIN, PROOF, 403),
        ("same-origin", "https://evil.example", PROOF, 403),
        ("same-origin", "http://localhost", PROOF, 403),
        ("same-origin", "https://localhost:8444", PROOF, 403),
        (None, "https://localhost.evil.example", PROOF, 403),
        ("cross-site", "null", PROOF, 403),
        ("same-origin", ORIGIN, NO_PROOF, 403),
        (None, None, NO_PROOF, 403),
        ("cross-site", "https://evil.example", NO_PROOF, 403),
    ],
)
def test_a_change_from_elsewhere_is_refused(
    app: Flask, site: str | None, origin: str | None, has_proof: bool, status: int
) -> None:
    client = let_in(app)
    proof = client.environ_base.pop("HTTP_X_CSRF_TOKEN")
    headers = {"Sec-Fetch-Site": site, "Origin": origin}
    answer = client.post(
        "/change",
        data={FIELD: proof} if has_proof else {"name": "x"},
        headers={name: value for name, value in headers.items() if value},
    )
    assert answer.status_code == status
    assert ("changed" in answer.text.split()) == (status == 200)


def test_the_proof_of_another_browser_is_none(app: Flask) -> None:
    one, other = let_in(app), let_in(app)
    one.environ_base["HTTP_X_CSRF_TOKEN"] = other.environ_base["HTTP_X_CSRF_TOKEN"]
    assert one.post("/change").status_code == 403


def test_reading_changes_nothing(app: Flask) -> None:
    # Whatever a link or a picture on another page can call, it must only show something.
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            assert not {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set()), rule.rule


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("localhost", True),
        ("LOOKALOUD.LOCAL", True),
        ("box.local:443", True),
        ("192.168.1.5", True),
        ("[::1]", True),
        ("[0:0:0:0:0:0:0:1]:443", True),
        ("evil.example", False),
        ("192.168.1.5.evil.example", False),
        ("lookaloud.local.", False),
        ("lookaloud.local:8080", False),
        ("", False),
        ("192.168.1.6", False),
        ("[::2]", False),
        ("localhost:99999", False),
        ("localhost:abc", False),
        ("localhost@evil.example", False),
        ("localhost, evil.example", False),
    ],
)
@pytest.mark.parametrize("path", ["/secret", "/static/page.css", "/pair", "/nothing", "/api/secret", "/broken"])
def test_only_our_own_names_are_answered_on_every_route(app: Flask, host: str, is_ours: bool, path: str) -> None:
    answer = let_in(app).get(
        path, environ_overrides={"HTTP_HOST": host}, headers={"Authorization": "Bearer right"}, buffered=True
    )
    assert (answer.status_code != 421) == is_ours
    assert "a secret" not in answer.text or is_ours


def test_a_new_address_of_the_box_is_ours_within_seconds(tmp_path: Path) -> None:
    names = {"localhost"}
    box = new_box(tmp_path)
    app = create_app(box, names=lambda: frozenset(names))
    client = app.test_client()
    assert client.get("/healthz", environ_overrides={"HTTP_HOST": "10.0.0.9"}).status_code == 421
    names.add("10.0.0.9")
    box.clock.wait(6.0)  # type: ignore[attr-defined]  # a simulated one
    assert client.get("/healthz", environ_overrides={"HTTP_HOST": "10.0.0.9"}).status_code == 200


def _every_kind_of_answer(app: Flask) -> list[tuple[str, TestResponse]]:
    stranger, helper = app.test_client(), let_in(app)
    big: dict[str, Any] = {"data": b"x" * 20_000}
    asked: list[tuple[FlaskClient, str, str, dict[str, Any]]] = [
        (stranger, "GET", "/pair", {}),
        (stranger, "GET", "/secret", {}),
        (stranger, "POST", "/change", {}),
        (stranger, "POST", "/change", {"data": {"name": "x"}}),
        (stranger, "GET", "/healthz", {}),
        (stranger, "GET", "/api/secret", {}),
        (helper, "GET", "/secret", {}),
        (helper, "GET", "/camera-page", {}),
        (helper, "GET", "/nothing", {}),
        (stranger, "POST", "/api/change", {"headers": {"Authorization": "Bearer right"}}),
        (helper, "GET", "/change", {}),
        (helper, "TRACE", "/secret", {}),
        (helper, "GET", "/secret", {"environ_overrides": {"HTTP_HOST": "evil.example"}}),
        (helper, "POST", "/change", big),
        (helper, "GET", "/secret?a=1&a=2", {}),
        (helper, "GET", "/broken", {}),
        (helper, "GET", "/static/page.css", {}),
        (helper, "GET", "/static/nothing", {}),
        *((helper, "GET", f"/status/{code}", {}) for code in (400, 404, 409, 415, 429, 500, 503)),
        *(
            (helper, "GET", rule.rule, {})
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or set()) and not rule.arguments
        ),
    ]
    return [
        (f"{method} {path}", client.open(path, method=method, **({"buffered": True} | more)))
        for client, method, path, more in asked
    ]


def test_every_answer_forbids_what_no_page_of_ours_does(app: Flask) -> None:
    answers = _every_kind_of_answer(app)
    assert {answer.status_code for _, answer in answers} >= {200, 302, 400, 401, 403, 404, 405, 413, 421, 429, 500}
    for what, answer in answers:
        for name, value in ALWAYS.items():
            if name == "Cache-Control" and what.endswith(("/static/page.css",)):
                assert answer.headers[name] == "no-cache"
            elif name == "Permissions-Policy" and "camera=(self)" in answer.headers[name]:
                assert what in {"GET /camera-page", "GET /phone"}
            else:
                assert answer.headers.getlist(name) == [value], f"{what}: {name}"
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")], what
        assert "Strict-Transport-Security" not in answer.headers, what


def test_no_page_has_anything_that_its_own_policy_forbids(app: Flask) -> None:
    for what, answer in _every_kind_of_answer(app):
        if answer.mimetype == "text/html":
            for forbidden in (
                "<style",
                " style=",
                "javascript:",
                " onclick=",
                " onload=",
                "<script>",
                'href="http',
                'src="http',
            ):
                assert forbidden not in answer.text, f"{what}: {forbidden}"


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/change", {"data": {"name": "x" * 16_000}}, 200),
        ("/change", {"data": {"name": "x" * 17_000}}, 413),
        ("/change", {"data": b"x" * 17_000}, 413),
        ("/picture", {"data": b"x" * 99_000}, 200),
        ("/picture", {"data": b"x" * 101_000}, 413),
        ("/change", {"data": {f"f{number}": "1" for number in range(100)}}, 200),
        ("/change", {"data": {f"f{number}": "1" for number in range(101)}}, 413),
        ("/change", {"data": b"name=a&name=b", "content_type": "application/x-www-form-urlencoded"}, 400),
        ("/change?a=1&a=1", {}, 400),
        ("/change?" + "&".join(f"f{number}=1" for number in range(101)), {}, 413),
    ],
)
def test_too_much_and_twice_the_same_are_refused(app: Flask, path: str, more: dict[str, Any], status: int) -> None:
    answer = let_in(app).post(path, **more)
    assert answer.status_code == status


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "FOO", "PROPFIND"])
@pytest.mark.parametrize("path", ["/secret", "/pair", "/nothing", "/static/page.css", "/api/secret"])
def test_odd_methods_are_refused(app: Flask, method: str, path: str) -> None:
    for client in (app.test_client(), let_in(app)):
        answer = client.open(path, method=method, headers={"X-Echo": "sent along"})
        assert answer.status_code == 405
        assert "sent along" not in answer.text


def test_what_breaks_is_told_in_words_and_the_inside_goes_into_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = let_in(app).get("/broken")
    assert answer.status_code == 500
    assert "Something went wrong in me" in answer.text
    for inside in ("RuntimeError", "Traceback", "password", ".py", "werkzeug", "Flask"):
        assert inside not in answer.text
    assert "the inside" in caplog.text
    assert not app.debug


def test_no_line_that_was_sent_becomes_a_line_of_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        app.test_client().get("/echo/a%0dFORGED came in%c2%85FORGED%e2%80%a8FORGED")
    assert caplog.records
    assert not [line for record in caplog.records for line in record.getMessage().splitlines()[1:]]


@pytest.mark.parametrize("path", ["/status/404", "/status/409", "/status/429", "/status/500"])
def test_an_error_is_a_page_with_a_remedy(app: Flask, path: str) -> None:
    page = let_in(app).get(path).text
    assert page.count("<h1") == 1
    assert "<title>Error: " in page
