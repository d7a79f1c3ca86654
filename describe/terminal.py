"""Shows in the terminal what it is doing and what it says: a live view where it is one, plain lines otherwise."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from describe.patient_file import patient
from describe.status import Board, Caption, State, Status
from describe.utterance import Fate, Utterance, VoiceEvent

INDENT = (0, 0, 0, 2)
"""Two columns on the left, also where a line goes on."""
NO_PICTURE = "No picture: "
UNHEARD = "(not heard) "
_COLOURS = {State.TROUBLE: "bold red", State.SPEAKING: "bold green", State.DESCRIBING: "yellow"}


class View(Protocol):
    """Shows what happens while it is open."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, events: tuple[VoiceEvent, ...]) -> None:
        """Take note of what became of the utterances since the last call."""
        ...


def open_view(console: Console, board: Board, clock: Callable[[], float], keys: str = "") -> View:
    """Return a live view where the console is a terminal, plain lines otherwise (a file, a pipe, a braille display).

    What the console's encoding lacks is shown as a question mark from now on, and when nobody reads along any more,
    nothing is shown: neither a sign's letters nor a closed terminal must end the narration. `keys` says, for whoever
    reads along, which keys there are.
    """
    if isinstance(console.file, io.TextIOWrapper):
        console.file = patient(console.file)
    if console.is_terminal and not console.is_dumb_terminal:
        return LiveView(console, board, clock, keys)
    return PlainView(console, board, keys)


class PlainView:
    """One line for each sentence as it begins to sound, for what cannot be made heard, and for why a camera is lost.

    Every other trouble is such a sentence: with a line of its own, a screen reader would read it twice.
    """

    def __init__(self, console: Console, board: Board, keys: str = "") -> None:
        self._console = console
        self._board = board
        self._keys = keys
        self._voice_trouble = ""
        self._unheard: set[str] = set()
        self._begun: set[Utterance] = set()
        self._camera_reasons: set[str] = set()

    def __enter__(self) -> Self:
        if self._keys:
            self._line(self._keys)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def show(self, events: tuple[VoiceEvent, ...]) -> None:
        """Print what began to sound, and what cannot be made heard."""
        for event in events:
            if not event.utterance.text:
                continue
            if event.fate is Fate.STARTED:
                self._show_begun(event.utterance)
                continue
            self._begun.discard(event.utterance)
            if event.fate is Fate.FAILED:
                self._show_unheard(event.utterance.text)
        status = self._board.get()
        self._show_voice(status.voice_trouble)
        self._show_camera(status.camera_reason)

    def _show_begun(self, utterance: Utterance) -> None:
        """Print it once, though it begins anew when the player failed in it."""
        if utterance not in self._begun:
            self._begun.add(utterance)
            self._line(utterance.text)

    def _show_unheard(self, text: str) -> None:
        """Print it once for as long as the voice fails: a trouble is tried again every few seconds."""
        if text not in self._unheard:
            self._unheard.add(text)
            self._line(f"{UNHEARD}{text}")

    def _show_voice(self, trouble: str) -> None:
        if trouble and trouble != self._voice_trouble:
            self._line(f"Trouble: {trouble}")
        elif self._voice_trouble and not trouble:
            self._line("The trouble with the voice is over.")
            self._unheard.clear()
        self._voice_trouble = trouble

    def _show_camera(self, reason: str) -> None:
        """Print why there is no picture, each reason once for as long as there is none: they may come by turns."""
        if not reason:
            self._camera_reasons.clear()
        elif reason not in self._camera_reasons:
            self._camera_reasons.add(reason)
            self._line(f"{NO_PICTURE}{reason}")

    def _line(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)


class LiveView:
    """State, age of the picture, troubles and the last sentences, drawn four times a second by a thread of its own."""

    def __init__(self, console: Console, board: Board, clock: Callable[[], float], keys: str = "") -> None:
        self._board = board
        self._clock = clock
        self._keys = keys
        self._live = Live(get_renderable=self._draw, console=console, refresh_per_second=4)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def show(self, events: tuple[VoiceEvent, ...]) -> None:
        """Do nothing: the board holds all that is drawn."""

    def _draw(self) -> RenderableType:
        return draw(self._board.get(), self._clock(), self._keys)


@dataclass(frozen=True, slots=True)
class _Screen:
    """What stands above and below the captions, of which as many of the newest are drawn as there is room for."""

    above: Group
    captions: tuple[Caption, ...]
    below: Group

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        def rows(part: RenderableType) -> int:
            return len(console.render_lines(part, options.update(height=None)))

        room = options.size.height - rows(self.above)
        below = self.below if rows(_captions(self.captions[-1:])) + rows(self.below) <= room else Group()
        captions = self.captions
        while len(captions) > 1 and rows(_captions(captions)) + rows(below) > room:
            captions = captions[1:]
        yield self.above
        yield _captions(captions)
        yield below


def draw(status: Status, now: float, keys: str = "") -> RenderableType:
    """Return the live view of this status at this moment of the clock that its frames have.

    In a low terminal the oldest sentences give way, then the last lines: the newest sentence is what matters.
    """
    head = Text.assemble((f" {status.state} ", _COLOURS.get(status.state, "bold")), "  ", status.camera)
    if status.frame_taken_at is not None:
        head.append(f"  picture {max(0.0, now - status.frame_taken_at):.1f} s old", style="dim")
    head.append(f"  {status.looks} looks  sound: {status.sound}", style="dim")
    troubles = [Padding(Text(trouble, style="bold red"), INDENT) for trouble in status.troubles]
    if status.camera_reason:
        troubles.append(Padding(Text(f"{NO_PICTURE}{status.camera_reason}", style="dim"), INDENT))
    below: list[RenderableType] = []
    if status.model_reason:
        below.append(Padding(Text(f"no model: {status.model_reason}", style="dim"), INDENT))
    if status.silent_because:
        below.append(Padding(Text(f"silent: {status.silent_because}", style="dim italic"), INDENT))
    below.append(Padding(Text(" ".join(filter(None, (keys, "Ctrl-C ends it."))), style="dim"), INDENT))
    return _Screen(Group(head, *troubles), status.captions, Group(*below))


def _captions(captions: tuple[Caption, ...]) -> RenderableType:
    table = Table.grid(padding=INDENT, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for caption in captions:
        style = "bold" if caption is captions[-1] else "dim"
        words = caption.text if caption.is_heard else f"{UNHEARD}{caption.text}"
        table.add_row(Text(_minutes(caption.at_s)), Text(words), style=style)
    return Padding(table, INDENT)


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60:02}:{int(seconds) % 60:02}"
