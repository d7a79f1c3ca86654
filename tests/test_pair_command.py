"""The real command: the page beside the narration, the door that is opened by hand, and no trouble that silences it."""

import http.client
import json
import re
import socket
import ssl
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from tests.command import COMMAND, Running, environment, finish, running
from tests.waiting import eventually

pytestmark = pytest.mark.slow

RUN = ("run", "--camera", "clip", "--sound", "none", "--engine", "senses")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def listening(run: Running) -> set[tuple[str, int]]:
    """Return the addresses and ports at which the run listens."""
    process = run.family()[0]
    return {
        (one.laddr.ip, one.laddr.port)
        for one in process.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN and one.laddr
    }


def line_with(run: Running, words: str) -> str:
    return next(line for _, line in run.lines if words in line)


class Browser:
    """Speaks to the page of this home, and trusts its certificate alone."""

    def __init__(self, home: Path, port: int) -> None:
        trust = ssl.create_default_context(cafile=str(home / ".local/share/lookaloud/page/certificate.pem"))
        self._connection = http.client.HTTPSConnection("localhost", port, context=trust, timeout=10.0)
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        with self._connection.getresponse() as answer:
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                self._cookies[name] = value
            return answer.status, answer.read().decode()

    def close(self) -> None:
        self._connection.close()


def test_the_first_start_invites_a_helper_who_types_the_code_and_is_heard_to_come_in(home: Path) -> None:
    port = free_port()
    with running(home, *RUN, "--port", str(port)) as run:
        first_s = run.wait_for("Lookaloud has started.", 30.0)
        page_s = run.wait_for("Your helper's page:", 30.0)
        assert first_s < page_s, "the page must not keep the first word waiting"
        assert ("::", port) in listening(run) or ("0.0.0.0", port) in listening(run)  # noqa: S104  what is looked for
        run.wait_for("Your helper can set me up from a phone.", 60.0)
        words = line_with(run, "Your helper can set me up")
        assert f"Open lookaloud dot local, colon, {port}." in words
        code = "".join(re.findall(r"\d", words.split("The code is")[1]))
        browser = Browser(home, port)
        status, page = browser.get("/pair")
        assert status == 200
        proof = re.search(r'name="csrf_token" value="([^"]*)"', page)
        assert proof
        status, _ = browser.post("/pair", csrf_token=proof[1], code=code)
        assert status == 303
        assert browser.get("/")[0] == 200
        browser.close()
        run.wait_for("A helper has come in", 30.0)
        # whoever reads a log of the lines must not find what lets somebody in, once it was used or not
        assert code not in line_with(run, "Your helper's page:")


def test_lookaloud_pair_opens_the_door_of_the_one_that_runs(home: Path) -> None:
    port = free_port()
    folder = home / ".local/share/lookaloud/page"
    folder.mkdir(parents=True)
    (folder / "sessions.json").write_text('{"date": 0, "sessions": []}')
    with running(home, *RUN, "--port", str(port)) as run:
        run.wait_for("Your helper's page:", 30.0)
        assert listening(run) == {("127.0.0.1", port)}
        assert not run.says("Your helper can set me up")
        done = finish(home, "pair")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"Your helper's page: https://lookaloud.local:{port}/ or https://")
        run.wait_for("Your helper can set me up from a phone.", 30.0)
        eventually(lambda: ("127.0.0.1", port) not in listening(run) and listening(run), 10.0)


def test_lookaloud_pair_says_what_to_do_when_nothing_runs(home: Path) -> None:
    done = finish(home, "pair")
    assert done.returncode == 1
    assert done.stderr == "lookaloud: Lookaloud is not running here; start it with: lookaloud run\n"


def test_off_means_no_open_port(home: Path) -> None:
    with running(home, *RUN, "--port", str(free_port()), "--page", "off") as run:
        run.wait_for("A sign says", 60.0)
        assert listening(run) == set()


def test_a_taken_port_leads_to_the_next_and_the_narration_goes_on(home: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:  # noqa: S104  it is taken everywhere
        port = taken.getsockname()[1]
        with running(home, *RUN, "--port", str(port), "--page", "local") as run:
            run.wait_for("Your helper's page:", 30.0)
            assert f":{port}/" not in line_with(run, "Your helper's page:")


def test_a_page_that_cannot_be_had_is_told_once_and_the_narration_goes_on(home: Path) -> None:
    with running(home, *RUN, "--port", "65535", "--page", "local") as run, socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 65535))
        taken.listen()
        run.wait_for("Your helper's page cannot be had: no port", 30.0)
        run.wait_for("The page for your helper does not work. I go on.", 30.0)
        run.wait_for("A sign says", 60.0)
        assert not run.says("Your helper can set me up")
        assert sum("does not work" in line for _, line in run.lines) == 1


@pytest.mark.parametrize("damage", ["files", "folder"])
def test_whatever_the_page_finds_in_its_folder_the_narration_begins(home: Path, damage: str) -> None:
    folder = home / ".local/share/lookaloud/page"
    if damage == "folder":
        folder.parent.mkdir(parents=True)
        folder.write_text("no folder")
    else:
        folder.mkdir(parents=True)
        for name in ("certificate.pem", "sessions.json", "tries.json", "tokens.json"):
            (folder / name).write_text("{")
    port = free_port()
    with running(home, *RUN, "--port", str(port), "--page", "local") as run:
        run.wait_for("Your helper's page:", 30.0)
        run.wait_for("I notice text", 30.0)
        eventually(lambda: ("127.0.0.1", port) in listening(run), 5.0)


def test_a_terminal_shows_the_code_and_a_picture_of_the_link_and_it_is_written_down(home: Path) -> None:
    port, folder = free_port(), home / ".local/share/lookaloud/page"
    with running(home, *RUN, "--port", str(port), "--page", "local") as run:
        run.wait_for("Your helper's page:", 30.0)
        shown = subprocess.run(
            [  # noqa: S607  wherever it is
                "script",
                "-qec",
                " ".join([*COMMAND, "pair"]),
                "/dev/null",
            ],
            env=environment(home),
            cwd=home,
            capture_output=True,
            text=True,
            timeout=30.0,
            check=False,
            stdin=subprocess.DEVNULL,
        ).stdout
        assert re.search(r"Code: \d{3} \d{3}, good once, for ten minutes\.", shown)
        assert shown.count("█") > 100
        assert re.search(r"([0-9A-F]{4}\s+){15}[0-9A-F]{4}", shown)
        events = [json.loads(line)["event"] for line in (folder / "access.jsonl").read_text().splitlines()]
        assert events == ["somebody at the box lets somebody in"] * 2
