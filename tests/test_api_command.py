"""The command as it runs, and a program with a token beside it: real processes, real cameras, the real voice."""

import http.client
import io
import json
import signal
import socket
import ssl
import wave
from pathlib import Path

import pytest

from camera.clock import SystemClock
from describe import phrases
from tests.command import running
from tests.jpegs import jpeg_of
from tests.mjpeg_server import mjpeg_server
from tests.phone_rig import sign
from tests.waiting import eventually
from web.dates import Dates
from web.tokens import Scope, Tokens

pytestmark = pytest.mark.slow


class Program:
    """Asks a Lookaloud of this machine, whatever certificate it has."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token
        self._trust = ssl.create_default_context()
        self._trust.check_hostname = False
        self._trust.verify_mode = ssl.CERT_NONE

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> bytes:
        connection = http.client.HTTPSConnection("127.0.0.1", self._port, context=self._trust, timeout=30.0)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        try:
            connection.request(method, f"/api/v1/{path}", body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        assert answer.status == 200, content
        return content

    def is_answered(self) -> bool:
        try:
            self.ask("GET", "state")
        except OSError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_program_changes_the_camera_asks_what_it_does_and_has_a_picture_described_and_spoken(tmp_path: Path) -> None:
    folder = tmp_path / ".local" / "share" / "lookaloud" / "page"
    token = Tokens(folder / "tokens.json", Dates(SystemClock())).make("a test", list(Scope))
    (tmp_path / "config" / "lookaloud").mkdir(parents=True)
    port = free_port()
    with mjpeg_server() as first, mjpeg_server() as second:
        settings = {"camera": first.url, "is_safety_told": True, "words_per_minute": 450}
        (tmp_path / "config" / "lookaloud" / "settings.json").write_text(json.dumps(settings))
        arguments = ("run", "--engine", "senses", "--sound", "none", "--page", "local", "--port", str(port))
        with running(tmp_path, *arguments) as run:
            program = Program(port, token)
            eventually(program.is_answered, 30.0)
            version = json.loads(program.ask("GET", "settings"))["version"]
            change = {"version": version, "changes": {"camera": second.url}}
            told = json.loads(program.ask("PATCH", "settings", json.dumps(change).encode()))["told"]
            run.wait_for(told, 40.0)
            run.wait_for(phrases.CAMERA_CHANGED, 20.0)
            assert second.asked
            exit_sign = jpeg_of(sign("EXIT"))
            lines = program.ask("POST", "photos", exit_sign, "image/jpeg").splitlines()
            assert "Exit" in json.loads(lines[0])["text"]
            assert json.loads(lines[-1]) == {"is_whole": True}
            with wave.open(io.BytesIO(program.ask("POST", "photos?speech=wav", exit_sign, "image/jpeg"))) as spoken:
                assert spoken.getnframes() / spoken.getframerate() > 0.5
            family = len(run.family())
            run.send(signal.SIGINT)
            assert run.end(10.0) == 0
    assert family < 8
