"""The page beside the narration: from where it can be reached, what it tells, and that its end is nobody's end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from zeroconf import Zeroconf

from camera.clock import SimulatedClock
from describe import helper_words
from describe.invitation import Invitation, invited
from tests.test_pair_command import free_port
from tests.waiting import eventually
from tests.web_box import heard, new_box
from web.announcing import KIND, Announcement
from web.door import door_of
from web.hosts import own_addresses
from web.pairing import WINDOW_S
from web.running import Page, Reach, serve_page

pytestmark = pytest.mark.slow


def places(port: int) -> set[str]:
    """Return where this process listens at this port."""
    found = psutil.Process().net_connections("tcp")
    return {one.laddr.ip for one in found if one.status == psutil.CONN_LISTEN and one.laddr.port == port}


class Running:
    def __init__(self, folder: Path, reach: Reach) -> None:
        self.box = new_box(folder)
        self.port, self.line = free_port(), folder / "line"
        self.shown: list[Invitation] = []
        self.lines: list[str] = []
        self.page = Page(self.box, reach, self.port, self.shown.append, self.lines.append)

    def let_time_pass(self, seconds: float) -> None:
        assert isinstance(self.box.clock, SimulatedClock)
        self.box.clock.wait(seconds)


@contextmanager
def running(folder: Path, reach: Reach) -> Iterator[Running]:
    run, stop = Running(folder, reach), threading.Event()
    thread = threading.Thread(target=run.page.run, args=(stop, run.line), name="page keeper")
    thread.start()
    try:
        yield run
    finally:
        stop.set()
        thread.join(10.0)
        assert not thread.is_alive()
        assert places(run.port) == set()


def test_it_is_open_to_the_network_while_the_door_is_open_and_while_somebody_may_come_back(tmp_path: Path) -> None:
    with running(tmp_path, Reach.AUTO) as run:
        eventually(lambda: places(run.port), 5.0)
        assert "127.0.0.1" not in places(run.port)
        (invitation,) = eventually(lambda: run.shown, 5.0)
        assert heard(run.box) == [helper_words.invitation(invitation.address, invitation.code)]
        run.let_time_pass(WINDOW_S + 1)
        eventually(lambda: places(run.port) == {"127.0.0.1"}, 5.0)
        invited(run.line)
        eventually(lambda: "127.0.0.1" not in places(run.port) and places(run.port), 5.0)
        sessions = door_of(run.page._app).sessions
        sessions.new("a phone")
        run.let_time_pass(WINDOW_S + 1)
        threading.Event().wait(2.5)
        assert "127.0.0.1" not in places(run.port)
        sessions.revoke_all()
        eventually(lambda: places(run.port) == {"127.0.0.1"}, 5.0)


def test_nobody_is_invited_a_second_time_by_itself(tmp_path: Path) -> None:
    with running(tmp_path, Reach.LOCAL) as run:
        eventually(lambda: run.shown, 5.0)
    with running(tmp_path, Reach.LOCAL) as run:
        eventually(lambda: run.lines, 5.0)
        assert run.shown == []
        assert heard(run.box) == []
        assert not door_of(run.page._app).pairing.is_open


def test_the_page_lost_is_told_once_and_ends_when_told_to(tmp_path: Path) -> None:
    box, stop, lines = new_box(tmp_path), threading.Event(), list[str]()

    def show(_: object) -> None:
        raise RuntimeError("a terminal that breaks")

    arguments = (box, Reach.LOCAL, free_port(), stop, tmp_path / "line", show, lines.append)
    thread = threading.Thread(target=serve_page, args=arguments)
    thread.start()
    eventually(lambda: lines, 10.0)
    assert lines == ["Your helper's page is lost: RuntimeError"]
    assert heard(box)[-1] == helper_words.PAGE_LOST
    stop.set()
    thread.join(5.0)
    assert not thread.is_alive()


def test_the_name_is_known_in_the_network_until_it_is_taken_back() -> None:
    announcement = Announcement(8443, own_addresses() or ("127.0.0.1",))
    if announcement.trouble:
        pytest.skip(f"no network that names can be announced in: {announcement.trouble}")
    asking = Zeroconf()
    try:
        found = asking.get_service_info(KIND, f"Lookaloud.{KIND}", timeout=3000)
        assert found is not None
        assert (found.server, found.port) == ("lookaloud.local.", 8443)
        announcement.close()
        announcement.close()
        assert asking.get_service_info(KIND, f"Lookaloud.{KIND}", timeout=500) is None
    finally:
        announcement.close()
        asking.close()


def test_an_address_that_changes_is_in_the_certificate_soon(tmp_path: Path) -> None:
    names = {"localhost"}

    run = Running(tmp_path, Reach.LOCAL)
    run.page._door.hosts._names = lambda: frozenset(names)
    first = run.page._certificate
    names.add("10.0.0.9")
    run.let_time_pass(10.0)
    run.page._renew()
    assert run.page._certificate != first
    assert "10.0.0.9" in run.page._certificate.names
