"""The page's server on this machine: encrypted, at a free port, gone when it is told to, and never in the way."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request

from tests.page_at_work import AtWork, at_work
from tests.web_box import new_box
from web import create_app
from web.access import open_to_all
from web.certificate import certificate_for
from web.cookies import ASKING
from web.csrf import FIELD, proof_for
from web.hosts import own_names
from web.server import PageServer, PageServerError

pytestmark = pytest.mark.slow


@pytest.fixture
def page(tmp_path: Path) -> Iterator[AtWork]:
    with at_work(tmp_path) as page:
        yield page


def app_in(folder: Path) -> Flask:
    return create_app(new_box(folder))


def asked_in_plain(port: int, request: bytes) -> str:
    with socket.create_connection(("127.0.0.1", port), 5.0) as line:
        line.sendall(request)
        answer = b""
        while part := line.recv(65536):
            answer += part
    return answer.decode()


def test_it_answers_encrypted_and_the_certificate_fits_the_names(page: AtWork) -> None:
    for host in ("localhost", "127.0.0.1"):
        connection = http.client.HTTPSConnection(host, page.server.port, context=page.trust, timeout=5.0)
        connection.request("GET", "/healthz")
        with connection.getresponse() as answer:
            assert (answer.status, answer.read()) == (200, b"ok\n")
            assert answer.headers["Server"] is None
        connection.close()


def test_old_encryption_is_refused(page: AtWork) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):  # Python warns of what is old here
        old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", page.server.port), 5.0) as line, pytest.raises(OSError):
        old.wrap_socket(line).close()


def test_plain_http_gets_a_page_that_explains_and_links(page: AtWork) -> None:
    port = page.server.port
    answer = asked_in_plain(port, f"GET /ask HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
    head, _, body = answer.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    assert f'<a href="https://localhost:{port}/">' in body
    assert f"Content-Length: {len(body.encode())}" in head
    assert "Set-Cookie" not in head


@pytest.mark.parametrize("host", ["evil.example", 'x"><script>', "localhost.evil.example", "", "x" * 5000])
def test_plain_http_never_links_elsewhere(page: AtWork, host: str) -> None:
    port = page.server.port
    answer = asked_in_plain(port, f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert f'<a href="https://lookaloud.local:{port}/">' in answer
    assert "evil" not in answer
    assert "<script" not in answer


def test_plain_http_takes_nothing(page: AtWork) -> None:
    answer = asked_in_plain(page.server.port, b"POST /pair HTTP/1.1\r\nHost: localhost\r\n\r\ncode=123456")
    assert answer.startswith("HTTP/1.1 405 ")


def test_a_taken_port_leads_to_the_next_one(tmp_path: Path) -> None:
    app, certificate = app_in(tmp_path), certificate_for(tmp_path / "certificate.pem", own_names())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = PageServer(app, "127.0.0.1", port, certificate)
        assert port < server.port < port + 10
        server.stop()


def test_where_no_port_is_free_it_says_so(tmp_path: Path) -> None:
    app, certificate = app_in(tmp_path), certificate_for(tmp_path / "certificate.pem", own_names())
    with (
        socket.create_server(("127.0.0.1", 65535)),
        pytest.raises(PageServerError, match="no port from 65535 to 65535"),
    ):
        PageServer(app, "127.0.0.1", 65535, certificate)
    with pytest.raises(PageServerError):
        PageServer(app, "203.0.113.1", 8443, certificate)


def test_it_ends_at_once_whoever_is_connected_and_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with at_work(tmp_path) as page:
        assert page.get("/healthz")[0] == 200
        silent = [socket.create_connection(("127.0.0.1", page.server.port)) for _ in range(20)]
        encrypted = page.trust.wrap_socket(
            socket.create_connection(("127.0.0.1", page.server.port)), server_hostname="localhost"
        )
        encrypted.sendall(b"POST /pair HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc")
        time.sleep(0.2)
        began_at = time.monotonic()
        page.server.stop()
        assert time.monotonic() - began_at < 1.0
        assert not page.server.is_alive
        assert page.server.trouble == ""
        for line in (*silent, encrypted):
            line.close()
    deadline = time.monotonic() + 3.0
    while set(threading.enumerate()) - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(threading.enumerate()) - before == set()


def test_it_begins_again_at_the_same_port(tmp_path: Path) -> None:
    with at_work(tmp_path / "one") as page:
        port = page.server.port
        assert page.get("/healthz")[0] == 200
    app = app_in(tmp_path)
    again = PageServer(app, "127.0.0.1", port, certificate_for(tmp_path / "certificate.pem", own_names()))
    again.start()
    assert again.port == port
    again.stop()


def test_a_renewed_certificate_is_used_at_once(tmp_path: Path) -> None:
    with at_work(tmp_path) as page:
        renewed = certificate_for(tmp_path / "new.pem", own_names())
        page.server.renew(renewed)
        trust = ssl.create_default_context(cafile=str(tmp_path / "new.pem"))
        assert AtWork(page.app, page.server, trust).get("/healthz")[0] == 200


def test_headers_of_more_than_sixteen_kilobytes_are_refused(page: AtWork) -> None:
    connection = http.client.HTTPSConnection("localhost", page.server.port, context=page.trust, timeout=5.0)
    connection.request("GET", "/healthz", headers={f"X-{number}": "x" * 1000 for number in range(20)})
    with connection.getresponse() as answer:
        assert answer.status == 431
    connection.close()


UPGRADES = {
    "websocket": "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    "h2c": "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
}


@pytest.mark.parametrize("to", list(UPGRADES))
def test_nobody_is_upgraded_to_what_the_page_does_not_speak(page: AtWork, to: str) -> None:
    request = f"GET /healthz HTTP/1.1\r\nHost: localhost:{page.server.port}\r\nConnection: Upgrade\r\nUpgrade: {to}\r\n"
    line = page.trust.wrap_socket(
        socket.create_connection(("127.0.0.1", page.server.port), 2.0), server_hostname="localhost"
    )
    line.sendall(f"{request}{UPGRADES[to]}\r\n".encode())
    answer = b""
    with contextlib.suppress(TimeoutError):
        while part := line.recv(65536):
            answer += part
    line.close()
    assert b"ok\n" not in answer
    assert answer.startswith((b"HTTP/1.1 403 ", b"HTTP/1.1 101 "))
    assert page.get("/healthz")[0] == 200


def test_a_view_that_waits_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    app, is_over = app_in(tmp_path), threading.Event()

    @app.get("/waits")
    @open_to_all
    def waits() -> str:
        is_over.wait(10.0)
        return "done"

    with at_work(tmp_path, app) as page:
        waiting = [threading.Thread(target=page.get, args=("/waits", 12.0)) for _ in range(5)]
        for thread in waiting:
            thread.start()
        time.sleep(0.3)
        status, took_s = page.get("/healthz")
        is_over.set()
        for thread in waiting:
            thread.join()
        assert status == 200
        assert took_s < 1.0


def test_a_change_whose_connection_breaks_at_any_byte_is_whole_or_never_was(tmp_path: Path) -> None:
    app, seen = app_in(tmp_path), list[str]()

    @app.post("/note")
    @open_to_all
    def note() -> str:
        seen.append(request.form["note"])
        return "noted"

    cookie = "x" * 43
    body = f"note={'y' * 40}&{FIELD}={proof_for(cookie)}".encode()
    with at_work(tmp_path, app) as page:
        head = f"POST /note HTTP/1.1\r\nHost: localhost:{page.server.port}\r\nCookie: {ASKING}={cookie}\r\n"
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        whole = head.encode() + body
        cuts = [*range(0, len(whole), len(whole) // 60), len(whole) - 1]
        for cut in cuts:
            line = page.trust.wrap_socket(
                socket.create_connection(("127.0.0.1", page.server.port)), server_hostname="localhost"
            )
            line.sendall(whole[:cut])
            line.close()
        time.sleep(0.3)
        assert seen == []
        line = page.trust.wrap_socket(
            socket.create_connection(("127.0.0.1", page.server.port)), server_hostname="localhost"
        )
        line.sendall(whole)
        assert line.recv(12) == b"HTTP/1.1 200"
        line.close()
    assert seen == ["y" * 40]
