"""The describer on a server, against a real one that fails in every way: what came before the fault is given, the rest
is an error in words, and nothing lasts longer than its deadline.
"""

import gc
import json
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trustme

from camera.frame import Frame, frame_of
from describe.describer import (
    AskedToWait,
    Describer,
    DescriberError,
    DescriberFailed,
    DescriberUnavailable,
    OutOfMemory,
)
from describe.engines.server import ServerDescriber, server_from
from describe.request import Request, Task
from describe.servers.key import Key
from describe.servers.trouble import Deadlines
from tests.fakes import tone
from tests.hostile_server import END, WORDS, Talk, Way, answer_well, event, finish, hostile_server, word
from tests.waiting import eventually

pytestmark = pytest.mark.slow

SECRET = "sk-7hQ2-oranges-at-noon"  # noqa: S105  # of nothing
QUICK = Deadlines(connect_s=1.0, first_s=0.7, between_s=0.6, total_s=2.0)
SLACK_S = 3.0
"""What a noisy machine may take besides."""


def frame(taken_at: float = 0.0) -> Frame:
    return frame_of(np.full((120, 160, 3), 90, np.uint8), taken_at, 1)


LOOK = Request((frame(),))


@contextmanager
def describer(address: str, **settings: object) -> Iterator[ServerDescriber]:
    made = ServerDescriber(address, **{"deadlines": QUICK, "key": Key(SECRET), **settings})  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.close()


def told(on: Describer, request: Request = LOOK) -> tuple[list[str], DescriberError | None]:
    """Return the pieces that came and the error that ended them."""
    pieces = []
    try:
        for piece in on.describe(request):
            pieces.append(piece.text)  # noqa: PERF401  # those before the error count
    except DescriberError as error:
        return pieces, error
    return pieces, None


def test_words_come_as_they_are_sent_and_the_connection_is_kept() -> None:
    with hostile_server() as server, describer(server.url) as on:
        keeps_the_promise: Describer = on
        assert told(keeps_the_promise) == (list(WORDS), None)
        assert told(on) == (list(WORDS), None)
        assert server.connections == 1
        assert on.name == f"server 127.0.0.1:{server.port}"
        assert [asked.path for asked in server.asked[:2]] == ["/v1/models", "/v1/chat/completions"]
        asked = server.asked[-1]
        assert asked.headers["authorization"] == f"Bearer {SECRET}"
        assert (asked.body["model"], asked.body["temperature"], asked.body["stream"]) == ("qwen-omni", 0, True)


def test_a_word_is_given_before_the_next_one_is_there() -> None:
    go_on = threading.Event()

    def hesitant(talk: Talk) -> None:
        talk.begin()
        talk.chunk(word("First. "))
        go_on.wait(5.0)
        talk.chunk(word("Second.") + finish() + END)
        talk.end()

    with hostile_server(chat=hesitant) as server, describer(server.url, deadlines=Deadlines()) as on:
        pieces = on.describe(LOOK)
        assert next(pieces).text == "First. "
        go_on.set()
        assert [piece.text for piece in pieces] == ["Second."]


def test_every_request_stands_alone() -> None:
    with hostile_server() as server, describer(server.url) as on:
        for _ in range(2):
            told(on)
        first, second = (asked.body for asked in server.asked[-2:])
        assert first == second


def slow_first_word(talk: Talk) -> None:
    talk.begin()
    talk.wait_until_left()


def no_answer(talk: Talk) -> None:
    talk.wait_until_left()


def head_without_end(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        talk.send(b"X-%d: a\r\n" % number)
        talk.wait(0.02)


def heartbeats_only(talk: Talk) -> None:
    talk.begin()
    for _ in range(10_000):
        talk.chunk(b": still here\n\n")
        talk.wait(0.02)


def thinks_without_end(talk: Talk) -> None:
    talk.begin()
    for _ in range(10_000):
        talk.chunk(event({"choices": [{"delta": {"reasoning_content": "Hm. "}}]}))
        talk.wait(0.02)


def thinks_and_says_nothing(talk: Talk) -> None:
    talk.begin()
    talk.chunk(event({"choices": [{"delta": {"reasoning_content": "Hm. "}}]}) + finish("length") + END)
    talk.end()


def stalls(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red "))
    talk.wait_until_left()


def stalls_within_a_word(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red ") + word("bus")[:30])
    talk.wait_until_left()


def never_ends(talk: Talk) -> None:
    talk.begin()
    for _ in range(100_000):
        talk.chunk(word("A red "))
        talk.wait(0.01)


def floods(talk: Talk) -> None:
    talk.begin()
    while not talk.server.closing.is_set():
        talk.chunk(word("A red ") + word("bus ") * 1000)


def garbage(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red ") + b"\x00\xfe\xff garbage \x1b[2J\n\n" + word("bus"))
    talk.end()


def half_a_letter(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red ") + b'data: {"choices":[{"delta":{"content":"caf\xc3"}}]}\n\n')
    talk.end()


def no_json(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red ") + b"data: Internal Server Error\n\n")
    talk.end()


def brackets_without_end(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red ") + b"data: " + b"[" * 60_000 + b"\n\n")
    talk.end()


def huge_line(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red ") + b"data: ")
    for _ in range(10_000):
        talk.chunk(b"a" * 10_000)


def gives_up(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red ") + event({"error": {"message": f"CUDA error for {SECRET}"}}))
    talk.end()


def closes_early(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red "))
    raise ConnectionAbortedError


def ends_without_ending(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red "))
    talk.end()


def resets(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red "))
    talk.wait(0.1)
    talk.reset()


def resets_at_once(talk: Talk) -> None:
    talk.reset()


def no_http(talk: Talk) -> None:
    talk.send(b"220 mail.example.org ESMTP\r\n\r\n")


def damaged_chunk(talk: Talk) -> None:
    talk.begin()
    talk.chunk(word("A red "))
    talk.send(b"zz\r\n")


def web_page(talk: Talk) -> None:
    talk.reply("200 OK", b"<html>Welcome</html>", kind="text/html")


def plain_json(talk: Talk) -> None:
    talk.reply("200 OK", b'{"choices":[]}')


def unnamed(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def status(line: str, body: bytes = b"", *headers: str) -> Way:
    def answer(talk: Talk) -> None:
        talk.reply(line, body, *headers)

    return answer


def error_without_end(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 500 Internal Server Error\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not talk.server.closing.is_set():
        talk.chunk(b"a" * 60_000)


REFUSED_KEY = json.dumps({"error": {"message": f"Incorrect API key provided: {SECRET}"}}).encode()
SOME = ["A red "]


@pytest.mark.parametrize(
    ("chat", "pieces", "kind", "words"),
    [
        (no_answer, [], AskedToWait, r"did not begin to answer within 0.7 s"),
        (slow_first_word, [], AskedToWait, r"did not begin to answer within 0.7 s"),
        (head_without_end, [], AskedToWait, r"did not begin to answer within 0.7 s"),
        (heartbeats_only, [], AskedToWait, r"did not begin to answer within 0.7 s"),
        (thinks_without_end, [], AskedToWait, r"did not begin to answer within 0.7 s"),
        (thinks_and_says_nothing, [], DescriberFailed, "wrote nothing"),
        (stalls, SOME, AskedToWait, r"stopped in the middle of its answer within 0.6 s"),
        (stalls_within_a_word, SOME, AskedToWait, r"stopped in the middle of its answer within 0.6 s"),
        (garbage, SOME, DescriberFailed, "something damaged"),
        (half_a_letter, SOME, DescriberFailed, "letters that are damaged"),
        (no_json, SOME, DescriberFailed, "what is no answer"),
        (brackets_without_end, SOME, DescriberFailed, "what is no answer"),
        (huge_line, SOME, DescriberFailed, "in one piece"),
        (gives_up, SOME, AskedToWait, "gave up: CUDA error for …"),
        (closes_early, SOME, AskedToWait, "broke"),
        (ends_without_ending, SOME, AskedToWait, "broke off in the middle"),
        (resets, SOME, AskedToWait, "broke"),
        (resets_at_once, [], AskedToWait, "broke"),
        (no_http, [], AskedToWait, "not HTTP"),
        (damaged_chunk, SOME, AskedToWait, "not HTTP"),
        (web_page, [], DescriberFailed, "answered with text/html"),
        (plain_json, [], DescriberFailed, "answered with application/json"),
        (unnamed, [], DescriberFailed, "something unnamed"),
        (status("500 Internal Server Error", b'{"error":"boom"}'), [], AskedToWait, r"busy or ill \(500: boom\)"),
        (status("503 Service Unavailable"), [], AskedToWait, r"busy or ill \(503\)"),
        (status("429 Too Many Requests", b"", "Retry-After: 30"), [], AskedToWait, r"busy or ill \(429\)"),
        (status("401 Unauthorized", REFUSED_KEY), [], DescriberUnavailable, "refused the key .*LOOKALOUD_SERVER_KEY"),
        (status("404 Not Found"), [], DescriberUnavailable, "no such model"),
        (status("413 Content Too Large"), [], OutOfMemory, "so large"),
        (
            status("400 Bad Request", b'{"error":{"message":"no"}}'),
            [],
            DescriberFailed,
            r"refused the request \(400: no",
        ),
        (error_without_end, [], DescriberFailed, "more than"),
        (status("302 Found", b"", "Location: file:///etc/passwd"), [], DescriberUnavailable, "an address with file:"),
        (
            status("307 x", b"", "Location: https://evil.example/"),
            [],
            DescriberUnavailable,
            "passes on to evil.example",
        ),
    ],
)
def test_every_fault_is_told_in_time_and_the_words_before_it_are_given(
    chat: Way, pieces: list[str], kind: type[DescriberError], words: str, caplog: pytest.LogCaptureFixture
) -> None:
    with hostile_server() as server, describer(server.url) as on, caplog.at_level(logging.DEBUG):
        on.probe(5.0)
        server.chat = chat
        began_at = time.monotonic()
        given, error = told(on)
        assert time.monotonic() - began_at < QUICK.total_s + SLACK_S
        assert given == pieces
        assert type(error) is kind, repr(error)
        assert re.search(words, str(error)), str(error)
        assert str(error).startswith(f"the server 127.0.0.1:{server.port}: it")
        assert SECRET not in f"{error!r}{error.__cause__!r}{on!r}{vars(on)!r}{caplog.text}"
        server.chat = answer_well
        assert server.connections <= 2


@pytest.mark.parametrize("chat", [never_ends, floods])
def test_an_answer_without_end_is_ended(chat: Way) -> None:
    with hostile_server() as server, describer(server.url) as on:
        on.probe(5.0)
        server.chat = chat
        began_at = time.monotonic()
        pieces, error = told(on)
        assert time.monotonic() - began_at < QUICK.total_s + SLACK_S
        assert pieces[0] == "A red "
        assert re.search(r"not done within 2 s|more than 1048576 bytes", str(error))


def test_what_goes_on_after_the_end_is_not_given_and_not_waited_for() -> None:
    def never_stops(talk: Talk) -> None:
        talk.begin()
        talk.chunk(word("A bus.") + finish() + word("More."))
        talk.wait_until_left()

    with hostile_server(chat=never_stops) as server, describer(server.url, deadlines=Deadlines()) as on:
        on.probe(5.0)
        began_at = time.monotonic()
        assert told(on) == (["A bus."], None)
        assert time.monotonic() - began_at < SLACK_S
        server.chat = answer_well
        assert told(on) == (list(WORDS), None)


def test_nothing_is_followed_to_another_host() -> None:
    with hostile_server() as other, hostile_server() as server, describer(server.url) as on:
        for path in ("", "/v1/chat/completions"):
            server.chat = status("307 Temporary Redirect", b"", f"Location: {other.url}{path}")
            assert isinstance(told(on)[1], DescriberUnavailable)
        assert other.connections == 0


def test_the_first_question_may_fail_in_all_these_ways_too() -> None:
    for list_models in (no_answer, web_page, head_without_end, error_without_end, resets_at_once, huge_line, no_http):
        with hostile_server(list_models=list_models) as server, describer(server.url) as on:
            began_at = time.monotonic()
            pieces, error = told(on)
            assert pieces == []
            assert isinstance(error, DescriberFailed), list_models
            assert time.monotonic() - began_at < QUICK.total_s + SLACK_S


def test_a_server_that_takes_nobody_in_is_given_up_in_time() -> None:
    with hostile_server(accepts=False) as server, describer(server.url) as on:
        began_at = time.monotonic()
        assert "did not begin to answer" in str(told(on)[1])
        assert time.monotonic() - began_at < QUICK.total_s + SLACK_S


def test_a_server_that_is_not_there_is_told_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with describer(f"http://127.0.0.1:{port}") as on:
        _, error = told(on)
        assert isinstance(error, AskedToWait)
        assert "cannot be reached: Connection refused" in str(error)


def test_a_resolver_that_hangs_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hang(*_: Any, **__: Any) -> list[object]:  # what the real one takes
        released.wait(20.0)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with describer("http://models.example.org") as on:
        began_at = time.monotonic()
        _, error = told(on)
        assert time.monotonic() - began_at < QUICK.connect_s + SLACK_S
        assert "could not be looked up in time" in str(error)
    released.set()
    eventually(lambda: not any(thread.name == "resolver" for thread in threading.enumerate()), 3.0)


REAL_GETADDRINFO, REAL_CONNECT = socket.getaddrinfo, socket.create_connection


class Network:
    """The names of a small world, and who was called in it; nothing leaves this machine."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
        self.called: list[str] = []
        self._addresses = addresses
        monkeypatch.setattr(socket, "getaddrinfo", self._look_up)
        monkeypatch.setattr(socket, "create_connection", self._connect)

    def _look_up(self, host: str, port: int, *rest: int, **more: int) -> object:
        if host.endswith(".example"):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in self._addresses]
        return REAL_GETADDRINFO(host, port, *rest, **more)

    def _connect(self, where: tuple[str, int], *rest: Any, **more: Any) -> socket.socket:  # what the real one takes
        self.called.append(where[0])
        if where[0] != "127.0.0.1":
            raise ConnectionRefusedError(111, "Connection refused")
        return REAL_CONNECT(where, *rest, **more)


def test_without_encryption_nothing_goes_to_the_internet_whatever_the_name_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = Network(monkeypatch, "8.8.8.8", "2606:4700::1111")
    with describer("http://models.house.example") as on:
        _, error = told(on)
        assert isinstance(error, DescriberUnavailable)
        assert "use https://" in str(error)
        assert network.called == []
    with describer("http://models.house.example", plain_hosts=frozenset({"models.house.example"})) as on:
        assert "Connection refused" in str(told(on)[1])
        assert network.called == ["8.8.8.8", "2606:4700::1111"]
    network.called.clear()
    with describer("https://models.house.example") as on:
        assert "Connection refused" in str(told(on)[1])
        assert network.called == ["8.8.8.8", "2606:4700::1111"]


def test_of_several_addresses_the_first_that_answers_and_is_allowed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(monkeypatch, "8.8.8.8", "10.0.0.9", "127.0.0.1")
    with hostile_server() as server, describer(f"http://models.house.example:{server.port}") as on:
        assert told(on) == (list(WORDS), None)
        assert network.called == ["10.0.0.9", "127.0.0.1"]
        assert server.asked[0].headers["host"] == f"models.house.example:{server.port}"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def serving(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_a_certificate_of_the_own_house_is_trusted_where_it_is_named(authority: trustme.CA, tmp_path: Path) -> None:
    certificate = tmp_path / "house.pem"
    authority.cert_pem.write_to_path(str(certificate))
    with hostile_server(serving(authority)) as server, describer(server.url, certificate=certificate) as on:
        assert told(on) == (list(WORDS), None)
        assert told(on) == (list(WORDS), None)
        assert server.connections == 1


def test_any_other_certificate_is_refused_before_the_key_is_sent(authority: trustme.CA, tmp_path: Path) -> None:
    certificate = tmp_path / "house.pem"
    authority.cert_pem.write_to_path(str(certificate))
    for context, trusted in (
        (serving(authority), None),
        (serving(trustme.CA()), certificate),
        (serving(authority, "other.example.org"), certificate),
    ):
        with hostile_server(context) as server, describer(server.url, certificate=trusted) as on:
            _, error = told(on)
            assert isinstance(error, DescriberUnavailable)
            assert "its certificate is not trusted" in str(error)
            assert server.asked == []


def test_a_server_without_encryption_behind_an_https_address_is_told() -> None:
    with hostile_server() as server, describer(server.url.replace("http:", "https:")) as on:
        _, error = told(on)
        assert isinstance(error, DescriberError)
        assert server.asked == []


def test_a_handshake_that_never_ends_is_given_up_in_time() -> None:
    with hostile_server(accepts=False) as server, describer(server.url.replace("http:", "https:")) as on:
        began_at = time.monotonic()
        assert "did not take the connection within 1 s" in str(told(on)[1])
        assert time.monotonic() - began_at < QUICK.total_s + SLACK_S


def test_the_environment_names_key_certificate_and_hosts(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = tmp_path / "house.pem", tmp_path / "key"
    authority.cert_pem.write_to_path(str(certificate))
    key.write_text(SECRET)
    key.chmod(0o600)
    environ = {"LOOKALOUD_SERVER_KEY_FILE": str(key), "LOOKALOUD_SERVER_CERTIFICATE": str(certificate)}
    with hostile_server(serving(authority)) as server:
        on = server_from(environ, server.url, "mine")
        assert told(on) == (list(WORDS), None)
        assert server.asked[-1].headers["authorization"] == f"Bearer {SECRET}"
        assert server.asked[-1].body["model"] == "mine"
        on.close()
    network = Network(monkeypatch, "8.8.8.8")
    on = server_from({"LOOKALOUD_SERVER_PLAIN": "other.example, Models.House.example"}, "http://models.house.example")
    assert "Connection refused" in str(told(on)[1])
    assert network.called == ["8.8.8.8"]
    on.close()
    key.chmod(0o644)
    with pytest.raises(DescriberUnavailable, match="chmod 600"):
        server_from(environ, server.url)


def test_a_certificate_file_that_is_none_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    for name in ("empty.pem", "nowhere.pem"):
        with pytest.raises(DescriberUnavailable, match=name):
            ServerDescriber("https://localhost", certificate=tmp_path / name)


@pytest.mark.parametrize("encrypted", [False, True])
def test_the_server_learns_at_once_when_the_words_are_no_longer_wanted(
    authority: trustme.CA, tmp_path: Path, encrypted: bool
) -> None:
    certificate = tmp_path / "house.pem"
    authority.cert_pem.write_to_path(str(certificate))
    with (
        hostile_server(serving(authority) if encrypted else None, chat=stalls) as server,
        describer(server.url, certificate=certificate, deadlines=Deadlines()) as on,
    ):
        pieces = on.describe(LOOK)
        assert next(pieces).text == "A red "
        closed_at = time.monotonic()
        pieces.close()
        eventually(lambda: server.left_at, 3.0)
        assert server.left_at - closed_at < SLACK_S
        server.chat = answer_well
        assert told(on) == (list(WORDS), None)


def test_a_description_that_is_forgotten_is_closed_too() -> None:
    with hostile_server(chat=stalls) as server, describer(server.url, deadlines=Deadlines()) as on:
        pieces = on.describe(LOOK)
        next(pieces)
        del pieces
        gc.collect()
        eventually(lambda: server.left_at, 3.0)


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("chat", [no_answer, slow_first_word, stalls])
def test_closing_wakes_whoever_waits_for_the_server(
    authority: trustme.CA, tmp_path: Path, chat: Way, encrypted: bool
) -> None:
    certificate = tmp_path / "house.pem"
    authority.cert_pem.write_to_path(str(certificate))
    patient = Deadlines(first_s=60.0, between_s=60.0, total_s=60.0)
    with (
        hostile_server(serving(authority) if encrypted else None) as server,
        describer(server.url, certificate=certificate, deadlines=patient) as on,
    ):
        on.probe(5.0)
        server.chat, asked = chat, len(server.asked)
        results: list[tuple[list[str], DescriberError | None]] = []
        waiting = threading.Thread(target=lambda: results.append(told(on)))
        waiting.start()
        eventually(lambda: len(server.asked) > asked, 3.0)
        time.sleep(0.1)
        closed_at = time.monotonic()
        on.close()
        waiting.join(10.0)
        assert time.monotonic() - closed_at < SLACK_S
        assert "the describer was closed" in str(results[0][1])
        eventually(lambda: server.left_at, 3.0)
        on.close()
        assert "the describer was closed" in str(told(on)[1])


def test_a_description_ends_when_its_picture_has_grown_too_old() -> None:
    now = [100.0]
    with (
        hostile_server(chat=stalls) as server,
        describer(server.url, clock=lambda: now[0], max_age_s=4.0, deadlines=Deadlines()) as on,
    ):
        on.probe(5.0)
        pieces = on.describe(Request((frame(taken_at=100.0),)))
        assert next(pieces).text == "A red "
        now[0] = 104.5
        with pytest.raises(DescriberFailed, match="the picture grew too old") as caught:
            next(pieces)
        assert not isinstance(caught.value, AskedToWait)
        eventually(lambda: server.left_at, 3.0)
        server.chat = answer_well
        assert told(on, Request((frame(taken_at=100.0),), Task.ASK, question="What is it?")) == (list(WORDS), None)
        assert told(on, Request((frame(taken_at=104.0),))) == (list(WORDS), None)


def test_a_server_that_asks_for_a_pause_is_left_alone_for_so_long() -> None:
    with hostile_server() as server, describer(server.url) as on:
        on.probe(5.0)
        server.chat = status("429 Too Many Requests", b"", "Retry-After: 30")
        _, error = told(on)
        assert isinstance(error, AskedToWait)
        assert error.pause_s == pytest.approx(30.0, abs=1.0)
        asked = len(server.asked)
        _, error = told(on)
        assert isinstance(error, AskedToWait)
        assert "left alone for another" in str(error)
        assert error.pause_s == pytest.approx(30.0, abs=5.0)
        assert len(server.asked) == asked


def test_pauses_grow_while_a_server_fails_and_end_when_it_is_well() -> None:
    with hostile_server() as server, describer(server.url) as on:
        on.probe(5.0)
        server.chat = status("503 Service Unavailable")
        pauses = []
        for _ in range(4):
            on._free_at = 0.0  # time passes
            _, error = told(on)
            assert isinstance(error, AskedToWait)
            pauses.append(error.pause_s)
        assert pauses[0] == 0.0
        assert pauses[1] < pauses[2] < pauses[3] < 10.0
        server.chat = answer_well
        on._free_at = 0.0
        assert told(on)[1] is None
        server.chat = status("503 Service Unavailable")
        _, error = told(on)
        assert isinstance(error, AskedToWait)
        assert error.pause_s == 0.0


def test_a_connection_that_the_server_closed_meanwhile_is_made_anew() -> None:
    def answer_and_leave(talk: Talk) -> None:
        answer_well(talk)
        raise ConnectionAbortedError

    with hostile_server(chat=answer_and_leave) as server, describer(server.url) as on:
        for _ in range(3):
            assert told(on) == (list(WORDS), None)
        assert server.connections == 3

    def leave_when_asked_again(talk: Talk) -> None:
        if talk.server.connections == connections:
            raise ConnectionAbortedError
        answer_well(talk)

    with hostile_server() as server, describer(server.url) as on:
        assert told(on) == (list(WORDS), None)
        connections, server.chat = server.connections, leave_when_asked_again
        assert told(on) == (list(WORDS), None)
        assert server.connections == connections + 1


def test_two_requests_at_once_do_not_wait_for_each_other() -> None:
    with hostile_server(chat=stalls) as server, describer(server.url, deadlines=Deadlines()) as on:
        first = on.describe(LOOK)
        next(first)
        server.chat = answer_well
        assert told(on) == (list(WORDS), None)
        first.close()
        assert told(on) == (list(WORDS), None)


def test_connections_are_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    with hostile_server() as server, describer(server.url) as on:
        on.probe(5.0)
        for chat in (resets, garbage, closes_early, web_page, ends_without_ending) * 4:
            server.chat = chat
            on._free_at = 0.0
            told(on)
        assert len(on._wire._lines) <= 1
        on.close()
        assert on._wire._lines == set()


def test_the_probe_says_what_was_found() -> None:
    with hostile_server(models=("gpt2", "qwen2.5vl:7b"), listens=False) as server, describer(server.url) as on:
        found = on.probe(5.0)
        assert (found.model, found.models, found.sees, found.hears) == ("qwen2.5vl:7b", server.models, True, False)
        assert found.words == "qwen2.5vl:7b takes pictures but no sound"


def test_when_a_server_has_another_model_it_is_looked_at_anew() -> None:
    with hostile_server() as server, describer(server.url) as on:
        assert told(on) == (list(WORDS), None)
        server.models, server.looks, server.chat = ("blind",), False, status("404 Not Found")
        assert isinstance(told(on)[1], DescriberUnavailable)
        server.chat = answer_well
        pieces, error = told(on)
        assert pieces == []
        assert "blind answers without looking" in str(error)


def test_a_model_that_answers_without_looking_is_refused() -> None:
    with hostile_server(looks=False) as server, describer(server.url) as on:
        pieces, error = told(on)
        assert pieces == []
        assert isinstance(error, DescriberUnavailable)
        assert "answers without looking at the picture" in str(error)


def refusing(kind: str, line: str) -> Way:
    def answer(talk: Talk) -> None:
        if any(part["type"] == kind for part in talk.asked.body["messages"][0]["content"]):
            talk.reply(line, b'{"error":{"message":"not supported"}}')
            return
        talk.server.count_tokens(talk)

    return answer


def test_a_model_that_refuses_pictures_is_told_so_and_one_that_refuses_sound_is_asked_without() -> None:
    for line in ("400 Bad Request", "500 Internal Server Error", "422 x"):
        with hostile_server(count=refusing("image_url", line)) as server, describer(server.url) as on:
            _, error = told(on)
            assert isinstance(error, DescriberUnavailable)
            assert "takes no pictures" in str(error)
            assert "not supported" in str(error)
        with hostile_server(count=refusing("input_audio", line)) as server, describer(server.url) as on:
            assert told(on) == (list(WORDS), None)
            _, error = told(on, Request((frame(),), Task.ASK, question_sound=tone(0.2)))
            assert isinstance(error, DescriberFailed)
            assert "cannot hear the question" in str(error)


def test_a_server_that_is_busy_while_it_is_probed_is_not_taken_for_blind() -> None:
    with hostile_server(count=refusing("image_url", "503 Service Unavailable")) as server, describer(server.url) as on:
        _, error = told(on)
        assert isinstance(error, AskedToWait)


def test_a_server_that_lists_no_models_is_asked_for_the_one_that_was_named() -> None:
    with hostile_server(list_models=status("404 Not Found")) as server:
        with describer(server.url, model="mine") as on:
            assert told(on) == (list(WORDS), None)
            assert server.asked[-1].body["model"] == "mine"
        with describer(server.url) as on:
            assert isinstance(told(on)[1], DescriberUnavailable)


def test_a_spoken_question_reaches_a_model_that_hears() -> None:
    with hostile_server() as server, describer(server.url) as on:
        assert told(on, Request((frame(),), Task.ASK, question_sound=tone(0.2))) == (list(WORDS), None)
        kinds = [part["type"] for part in server.asked[-1].body["messages"][1]["content"]]
        assert kinds == ["image_url", "input_audio", "text"]
