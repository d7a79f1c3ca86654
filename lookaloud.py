"""The command, and the one place where camera, describe and web are wired together."""

import argparse
import importlib.metadata
import io
import logging
import math
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

# These import nothing heavy, and all else is imported where it is used: `lookaloud --help` answers at once, and the
# child processes, which import this module again, start without the libraries of their parent.
from describe.cli import ask, bench, cameras, do, doctor, erase, judge, models, pair, photo, video
from describe.cli.arguments import ADDRESSES, CLIP, ENGINES
from describe.cli.describers import follow_engine, new_describers, posted_photos, question_line
from describe.cli.errors import TROUBLE, WELL, UserError
from describe.cli.pair import invitation_line, let_helper_in, line, page_folder, show
from describe.cli.parts import address_or_first, new_synthesizer, opened, player_for, settings_file, style_of
from describe.cli.printing import lines_to
from describe.cli.setting_up import keeping_history, model_shelf, new_look_in

if TYPE_CHECKING:
    from rich.console import Console

    from camera.clock import Clock, SystemClock
    from camera.pushed import PushedCamera
    from camera.switching import SwitchingCamera
    from describe.engines.ladder import Ladder
    from describe.engines.senses import SensesDescriber
    from describe.history.store import HistoryStore
    from describe.inbox import Inbox
    from describe.journal import Journal
    from describe.looking_in import LookIn
    from describe.obeying.means import Means
    from describe.posted import PostedPhotos
    from describe.settings import Settings
    from describe.settings_file import SettingsFile
    from describe.speech.pyttsx3_ import SpeechVoice
    from describe.speech.voice import Voice
    from describe.status import Board


FIRST_WORD_S = 10.0
"""How long the page waits for the first word."""
PAGE_ENDS_S = 1.0
PAGES = ("auto", "off", "local", "lan")
PAGE_HELP = (
    "who can reach your helper's page: off, local (this computer), lan (this network), or auto: this computer, and the "
    "network once you let a helper in (auto)"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 for well, 1 for trouble, 2 for wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign may hold letters that the terminal has not
            stream.reconfigure(errors="replace")
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if "command" not in chosen:
        parser.error("name what it is to do, such as lookaloud run; lookaloud --help lists all commands")
    # What is handled is told in words; the tracebacks that go with it are for whoever asks for them.
    level = logging.INFO if chosen.verbose else logging.CRITICAL
    logging.basicConfig(level=level, format="%(asctime)s %(name)s %(message)s")
    code = _outcome(chosen)
    _flush()
    if arguments is None and threading.active_count() > 1:
        _leave(code)
    return code


def _outcome(chosen: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace], int] = chosen.command
    try:
        return command(chosen)
    except UserError as error:
        print(f"lookaloud: {error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print("lookaloud: stopped", file=sys.stderr)
        return TROUBLE
    except BrokenPipeError:  # whoever read along has gone, such as `| head`
        return TROUBLE


def _flush() -> None:
    """Write out what was printed, or let it go: Python would try again at its end, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _leave(code: int) -> NoReturn:
    """End at once although a library is still being loaded, or a driver hangs: Python's own end would wait or crash."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lookaloud",
        description="Point a camera and hear what is in front of you. Descriptions can be wrong or late: "
        "this is not a mobility aid.",
        epilog="Begin with: lookaloud run. If something does not work: lookaloud doctor.",
    )
    parser.add_argument("--version", action="version", version=f"lookaloud {importlib.metadata.version('lookaloud')}")
    parser.add_argument("--verbose", action="store_true", help="show what happens inside, for whoever mends it")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    of_run = commands.add_parser("run", help="describe what the camera sees, until Ctrl-C", description=_run.__doc__)
    of_run.add_argument("--camera", metavar="ADDRESS", help=f"{ADDRESSES}; without it the first webcam")
    of_run.add_argument("--sound", default="auto", metavar="auto|none|FILE.wav", help="where the voice goes (auto)")
    of_run.add_argument(
        "--for",
        dest="minutes",
        type=_minutes,
        default=math.inf,
        metavar="MINUTES",
        help="end after so many minutes of looking",
    )
    of_run.add_argument("--engine", metavar="NAME", help=ENGINES)
    of_run.add_argument("--journal", type=Path, metavar="FILE", help="write a line for every decision to this file")
    of_run.add_argument("--page", choices=PAGES, default="auto", help=PAGE_HELP)
    of_run.add_argument("--port", type=_port, default=8443, help="the page's port, or the next free one (8443)")
    of_run.set_defaults(command=_run)

    for command in (photo, video, ask, do, pair, models, doctor, bench, judge, erase):
        command.add_to(commands)
    return parser


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes: give one above 0, such as 10 or 0.5")
    return minutes


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535, such as 8443")
    return int(text)


def _run(chosen: argparse.Namespace) -> int:
    """Look through a camera and say what is new, until Ctrl-C or the end of a recording.

    Without a camera it plays the built-in clip; without a loudspeaker the voice goes to a file.
    """
    from rich.console import Console

    from camera.clock import SystemClock
    from camera.source import is_recording
    from describe import phrases, service
    from describe.controls.hands import shown_keys
    from describe.ending import Ending
    from describe.engines.turns import Turns
    from describe.inbox import Inbox
    from describe.journal import Journal
    from describe.narrator import Narrator
    from describe.pulling import TakenByThread
    from describe.speech.voice import Voice
    from describe.status import Board
    from describe.terminal import open_view
    from describe.utterance import VoiceEvent

    ending, settings = Ending(), settings_file()
    clock, board, console = SystemClock(), Board(), Console(highlight=False)
    with ExitStack() as parts:
        synthesizer = parts.enter_context(closing(new_synthesizer()))
        player = parts.enter_context(closing(player_for(chosen.sound)))
        voice = parts.enter_context(closing(Voice(synthesizer, player, clock, style_of(settings.snapshot))))
        named = address_or_first(chosen.camera or settings.snapshot().camera)
        unusual = {phrases.NO_CAMERA_SO_CLIP: not named, phrases.SETTINGS_REPAIRED: settings.loaded.repairs}
        camera = parts.enter_context(closing(_camera(chosen.camera, named or CLIP, settings.snapshot, clock, voice)))
        service.greet(voice, settings.snapshot(), [words for words, is_so in unusual.items() if is_so])
        senses, ladder = new_describers(clock)
        parts.enter_context(closing(ladder))
        senses.warm_up()
        journal = Journal(clock, parts.enter_context(lines_to(chosen.journal)))
        inbox, turns = Inbox(wake=clock.wake), Turns(ladder)
        look_in = new_look_in(clock, inbox, journal)
        history = parts.enter_context(keeping_history(settings, board, journal, inbox, clock))
        parts.enter_context(closing(follow_engine(ladder, chosen.engine, settings.snapshot, journal)))
        narrator = Narrator(
            camera,
            turns,
            voice,
            clock,
            settings.snapshot,
            journal,
            board,
            pull=lambda words: TakenByThread(words, wake=clock.wake, stop=ladder.cancel),
            inbox=inbox,
            news=lambda: (*ladder.news(), *cameras.news_of(camera)),
            means=_means(senses, settings, history, clock.wake, look_in),
            model_reason=lambda: ladder.trouble,
        )
        parts.enter_context(_orders(inbox, settings.snapshot, board, clock))
        view = parts.enter_context(open_view(console, board, clock, shown_keys(settings.snapshot())))
        more = (history, synthesizer.voices, camera.phone, posted_photos(turns, settings.snapshot), look_in)
        parts.enter_context(_page(chosen, (settings, board, journal, inbox, clock), more, console))

        def watch(events: tuple[VoiceEvent, ...]) -> None:
            view.show(events)
            service.remember_safety(events, settings, voice)

        if is_recording(named or CLIP):
            service.finish_speaking(narrator, voice, clock, ending.is_asked, watch)
        end = service.run(
            narrator, voice, clock, settings.snapshot, ending.is_asked, clock() + 60 * chosen.minutes, watch
        )
        service.say_goodbye(
            narrator,
            voice,
            clock,
            ending.words or service.LAST_WORDS[end],
            watch,
            partial(_let_go, look_in, inbox, camera, ladder),
            ending.is_asked,
        )
    _see_that_it_was_written(chosen.journal, journal.trouble)
    return TROUBLE if end is service.End.BROKEN else WELL


def _let_go(look_in: "LookIn", inbox: "Inbox", camera: "SwitchingCamera", ladder: "Ladder") -> None:
    """End what the last words do not need."""
    from describe import phrases

    look_in.forbid()
    inbox.close(phrases.SWITCHING_OFF)
    camera.close()
    ladder.close()


def _see_that_it_was_written(path: Path | None, trouble: str) -> None:
    if trouble:
        raise UserError(f"{path} holds only the first lines: {trouble}; name another with --journal")


@contextmanager
def _orders(inbox: "Inbox", settings: "Callable[[], Settings]", board: "Board", clock: "Clock") -> Iterator[None]:
    """Take what is asked for with keys, and from other processes of this user."""
    from describe.controls.hands import hands, terminal_of_stdin
    from describe.question_line import answering

    with (
        answering(question_line(), inbox),
        hands(
            inbox, settings, lambda: board.get().is_paused, clock, terminal_of_stdin(), partial(let_helper_in, inbox)
        ),
    ):
        yield


def _means(
    senses: "SensesDescriber",
    settings: "SettingsFile",
    history: "HistoryStore",
    wake: Callable[[], None],
    look_in: "LookIn",
) -> "Means":
    """Return what the narrator needs to obey."""
    from describe.obeying.means import Means
    from describe.pulling import TakenByThread

    return Means(
        senses,
        change=lambda changes: settings.change(**changes),
        forget=history.wipe,
        pull=lambda places: TakenByThread(places, wake=wake, name="finding"),
        look_in=look_in,
    )


@contextmanager
def _page(
    chosen: argparse.Namespace,
    parts: "tuple[SettingsFile, Board, Journal, Inbox, SystemClock]",
    more: "tuple[HistoryStore, Callable[[], tuple[SpeechVoice, ...]], PushedCamera, PostedPhotos, LookIn]",
    console: "Console",
) -> Iterator[None]:
    """Serve the page in a thread of its own, which brings its libraries after the first word."""
    if chosen.page == "off":
        yield
        return
    _, board, _, inbox, clock = parts
    stop = threading.Event()

    def serve() -> None:
        first_word_by = clock() + FIRST_WORD_S
        while not board.get().captions and clock() < first_word_by:
            if stop.wait(0.1):
                return
        from web.box import Box
        from web.running import Reach, serve_page

        reach, shown = Reach(chosen.page), (partial(show, console), partial(line, console))
        with model_shelf(inbox) as models:
            history, voices, phone, photos, look_in = more
            box = Box(*parts, page_folder(), voices, models, history, phone, photos, look_in)
            serve_page(box, reach, chosen.port, stop, invitation_line(), *shown)

    thread = threading.Thread(target=serve, name="page keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PAGE_ENDS_S)


def _camera(
    named: str | None, address: str, settings: "Callable[[], Settings]", clock: "Clock", voice: "Voice"
) -> "SwitchingCamera":
    """Return the camera, opened at this address; where the settings name it and that fails, the voice says so, too.

    Nobody who typed it may be there to read it. Without `named` the settings are followed from then on.
    """
    from camera.pushed import PushedCamera
    from describe import phrases, service

    phone = PushedCamera(clock)
    try:
        camera = opened(cameras.opener_with(phone, settings), address, clock)
    except UserError:
        if not named:
            service.speak_all(voice, [phrases.CAMERA_SETTING_WRONG])
        raise
    return cameras.following(camera, named, settings, phone, clock)


if __name__ == "__main__":
    sys.exit(main())
