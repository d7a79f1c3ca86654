"""The command, and the one place where camera, describe and web are wired together."""

import argparse
import importlib.metadata
import io
import logging
import math
import os
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

# These import nothing heavy, and all else is imported where it is used: `lookaloud --help` answers at once, and the
# child processes, which import this module again, start without the libraries of their parent.
from describe.cli import ask, bench, doctor, judge, models, photo, video
from describe.cli.arguments import ADDRESSES, CLIP, ENGINES
from describe.cli.describers import climb_later, new_describers, question_line
from describe.cli.errors import TROUBLE, WELL, UserError
from describe.cli.parts import address_or_first, new_synthesizer, opened, player_for, settings_file, style_of
from describe.cli.printing import lines_to

if TYPE_CHECKING:
    from camera.clock import Clock
    from camera.source import Camera
    from describe.speech.voice import Voice


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
    of_run.set_defaults(command=_run)

    for command in (photo, video, ask, models, doctor, bench, judge):
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


def _run(chosen: argparse.Namespace) -> int:
    """Look through a camera and say what is new, until Ctrl-C or the end of a recording.

    Without a camera it plays the built-in clip; without a loudspeaker the voice goes to a file.
    """
    from rich.console import Console

    from camera.clock import SystemClock
    from camera.source import is_recording
    from describe import phrases, service
    from describe.ending import Ending
    from describe.inbox import Inbox
    from describe.journal import Journal
    from describe.narrator import Narrator
    from describe.pulling import TakenByThread
    from describe.question_line import answering
    from describe.speech.voice import Voice
    from describe.status import Board
    from describe.terminal import open_view
    from describe.utterance import VoiceEvent

    ending = Ending()
    settings = settings_file()
    clock, board, console = SystemClock(), Board(), Console(highlight=False)
    with ExitStack() as parts:
        synthesizer = parts.enter_context(closing(new_synthesizer()))
        player = parts.enter_context(closing(player_for(chosen.sound)))
        voice = parts.enter_context(closing(Voice(synthesizer, player, clock, style_of(settings.snapshot))))
        named = address_or_first(chosen.camera or settings.snapshot().camera)
        address = named or CLIP
        extra = [] if named else [phrases.NO_CAMERA_SO_CLIP]
        extra += [phrases.SETTINGS_REPAIRED] if settings.loaded.repairs else []
        camera = parts.enter_context(closing(_camera(address, clock, None if chosen.camera else voice)))
        service.greet(voice, settings.snapshot(), extra)
        senses, ladder = new_describers(clock)
        parts.enter_context(closing(ladder))
        senses.warm_up()
        journal, inbox = Journal(clock, parts.enter_context(lines_to(chosen.journal))), Inbox()
        climb_later(ladder, chosen.engine or settings.snapshot().engine, settings.snapshot(), journal)
        narrator = Narrator(
            camera,
            ladder,
            voice,
            clock,
            settings.snapshot,
            journal,
            board,
            pull=lambda words: TakenByThread(words, wake=clock.wake, stop=ladder.cancel),
            inbox=inbox,
            news=ladder.news,
        )
        parts.enter_context(answering(question_line(), inbox))
        view = parts.enter_context(open_view(console, board, clock))

        def watch(events: tuple[VoiceEvent, ...]) -> None:
            view.show(events)
            service.remember_safety(events, settings, voice)

        def let_go() -> None:
            camera.close()
            ladder.close()

        if is_recording(address):
            service.finish_speaking(narrator, voice, clock, ending.is_asked, watch)
        until = clock() + 60 * chosen.minutes
        end = service.run(narrator, voice, clock, settings.snapshot, ending.is_asked, until, watch)
        service.say_goodbye(
            narrator, voice, clock, ending.words or service.LAST_WORDS[end], watch, let_go, ending.is_asked
        )
    if journal.trouble:
        raise UserError(f"{chosen.journal} holds only the first lines: {journal.trouble}; name another with --journal")
    return TROUBLE if end is service.End.BROKEN else WELL


def _camera(address: str, clock: "Clock", voice: "Voice | None") -> "Camera":
    """Return the opened camera; where that fails `voice` says so, as nobody who typed it may be there to read it."""
    from camera.source import open_camera
    from describe import phrases, service

    try:
        return opened(open_camera, address, clock)
    except UserError:
        if voice:
            service.speak_all(voice, [phrases.CAMERA_SETTING_WRONG])
        raise


if __name__ == "__main__":
    sys.exit(main())
