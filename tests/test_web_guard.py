"""Nothing answers a stranger, and nothing is changed from elsewhere."""

from pathlib import Path

import pytest
from flask import Flask

from tests.web_box import let_in, new_box
from web import create_app


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = create_app(new_box(tmp_path))

    @app.post("/change")
    def change() -> str:
        return "changed"

    @app.get("/secret")
    def secret() -> str:
        return "a secret"

    @app.get("/api/v1/secret")
    def api_secret() -> str:
        return "a secret"

    return app


def test_only_the_way_in_is_open(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<path:filename>", "base.css")
        answer = app.test_client().open(path, method="GET" if "GET" in (rule.methods or ()) else "POST")
        if rule.rule in {"/pair", "/healthz"} and "GET" in (rule.methods or ()):
            assert answer.status_code == 200, path
        elif not path.startswith("/static/"):
            assert answer.status_code in {302, 401, 403}, path
            assert "a secret" not in answer.text


def test_who_was_let_in_sees_pages_and_changes_things(app: Flask) -> None:
    client = let_in(app)
    assert client.get("/secret").text == "a secret"
    assert client.post("/change").text == "changed"


def test_a_change_without_the_proof_is_refused(app: Flask) -> None:
    client = let_in(app)
    del client.environ_base["HTTP_X_CSRF_TOKEN"]
    assert client.post("/change").status_code == 403
