"""What the terminal shows: every word once, in any encoding, and readable where a line goes on."""

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from camera.clock import Clock
from describe.recent_captions import RecentCaptions
from describe.speech.sound import Style, Synthesizer
from describe.speech.timeline import TimelineVoice
from describe.status import Board, Caption, State, Status
from describe.terminal import LiveView, PlainView, draw, open_view
from describe.utterance import Fate, Utterance, VoiceEvent
from tests.fakes import FailingSynthesizer
from tests.scripted import Stage, room

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

NO_CARD = "no sound card answers"


class Shown:
    """A console that is a file, a view on it, and the lines that came out."""

    def __init__(self) -> None:
        self._file = io.StringIO()
        self.board = Board()
        self._view = open_view(Console(file=self._file, width=40), self.board, lambda: 0.0)

    def show(self, *events: tuple[Fate, str]) -> None:
        self._view.show(tuple(VoiceEvent(Utterance(text), fate, 0.0) for fate, text in events))

    def lines(self) -> list[str]:
        return self._file.getvalue().splitlines()


def test_a_trouble_that_is_spoken_is_printed_once() -> None:
    shown = Shown()
    shown.board.put(Status(camera_trouble="I cannot see."))
    shown.show()
    shown.show((Fate.STARTED, "I cannot see."), (Fate.HEARD, "I cannot see."))
    shown.show()
    assert shown.lines() == ["I cannot see."]


def test_why_a_camera_does_not_answer_is_printed_once_a_reason_and_drawn() -> None:
    shown = Shown()
    for reason in ("no route", "refused", "no route", "", "refused"):
        shown.board.put(Status(camera_trouble="I cannot see." if reason else "", camera_reason=reason))
        shown.show()
    assert shown.lines() == ["No picture: no route", "No picture: refused", "No picture: refused"]
    assert "  No picture: refused" in _drawn(shown.board.get(), 40)


def test_why_no_model_describes_yet_and_how_much_of_it_is_loaded_is_drawn() -> None:
    reason = "small: it is being loaded, 40%: the weights"
    assert f"  no model: {reason}" in _drawn(Status(model_reason=reason), 80)
    assert "no model" not in _drawn(Status(), 80)


def test_a_voice_that_fails_is_told_in_print_and_so_is_its_end() -> None:
    shown = Shown()
    for trouble in ("", NO_CARD, NO_CARD, "", ""):
        shown.board.put(Status(voice_trouble=trouble))
        shown.show()
    assert shown.lines() == [f"Trouble: {NO_CARD}", "The trouble with the voice is over."]


def test_what_is_not_heard_is_printed_once_however_often_it_is_tried() -> None:
    shown = Shown()
    shown.board.put(Status(voice_trouble=NO_CARD))
    for _ in range(3):
        shown.show((Fate.FAILED, "I cannot see."))
    shown.board.put(Status())
    shown.show((Fate.STARTED, "I cannot see."))
    assert shown.lines() == [
        "(not heard) I cannot see.",
        f"Trouble: {NO_CARD}",
        "I cannot see.",
        "The trouble with the voice is over.",
    ]


def test_a_sentence_that_begins_twice_and_fails_is_printed_as_said_once() -> None:
    file, said = io.StringIO(), Utterance("Room 12.")
    view = open_view(Console(file=file), Board(), lambda: 0.0)
    for fate in (Fate.STARTED, Fate.STARTED, Fate.FAILED):
        view.show((VoiceEvent(said, fate, 0.0),))
    view.show((VoiceEvent(Utterance("Room 12."), Fate.STARTED, 0.0),))
    assert file.getvalue().splitlines() == ["Room 12.", "(not heard) Room 12.", "Room 12."]


def test_a_long_sentence_is_one_line_that_a_screen_reader_reads_at_one_go() -> None:
    shown = Shown()
    shown.show((Fate.STARTED, "A sign says: " + "word " * 30 + "end."))
    assert len(shown.lines()) == 1


def test_a_console_without_the_letters_of_a_sign_shows_the_rest() -> None:
    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding="ascii"))
    view = open_view(console, Board(), lambda: 0.0)
    view.show((VoiceEvent(Utterance("A sign says: Café [bold]."), Fate.STARTED, 0.0),))
    console.file.flush()
    assert raw.getvalue() == b"A sign says: Caf? [bold].\n"


def test_a_terminal_without_the_letters_of_a_sign_goes_on_drawing() -> None:
    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding="ascii"), force_terminal=True, width=40, _environ={})
    board = Board()
    board.put(Status(captions=(Caption(1.0, "A sign says: Café."),)))
    with open_view(console, board, lambda: 0.0) as view:
        assert isinstance(view, LiveView)
    console.file.flush()
    assert b"A sign says: Caf?." in raw.getvalue()


class Leaving(io.BytesIO):
    """A pipe whose reader leaves after the first line."""

    def write(self, data: "Buffer", /) -> int:
        if self.getvalue():
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(data)


@pytest.mark.parametrize("is_terminal", [False, True])
def test_when_nobody_reads_along_any_more_nothing_is_shown_and_nothing_breaks(is_terminal: bool) -> None:
    raw = Leaving()
    console = Console(file=io.TextIOWrapper(raw, encoding="utf-8"), force_terminal=is_terminal, _environ={})
    with open_view(console, Board(), lambda: 0.0) as view:
        assert isinstance(view, LiveView) is is_terminal
        for _ in range(3):
            view.show((VoiceEvent(Utterance("Room 12."), Fate.STARTED, 0.0),))
    assert is_terminal or raw.getvalue() == b"Room 12.\n"


class Mute(TimelineVoice):
    """A voice whose synthesizer has no data."""

    def __init__(self, synthesizer: Synthesizer, clock: Clock, style: Callable[[], Style]) -> None:
        super().__init__(FailingSynthesizer(10**6), clock, style)


def test_what_could_not_be_heard_stands_in_the_live_view_as_not_heard_and_once() -> None:
    stage = Stage(lambda _: room(1), 40, words=lambda _: "A sign says: Exit.", speaker=Mute)
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=100, _environ={})
    with open_view(console, stage.board, stage.clock) as view:
        assert isinstance(view, LiveView)
        stage.play()
    last_drawn = file.getvalue().rpartition("looks")[2]
    assert len(stage.describer.requests) > 2
    assert last_drawn.count("(not heard) A sign says: Exit.") == 1


def test_a_sentence_that_began_and_then_failed_is_shown_once_as_not_heard() -> None:
    shown, said = RecentCaptions(), Utterance("Room 12.")
    for at_s, fate in ((1.0, Fate.STARTED), (2.0, Fate.STARTED), (3.0, Fate.FAILED)):
        shown.take(VoiceEvent(said, fate, at_s), at_s)
    assert shown.newest() == (Caption(1.0, "Room 12.", is_heard=False),)


def test_a_pipe_and_a_dumb_terminal_get_plain_lines() -> None:
    assert isinstance(open_view(Console(file=io.StringIO()), Board(), lambda: 0.0), PlainView)
    dumb = Console(file=io.StringIO(), force_terminal=True, _environ={"TERM": "dumb"})
    assert isinstance(open_view(dumb, Board(), lambda: 0.0), PlainView)


def test_a_long_line_goes_on_below_its_own_beginning() -> None:
    status = Status(
        state=State.TROUBLE,
        camera="clip",
        camera_trouble="I cannot see. The camera is not answering any more.",
        captions=(Caption(5.0, "Short."), Caption(65.0, "A sign says: the library is closed on Mondays and Tuesdays.")),
        silent_because="the camera gives no picture and has not for a while",
    )
    lines = _drawn(status, 40)
    assert "  00:05  Short." in lines
    beginning = next(number for number, line in enumerate(lines) if line.startswith("  01:05  A sign says"))
    assert lines[beginning + 1].startswith(" " * 9)
    assert lines[beginning + 1][9] != " "
    assert all(line.startswith("  ") for line in lines[beginning:])


def test_every_word_is_there_even_on_a_very_narrow_screen() -> None:
    status = Status(captions=(Caption(0.0, "Donaudampfschifffahrtsgesellschaft ahead."),))
    assert "Donaudampfschifffahrtsgesellschaftahead." in "".join("".join(_drawn(status, 20)).split())


@pytest.mark.parametrize("rows", [8, 4])
def test_in_a_low_terminal_the_newest_sentence_is_there_and_the_oldest_give_way(rows: int) -> None:
    captions = tuple(Caption(number, f"Sentence {number}.") for number in range(7))
    newest = Caption(7, "A sign says: " + "word " * 10 + "end.")
    board = Board()
    board.put(Status(captions=(*captions, newest), camera_trouble="I cannot see.", silent_because="I am speaking"))
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=40, height=rows, _environ={})
    with open_view(console, board, lambda: 0.0):
        pass
    last_drawn = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", file.getvalue()).rpartition("starting")[2]
    assert "end." in last_drawn
    assert "I cannot see." in last_drawn
    assert "Sentence 0." not in last_drawn
    assert ("Sentence 6." in last_drawn) == (rows == 8)
    assert "…" not in last_drawn


def _drawn(status: Status, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, record=True)
    console.print(draw(status, 0.0))
    return [line.rstrip() for line in console.export_text().splitlines()]
