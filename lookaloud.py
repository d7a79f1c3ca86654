"""The command, and the one place where camera, describe and web are wired together."""

import argparse
import importlib.metadata
import io
import json
import logging
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

# Everything else is imported where it is used: `lookaloud --help` answers at once, and the child processes, which
# import this module again, start without the libraries of their parent.
if TYPE_CHECKING:
    from camera.clock import Clock
    from camera.frame import Frame
    from camera.source import Camera
    from describe.doctor import Finding
    from describe.engines.ladder import Ladder, Pace
    from describe.engines.rungs import Rungs
    from describe.engines.senses import SensesDescriber
    from describe.engines.store import ModelStore
    from describe.journal import Journal
    from describe.request import Request
    from describe.settings import Settings
    from describe.settings_file import SettingsFile
    from describe.speech.sound import Player, Sound, Style, Synthesizer
    from describe.speech.voice import Voice

AnyCamera = TypeVar("AnyCamera", bound="Camera")
WELL, TROUBLE, WRONG_USE = 0, 1, 2
CLIP = "clip"


class UserError(Exception):
    """Something the person at the keyboard can mend: one sentence and the remedy."""

    def __init__(self, words: str, code: int = TROUBLE) -> None:
        super().__init__(words)
        self.code = code


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

    run = commands.add_parser("run", help="describe what the camera sees, until Ctrl-C", description=_run.__doc__)
    run.add_argument("--camera", metavar="ADDRESS", help=f"{_ADDRESSES}; without it the first webcam")
    run.add_argument("--sound", default="auto", metavar="auto|none|FILE.wav", help="where the voice goes (auto)")
    run.add_argument(
        "--for",
        dest="minutes",
        type=_minutes,
        default=math.inf,
        metavar="MINUTES",
        help="end after so many minutes of looking",
    )
    run.add_argument("--engine", metavar="NAME", help=_ENGINES)
    run.add_argument("--journal", type=Path, metavar="FILE", help="write a line for every decision to this file")
    run.set_defaults(command=_run)

    photo = commands.add_parser("photo", help="describe pictures", description=_photo.__doc__)
    photo.add_argument("files", nargs="+", type=Path, metavar="FILE")
    tasks = photo.add_mutually_exclusive_group()
    tasks.add_argument("--task", choices=("describe", "read"), default="describe", help="describe, or read all text")
    tasks.add_argument("--ask", metavar="QUESTION", type=_words, help="answer a question about it")
    tasks.add_argument("--find", metavar="THING", type=_words, help="say where this is")
    tasks.add_argument("--question-wav", type=Path, metavar="FILE.wav", help="answer a spoken question about it")
    photo.add_argument("--engine", metavar="NAME", help=_ENGINES)
    photo.add_argument("--say", action="store_true", help="speak it, too")
    photo.add_argument("--json", action="store_true", help="print one JSON object a picture, with all that was seen")
    photo.set_defaults(command=_photo)

    video = commands.add_parser("video", help="describe a video into a folder", description=_video.__doc__)
    video.add_argument("file", metavar="FILE", help=f"a video, a folder of pictures, or {CLIP!r} for the built-in one")
    video.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for what is made of it")
    video.add_argument("--engine", metavar="NAME", default="senses", help=f"{_ENGINES} (senses)")
    video.set_defaults(command=_video)

    ask = commands.add_parser("ask", help="ask the running camera a question", description=_ask.__doc__)
    ask.add_argument("question", nargs="?", type=_words, metavar="QUESTION")
    ask.add_argument("--find", metavar="THING", type=_words, help="ask where this is")
    ask.add_argument("--question-wav", type=Path, metavar="FILE.wav", help="ask a spoken question")
    ask.set_defaults(command=_ask)

    models = commands.add_parser("models", help="list, get, check and remove models", description=_models.__doc__)
    models.add_argument("action", nargs="?", choices=("list", "get", "check", "remove"), help="without it: tell of all")
    models.add_argument("name", nargs="?", help="one of lookaloud models, or owner/model on the Hugging Face hub")
    models.add_argument("--from", dest="source", type=Path, metavar="FOLDER", help="get it from a folder or a stick")
    models.add_argument("--json", action="store_true", help="print it for programs")
    models.set_defaults(command=_models)

    doctor = commands.add_parser("doctor", help="check every part, and say what to do", description=_doctor.__doc__)
    doctor.add_argument("--camera", metavar="ADDRESS", help=f"{_ADDRESSES}; without it the first webcam")
    doctor.add_argument("--say", action="store_true", help="speak it, too")
    doctor.set_defaults(command=_doctor)

    bench = commands.add_parser("bench", help="measure how quick this machine is", description=_bench.__doc__)
    bench.add_argument("what", choices=("model",), help="model: how soon a model's words come")
    bench.add_argument("--engine", default="small", metavar="NAME|FOLDER", help="which model (small)")
    bench.add_argument("--random", action="store_true", help="a network of its size at random weights, nothing to get")
    bench.add_argument("--rounds", type=_rounds, default=5, metavar="NUMBER", help="how often each is measured (5)")
    bench.add_argument("--json", action="store_true", help="print it for programs")
    bench.set_defaults(command=_bench)
    return parser


_ADDRESSES = "a number, a video file, a folder of pictures, an rtsp or http address, or 'clip' for the built-in clip"

_ENGINES = "who describes: auto, senses, server, a server's address, a model's name, or its folder"


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise argparse.ArgumentTypeError("that is empty: give a few words")
    return words


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes: give one above 0, such as 10 or 0.5")
    return minutes


def _rounds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rounds: give one from 1 to 100")
    return int(text)


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
    settings = _settings()
    clock, board, console = SystemClock(), Board(), Console(highlight=False)
    with ExitStack() as parts:
        synthesizer = parts.enter_context(closing(_synthesizer()))
        player = parts.enter_context(closing(_player(chosen.sound)))
        voice = parts.enter_context(closing(Voice(synthesizer, player, clock, _style_of(settings.snapshot))))
        named = _address(chosen.camera or settings.snapshot().camera)
        address = named or CLIP
        extra = [] if named else [phrases.NO_CAMERA_SO_CLIP]
        extra += [phrases.SETTINGS_REPAIRED] if settings.loaded.repairs else []
        camera = parts.enter_context(closing(_camera(address, clock, None if chosen.camera else voice)))
        service.greet(voice, settings.snapshot(), extra)
        senses, ladder = _describers(clock)
        parts.enter_context(closing(ladder))
        senses.warm_up()
        journal, inbox = Journal(clock, parts.enter_context(_lines(chosen.journal))), Inbox()
        _climb_later(ladder, chosen.engine or settings.snapshot().engine, settings.snapshot(), journal)
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
        parts.enter_context(answering(_question_line(), inbox))
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
        return _opened(open_camera, address, clock)
    except UserError:
        if voice:
            service.speak_all(voice, [phrases.CAMERA_SETTING_WRONG])
        raise


def _photo(chosen: argparse.Namespace) -> int:
    """Describe pictures of every usual kind. One that was taken sideways is turned by itself."""
    from camera.clock import SystemClock
    from camera.errors import CameraError
    from camera.photo import read_photo
    from describe.describer import DescriberError
    from describe.engines.ladder import UNHURRIED
    from describe.photos import describe_photo

    settings = _settings().snapshot()
    spoken_question = _question(chosen.question_wav)
    code, spoken = WELL, list[str]()
    senses, ladder = _describers(SystemClock(), UNHURRIED)
    with closing(ladder):
        if not _climb(ladder, chosen.engine or settings.engine, settings):
            code = TROUBLE
        for path in chosen.files:
            try:
                request = _request_for(chosen, read_photo(path), settings, spoken_question)
                answer = describe_photo(request, senses, ladder)
            except (CameraError, DescriberError) as error:
                about = "" if path.name in str(error) else f"{path}: "
                print(f"lookaloud: {about}{error}", file=sys.stderr)
                code = TROUBLE
                continue
            if chosen.json:
                _print(json.dumps({"file": str(path)} | asdict(answer), ensure_ascii=False))
            else:
                name = f"{path}: " if len(chosen.files) > 1 else ""
                _print(f"{name}{' '.join(answer.sentences)}")
            spoken += answer.sentences
        if ladder.trouble:
            print(f"lookaloud: {ladder.trouble}; the built-in senses describe", file=sys.stderr)
            code = TROUBLE
    if chosen.say:
        _say_all(spoken)
    return code


def _request_for(
    chosen: argparse.Namespace, frame: "Frame", settings: "Settings", spoken_question: "Sound | None"
) -> "Request":
    from describe.request import Request, Task

    task = Task.ASK if chosen.ask or spoken_question else Task.FIND if chosen.find else Task(chosen.task)
    return Request(
        (frame,),
        task,
        settings.detail,
        question=chosen.ask or chosen.find or "",
        question_sound=spoken_question,
        directions=settings.directions,
    )


def _question(path: Path | None) -> "Sound | None":
    """Return the spoken question in a WAV file at the rate that models hear."""
    if path is None:
        return None
    from describe.question_line import SOUND_HZ
    from describe.speech.samples import at_rate
    from describe.speech.sound import Sound, SynthesizerError
    from describe.speech.sound_file import read_sound

    try:
        sound = read_sound(path.read_bytes())
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}; name a WAV file of 16 bits") from error
    except SynthesizerError as error:
        raise UserError(f"{path} is no question: {error}; name a WAV file of 16 bits") from error
    return Sound(at_rate(sound, SOUND_HZ), SOUND_HZ)


def _ask(chosen: argparse.Namespace) -> int:
    """Ask the Lookaloud that runs on this computer about what its camera sees. It answers here and aloud."""
    from describe.commands import Ask, Find
    from describe.question_line import LineError, asked

    if sum(given is not None for given in (chosen.question, chosen.find, chosen.question_wav)) != 1:
        raise UserError('ask one thing, such as: lookaloud ask "What colour is the door?"', WRONG_USE)
    command = Find(chosen.find) if chosen.find else Ask(chosen.question or "", _question(chosen.question_wav))
    try:
        print(asked(_question_line(), command))
    except LineError as error:
        raise UserError(str(error)) from error
    return WELL


def _video(chosen: argparse.Namespace) -> int:
    """Describe a video in its own time: captions.vtt, narration.wav, journal.jsonl and report.html."""
    from rich.console import Console
    from rich.progress import Progress

    from camera.clock import SimulatedClock
    from camera.source import open_recording
    from describe import service
    from describe.captions import webvtt
    from describe.engines.ladder import UNHURRIED
    from describe.journal import Journal
    from describe.narrator import Narrator
    from describe.report import report
    from describe.speech.timeline import TimelineVoice
    from describe.status import Board

    settings = _settings().snapshot
    clock = SimulatedClock()
    with ExitStack() as parts:
        camera = parts.enter_context(closing(_opened(open_recording, chosen.file, clock)))
        out = _folder(chosen.out)
        paths = [out / name for name in ("narration.wav", "captions.vtt", "journal.jsonl", "report.html")]
        _see_that_they_can_be_written(paths)
        voice = parts.enter_context(
            closing(TimelineVoice(parts.enter_context(closing(_synthesizer())), clock, _style_of(settings)))
        )
        _, ladder = _describers(clock, UNHURRIED)
        parts.enter_context(closing(ladder))
        if not _climb(ladder, chosen.engine, settings()):
            raise UserError(f"the describer {chosen.engine} is not to be had; take another with --engine")
        journal = Journal(clock, kept=None)
        narrator = Narrator(camera, ladder, voice, clock, settings, journal, Board())
        console = Console(stderr=True)
        progress = parts.enter_context(Progress(console=console, transient=True, disable=not console.is_terminal))
        bar = progress.add_task("describing", total=camera.duration_s or None)
        service.run(narrator, voice, clock, settings, _never, watch=lambda _: progress.update(bar, completed=clock()))
        if voice.trouble:
            raise UserError(f"the voice failed: {voice.trouble}; try lookaloud doctor")
        spoken = voice.spoken()
        sound, captions, lines, page = paths
        with _writing(out):
            voice.write(sound)
            captions.write_text(webvtt(spoken), encoding="utf-8")
            lines.write_text("".join(f"{entry.as_json()}\n" for entry in journal.entries()), encoding="utf-8")
            page.write_text(report(Path(chosen.file).name, clock(), spoken, journal.entries()), encoding="utf-8")
    _print(f"{len([cue for cue in spoken if cue[2].text])} sentences in {clock():.0f} seconds; see {page}")
    return WELL


def _models(chosen: argparse.Namespace) -> int:
    """Tell of the models that describe better than the senses; get one with: lookaloud models get NAME.

    Only this command uses the network for models, and only to get one.
    """
    from describe.engines import models_words as words
    from describe.engines.choose import choose
    from describe.engines.machine import look
    from describe.engines.model_errors import ModelError

    store = _model_store()
    if chosen.action in {"get", "check", "remove"}:
        if not chosen.name:
            raise UserError(f"name a model, such as: lookaloud models {chosen.action} small", WRONG_USE)
        try:
            return _one_model(chosen)
        except ModelError as error:
            raise UserError(f"{error} {error.remedy}") from error
    installed = store.installed()
    if chosen.action == "list" and not chosen.json:
        print(words.installed_list(installed))
        return WELL
    machine = look()
    choice = choose(machine, store.names())
    if chosen.json:
        print(json.dumps(words.as_json(installed, choice, machine), ensure_ascii=False))
    else:
        print(words.overview(installed, choice))
    return WELL


def _one_model(chosen: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from describe.engines.fetching import Progress as Step
    from describe.engines.hub import HubSource
    from describe.engines.presets import preset_named
    from describe.engines.sources import FolderSource, Source

    store = _model_store()
    if chosen.action == "remove":
        print(f"{chosen.name} is removed; {store.remove(chosen.name) / 1e9:.1f} GB are free again.")
        return WELL
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("looking", total=None)

        def show(step: "Step") -> None:
            progress.update(bar, description=step.file, completed=step.done, total=step.total)

        if chosen.action == "check":
            store.check(chosen.name, show)
            print(f"{chosen.name} is whole: every byte is as it was got.")
            return WELL
        preset = preset_named(chosen.name)
        source: Source = HubSource(preset.repository if preset else chosen.name, preset.revision if preset else "")
        model = store.get(chosen.name, FolderSource(chosen.source) if chosen.source else source, show)
    if preset and not preset.is_for_all:
        print(f"Its licence, {preset.licence}, is not for everybody: read it before you use this model.")
    print(f"{model.name} is installed and verified: {model.size / 1e9:.1f} GB in {model.folder}.")
    return WELL


def _model_store() -> "ModelStore":
    from platformdirs import user_data_path

    from describe.engines.store import ModelStore

    return ModelStore(user_data_path("lookaloud", appauthor=False) / "models")


def _doctor(chosen: argparse.Namespace) -> int:
    """Check camera, sound, senses, disk, versions and the speed of each; say what to do where one does not pass."""
    from camera.address import parse_address
    from camera.errors import CameraAddressError
    from describe import doctor

    if chosen.camera:
        try:
            parse_address(chosen.camera)
        except CameraAddressError as error:
            raise UserError(str(error), WRONG_USE) from error
    findings: list[Finding] = []
    for part, check in _checks(chosen.camera).items():
        findings.append(doctor.checked(part, check))
        _print(str(findings[-1]))
    if chosen.say:
        _say_all(doctor.spoken(findings))
    return WELL if all(finding.is_well for finding in findings) else TROUBLE


def _checks(camera: str | None) -> "dict[str, Callable[[], Finding]]":
    """Return the checks in their order. Each imports for itself: a library that is missing is one trouble, not all."""
    from describe import doctor

    settings = _settings()

    def check_camera() -> "Finding":
        from camera.clock import SystemClock
        from camera.source import open_camera

        address = _address(camera or settings.snapshot().camera)
        return doctor.check_camera(lambda: open_camera(address, SystemClock()) if address else None)

    def check_looking() -> "Finding":
        return doctor.check_looking(_sign()[0])

    def check_senses() -> "Finding":
        from describe.engines.senses import SensesDescriber

        with closing(SensesDescriber()) as senses:
            return doctor.check_describer(senses, *_sign())

    def check_voice() -> "Finding":
        with closing(_synthesizer()) as synthesizer:
            return doctor.check_voice(synthesizer, _style_of(settings.snapshot)())

    def check_sound() -> "Finding":
        from describe.speech.player import MiniaudioPlayer

        with closing(MiniaudioPlayer()) as player:
            return doctor.check_sound(player)

    return {
        "Versions": doctor.check_versions,
        "OpenCV": doctor.check_opencv,
        "Disk": lambda: doctor.check_disk(settings.path.parent),
        "Settings": lambda: doctor.check_settings(settings),
        "Camera": check_camera,
        "Looking": check_looking,
        "Senses": check_senses,
        "Voice": check_voice,
        "Sound": check_sound,
    }


def _sign() -> "tuple[Frame, str]":
    """Return a drawn sign and what can be read on it."""
    from camera.clip import SCENES, draw
    from camera.frame import frame_of

    return frame_of(draw(1.0), 0.0, 0), SCENES[0].text[0]


def _bench(chosen: argparse.Namespace) -> int:
    """Measure a model in one run: our engine, plain transformers, the same with one small picture, and the machine.

    Each has a process of its own, and they take turns. Nothing is got from the network.
    """
    from rich.console import Console

    from describe.describer import DescriberUnavailable
    from describe.models.architectures import ARCHITECTURES
    from describe.models.bench import measure
    from describe.models.bench_engines import Setting
    from describe.models.bench_words import bench_words

    if chosen.random and chosen.engine not in ARCHITECTURES:
        raise UserError(f"--random knows {', '.join(ARCHITECTURES)}, not {chosen.engine!r}", WRONG_USE)
    setting = Setting(preset=chosen.engine) if chosen.random else Setting(folder=_model_folder(chosen.engine))
    with Console(stderr=True).status("loading") as status:
        try:
            bench = measure(setting, chosen.rounds, status.update)
        except DescriberUnavailable as error:
            raise UserError(str(error)) from error
    print(json.dumps(bench.as_json()) if chosen.json else bench_words(bench, setting))
    return WELL


def _model_folder(named: str) -> Path:
    """Return the folder of a model; raise UserError where there is none."""
    folder = Path(named)
    if not folder.is_dir():
        raise UserError(f"there is no model {named!r} here; give its folder, or measure its size with --random")
    return folder


def _say_all(spoken: Sequence[str]) -> None:
    """Speak these sentences one after the other; raise UserError where no sound comes."""
    from camera.clock import SystemClock
    from describe import service
    from describe.speech.player import MiniaudioPlayer
    from describe.speech.voice import Voice

    style = _style_of(_settings().snapshot)
    with (
        closing(_synthesizer()) as synthesizer,
        closing(MiniaudioPlayer()) as player,
        closing(Voice(synthesizer, player, SystemClock(), style)) as voice,
    ):
        service.speak_all(voice, spoken)
        if voice.trouble:
            raise UserError(f"it could not be spoken: {voice.trouble}; try lookaloud doctor")


def _never() -> bool:
    return False


def _describers(clock: "Clock", pace: "Pace | None" = None) -> "tuple[SensesDescriber, Ladder]":
    from describe.engines.heat import hottest_c
    from describe.engines.ladder import Ladder
    from describe.engines.senses import SensesDescriber
    from describe.plain.plain_words import PlainWords
    from describe.plain.reading_check import CheckedReading
    from describe.senses.text import TextReader

    reader = TextReader()
    senses = SensesDescriber(reader)
    return senses, Ladder(
        senses, (), clock, pace, hottest_c, lambda model: PlainWords(model, CheckedReading(model, reader))
    )


def _rungs(engine: str, settings: "Settings") -> "Rungs":
    """Return the models that this choice of a describer means; raise EngineError."""
    from describe.engines.machine import look
    from describe.engines.rungs import rungs_for

    return rungs_for(engine, settings, _model_store(), look, os.environ)


def _climb(ladder: "Ladder", engine: str, settings: "Settings") -> bool:
    """Have the ladder climb to what was chosen and wait until it is there; where it is not to be had, say so."""
    from describe.engines.rungs import EngineError

    try:
        rungs = _rungs(engine, settings)
    except EngineError as error:
        print(f"lookaloud: {error}", file=sys.stderr)
        return False
    ladder.offer(rungs.models)
    _wait_for(ladder)
    return True


def _climb_later(ladder: "Ladder", engine: str, settings: "Settings", journal: "Journal") -> None:
    """Find out what describes best here without a second of silence for it, and have the ladder climb there."""
    from describe.engines.rungs import EngineError
    from describe.journal import Kind

    def find_out() -> None:
        try:
            rungs = _rungs(engine, settings)
        except EngineError as error:
            print(f"lookaloud: {error}", file=sys.stderr)
            journal.note(Kind.TROUBLE, str(error))
            ladder.refuse()
            return
        journal.note(Kind.ENGINE, rungs.why)
        ladder.offer(rungs.models)

    threading.Thread(target=find_out, name="choosing a model", daemon=True).start()


def _wait_for(ladder: "Ladder") -> None:
    """Wait until a model is ready, or none will be."""
    from rich.console import Console

    with Console(stderr=True).status("Loading the model") as status:
        while not ladder.is_settled:
            status.update(f"Loading the model: {ladder.trouble}")
            time.sleep(0.05)
            ladder.tend()


def _question_line() -> Path:
    """Return where the running Lookaloud takes questions: in the user's own folder, not where others may write."""
    from platformdirs import user_data_path

    return user_data_path("lookaloud", appauthor=False) / "questions"


def _settings() -> "SettingsFile":
    from platformdirs import user_config_path

    from describe.settings_file import SettingsFile

    return SettingsFile(user_config_path("lookaloud", appauthor=False) / "settings.json")


def _style_of(settings: "Callable[[], Settings]") -> "Callable[[], Style]":
    from describe.speech.sound import Style

    def style() -> Style:
        chosen = settings()
        return Style(chosen.words_per_minute, chosen.volume / 100, chosen.voice)

    return style


def _synthesizer() -> "Synthesizer":
    from describe.speech.pyttsx3_ import Pyttsx3Synthesizer
    from describe.speech.sound import SynthesizerError

    try:
        return Pyttsx3Synthesizer()
    except SynthesizerError as error:
        raise UserError(f"there is no voice: {error}; try lookaloud doctor") from error


def _player(sound: str) -> "Player":
    from describe.speech.auto_player import AutoPlayer
    from describe.speech.player import MiniaudioPlayer
    from describe.speech.sound import PlayerError
    from describe.speech.wav import NullPlayer, WavPlayer, free_path

    if sound == "none":
        return NullPlayer()
    if sound == "auto":
        return AutoPlayer(MiniaudioPlayer(), lambda: WavPlayer(free_path(Path("lookaloud.wav"))))
    if not sound.lower().endswith(".wav"):
        raise UserError("--sound takes auto, none, or the name of a file that ends in .wav", WRONG_USE)
    try:
        return WavPlayer(Path(sound))
    except PlayerError as error:
        raise UserError(f"{error}; name another file with --sound") from error


def _address(named: str) -> str:
    """Return the camera that was named, or the first webcam, or nothing where there is none."""
    from camera.webcam import list_webcams

    if named:
        return named
    return next((webcam.address for webcam in list_webcams()), "")


def _opened(opener: "Callable[[str, Clock], AnyCamera]", address: str, clock: "Clock") -> "AnyCamera":
    """Return the opened camera; raise UserError with what to do, which the camera's own errors say."""
    from camera.errors import CameraAddressError, CameraError

    try:
        return opener(address, clock)
    except CameraAddressError as error:
        raise UserError(str(error), WRONG_USE) from error
    except CameraError as error:
        raise UserError(str(error)) from error


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"the folder {path} cannot be made: {error.strerror}; name another with --out") from error
    return path


@contextmanager
def _writing(folder: Path) -> "Iterator[None]":
    """Turn what keeps files of this folder from being written into words with the remedy."""
    try:
        yield
    except OSError as error:
        where = error.filename or f"what was made for {folder}"
        raise UserError(
            f"{where} cannot be written: {error.strerror}; make room, or name another folder with --out"
        ) from error


def _see_that_they_can_be_written(paths: Sequence[Path]) -> None:
    """Raise UserError before the work is done rather than after it; what is there stays as it is."""
    for path in paths:
        with _writing(path.parent), path.open("ab"):
            pass


def _print(words: str) -> None:
    """Print a line at once; raise UserError where it cannot be printed, BrokenPipeError where nobody reads it."""
    try:
        print(words, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UserError(f"nothing can be printed: {error.strerror}; print it to another place") from error


@contextmanager
def _lines(path: Path | None) -> "Iterator[Callable[[str], None] | None]":
    """Give a function that adds a line to this file, or nothing where there is no file."""
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}; name another file") from error
    try:
        yield lambda line: print(line, file=file)
    finally:
        with suppress(OSError):  # it fails again over the line that could not be written, which was told
            file.close()


if __name__ == "__main__":
    sys.exit(main())
