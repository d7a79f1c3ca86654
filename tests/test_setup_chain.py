"""A helper sets up the real running program from its page: another camera, another describer, and all is erased."""

import http.client
import importlib.util
import json
import signal
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from camera.clock import boot_clock
from describe import helper_acts, phrases
from describe.engines.sources import FolderSource
from describe.engines.store import ModelStore
from tests.command import running
from tests.mjpeg_server import mjpeg_server
from tests.test_models_chain import TINY_OMNI
from tests.waiting import eventually
from web.cookies import SESSION
from web.csrf import proof_for
from web.dates import Dates
from web.sessions import Sessions

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="the libraries for models are not installed"),
    pytest.mark.skipif(not (TINY_OMNI / "model.safetensors").exists(), reason="the tiny Omni has not been trained yet"),
]


@dataclass(frozen=True, slots=True)
class Helper:
    """A browser that was let in before the start; it trusts the certificate that the run made."""

    folder: Path
    port: int
    token: str

    def get(self, path: str) -> str:
        return self._ask("GET", path, {})[1]

    def post(self, path: str, **fields: str) -> int:
        return self._ask("POST", path, fields)[0]

    def is_up(self) -> bool:
        try:
            return "ok" in self.get("/healthz")
        except OSError:
            return False

    def _ask(self, method: str, path: str, fields: dict[str, str]) -> tuple[int, str]:
        trust = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        line = http.client.HTTPSConnection("localhost", self.port, timeout=20.0, context=trust)
        headers = {
            "Cookie": f"{SESSION}={self.token}",
            "X-CSRF-Token": proof_for(self.token),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            line.request(method, path, urlencode(fields), headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_camera_and_describer_are_changed_from_the_page_without_a_restart_and_all_is_erased(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    folder = home / "data" / "lookaloud" / "page"
    ModelStore(folder.parent / "models").get("tests/tiny-omni", FolderSource(TINY_OMNI))
    sessions = Sessions(folder / "sessions.json", boot_clock, Dates(boot_clock))
    helper = Helper(folder, free_port(), sessions.new("a test"))
    settings = home / "config" / "lookaloud" / "settings.json"
    with mjpeg_server() as first, mjpeg_server() as second:
        known = {"is_safety_told": True, "words_per_minute": 450, "camera": first.url, "history_hours": 1}
        settings.write_text(json.dumps(known))
        with running(home, "run", "--sound", "none", "--page", "local", "--port", str(helper.port)) as run:
            eventually(helper.is_up, 60.0)
            eventually(lambda: "a second." in helper.get("/camera"), 20.0)
            assert "the stream from 127.0.0.1" in helper.get("/camera")

            assert helper.post("/camera", which="typed", address=second.url, version=version(helper, "/camera")) == 303
            run.wait_for("Your helper chose another camera.", 60.0)
            run.wait_for(phrases.CAMERA_CHANGED, 60.0)
            assert second.sent

            chosen = {"engine": "tests--tiny-omni", "version": version(helper, "/describer")}
            assert helper.post("/describer", **chosen) == 303
            run.wait_for("Your helper chose another describer.", 60.0)
            run.wait_for(phrases.MODEL_READY, 200.0)
            eventually(lambda: "Now tests--tiny-omni describes." in helper.get("/describer"), 20.0)

            assert helper.post("/describer", engine="senses", version=version(helper, "/describer")) == 303
            run.wait_for(phrases.MODEL_LOST, 60.0)

            assert helper.post("/about/erase") == 200
            run.wait_for(helper_acts.ERASES, 60.0)
            left = {path.name for path in folder.iterdir() if not path.is_socket()}
            assert left <= {"certificate.pem"}, "which is another one: without any there is no page"
            assert not settings.exists()
            run.send(signal.SIGTERM)
            assert run.end(30.0) == 0


def version(helper: Helper, path: str) -> str:
    """Return the version of the settings that the form of a page carries."""
    return helper.get(path).partition('name="version" value="')[2].partition('"')[0]
