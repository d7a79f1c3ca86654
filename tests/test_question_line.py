"""Questions from another process on this machine, through a real socket."""

import json
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from describe.commands import Act, Ask, Command, Do, Find
from describe.inbox import Inbox
from describe.local_line import LineError
from describe.question_line import LONGEST_QUESTION, answering, asked
from describe.speech.sound import Sound
from tests.waiting import eventually


@contextmanager
def answered(path: Path, seen: list[Command]) -> Iterator[None]:
    """A narrator that answers every question with "Yes."."""
    inbox, stopped = Inbox(), threading.Event()

    def answer() -> None:
        while not stopped.wait(0.005):
            if order := inbox.take():
                seen.append(order.command)
                order.answer.set_result("Yes.")

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with answering(path, inbox):
            yield
    finally:
        stopped.set()
        thread.join()


def test_a_question_from_another_process_is_answered(tmp_path: Path) -> None:
    seen: list[Command] = []
    with answered(tmp_path / "line", seen):
        assert asked(tmp_path / "line", Ask("Is it\nred?")) == "Yes."
        assert asked(tmp_path / "line", Find("the keys")) == "Yes."
        assert asked(tmp_path / "line", Do(Act.GO_ON)) == "Yes."
    assert seen == [Ask("Is it red?"), Find("the keys"), Do(Act.GO_ON)]
    assert not (tmp_path / "line").exists()


def test_a_spoken_question_arrives_as_it_was_spoken(tmp_path: Path) -> None:
    seen: list[Command] = []
    spoken = Sound(np.sin(np.arange(24_000) / 5).astype(np.float32) * 0.5, 8_000)
    with answered(tmp_path / "line", seen):
        assert asked(tmp_path / "line", Ask(sound=spoken)) == "Yes."
    (command,) = seen
    assert isinstance(command, Ask)
    assert command.sound is not None
    assert (command.sound.rate_hz, len(command.sound.samples)) == (16_000, 48_000)
    assert np.abs(command.sound.samples[::2] - spoken.samples).max() < 0.001


def test_only_its_user_may_ask(tmp_path: Path) -> None:
    with answered(tmp_path / "deep" / "line", []):
        assert stat.S_IMODE((tmp_path / "deep" / "line").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700


def test_where_nothing_runs_it_says_how_to_start_it(tmp_path: Path) -> None:
    with pytest.raises(LineError, match="lookaloud run"):
        asked(tmp_path / "line", Ask("Is it red?"))


def test_what_a_power_cut_left_behind_is_no_hindrance(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as left:
        left.bind(str(tmp_path / "line"))
    with answered(tmp_path / "line", []):
        assert asked(tmp_path / "line", Ask("Is it red?")) == "Yes."


def test_a_second_one_leaves_the_line_to_the_first(tmp_path: Path) -> None:
    first: list[Command] = []
    with answered(tmp_path / "line", first), answered(tmp_path / "line", []):
        asked(tmp_path / "line", Ask("Is it red?"))
    assert first == [Ask("Is it red?")]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"nonsense",
        b"[]",
        b"{}",
        b'{"ask": ""}',
        b'{"ask": 3}',
        b'{"ask": "a", "find": "b"}',
        b'{"say": "Hello"}',
        b'{"do": "dance"}',
        b'{"do": "stop", "ask": "a"}',
        b'{"ask_pcm16": "not base64!"}',
        b'{"ask_pcm16": "AAAA"}',
        b"[" * 100_000,
        json.dumps({"ask": "a" * (LONGEST_QUESTION + 1)}).encode(),
        b"\xff\xfe",
    ],
)
def test_what_is_no_question_is_refused_and_the_next_one_is_answered(tmp_path: Path, line: bytes) -> None:
    with answered(tmp_path / "line", []):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
            other.connect(str(tmp_path / "line"))
            other.sendall(line + b"\n")
            other.shutdown(socket.SHUT_WR)
            with other.makefile("rb") as file:
                assert "error" in json.loads(file.readline())
        assert asked(tmp_path / "line", Ask("Is it red?")) == "Yes."


def test_who_connects_and_says_nothing_keeps_nobody_else_waiting(tmp_path: Path) -> None:
    with answered(tmp_path / "line", []), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
        silent.connect(str(tmp_path / "line"))
        assert asked(tmp_path / "line", Ask("Is it red?")) == "Yes."


def test_too_many_questions_at_once_are_refused_in_words(tmp_path: Path) -> None:
    inbox = Inbox()
    with answering(tmp_path / "line", inbox):
        waiting = [threading.Thread(target=_ask, args=(tmp_path / "line",)) for _ in range(4)]
        for thread in waiting:
            thread.start()
        eventually(lambda: len(inbox._orders) == 4, 5.0)
        with pytest.raises(LineError, match="too many"):
            asked(tmp_path / "line", Ask("One more?"))
        while order := inbox.take():
            order.answer.set_result("Yes.")
        for thread in waiting:
            thread.join(5.0)


def _ask(path: Path) -> None:
    asked(path, Ask("Is it red?"))
