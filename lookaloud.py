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
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
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
    from describe.settings import Settings
    from describe.settings_file import SettingsFile
    from describe.speech.sound import Player, Style, Synthesizer

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
    logging.basicConfig(
        level=logging.INFO if chosen.verbose else logging.ERROR, format="%(asctime)s %(name)s %(message)s"
    )
    code = _outcome(chosen)
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
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE


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
    run.add_argument("--journal", type=Path, metavar="FILE", help="write a line for every decision to this file")
    run.set_defaults(command=_run)

    photo = commands.add_parser("photo", help="describe pictures", description=_photo.__doc__)
    photo.add_argument("files", nargs="+", type=Path, metavar="FILE")
    photo.add_argument("--task", choices=("describe", "read"), default="describe", help="describe, or read all text")
    photo.add_argument("--say", action="store_true", help="speak it, too")
    photo.add_argument("--json", action="store_true", help="print one JSON object a picture, with all that was seen")
    photo.set_defaults(command=_photo)

    video = commands.add_parser("video", help="describe a video into a folder", description=_video.__doc__)
    video.add_argument("file", metavar="FILE", help=f"a video, a folder of pictures, or {CLIP!r} for the built-in one")
    video.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for what is made of it")
    video.set_defaults(command=_video)

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
    from camera.source import is_recording, open_camera
    from describe import phrases, service
    from describe.ending import Ending
    from describe.engines.senses import SensesDescriber
    from describe.journal import Journal
    from describe.narrator import Narrator
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
        address, extra = _address(chosen.camera or settings.snapshot().camera), list[str]()
        if not address:
            address, extra = CLIP, [phrases.NO_CAMERA_SO_CLIP]
        if settings.loaded.repairs:
            extra.append(phrases.SETTINGS_REPAIRED)
        try:
            camera = parts.enter_context(closing(_opened(open_camera, address, clock)))
        except UserError:
            if not chosen.camera:  # nobody who typed it is there to read what is printed
                service.speak_all(voice, [phrases.CAMERA_SETTING_WRONG])
            raise
        service.greet(voice, settings.snapshot(), extra)
        describer = parts.enter_context(closing(SensesDescriber()))
        journal = Journal(clock, parts.enter_context(_lines(chosen.journal)))
        narrator = Narrator(camera, describer, voice, clock, settings.snapshot, journal, board)
        view = parts.enter_context(open_view(console, board, clock))

        def watch(events: tuple[VoiceEvent, ...]) -> None:
            view.show(events)
            service.remember_safety(events, settings, voice)

        describer.warm_up()
        if is_recording(address):
            service.finish_speaking(narrator, voice, clock, ending.is_asked, watch)
        until = clock() + 60 * chosen.minutes
        end = service.run(narrator, voice, clock, settings.snapshot, ending.is_asked, until, watch)
        service.say_goodbye(narrator, voice, clock, ending.words or service.LAST_WORDS[end], watch)
    return TROUBLE if end is service.End.BROKEN else WELL


def _photo(chosen: argparse.Namespace) -> int:
    """Describe pictures of every usual kind. One that was taken sideways is turned by itself."""
    from camera.errors import CameraError
    from camera.photo import read_photo
    from describe.describer import DescriberError
    from describe.engines.senses import SensesDescriber
    from describe.photos import describe_photo
    from describe.request import Task

    code, spoken = WELL, list[str]()
    with closing(SensesDescriber()) as senses:
        for path in chosen.files:
            try:
                answer = describe_photo(read_photo(path), Task(chosen.task), senses)
            except (CameraError, DescriberError) as error:
                about = "" if path.name in str(error) else f"{path}: "
                print(f"lookaloud: {about}{error}", file=sys.stderr)
                code = TROUBLE
                continue
            if chosen.json:
                print(json.dumps({"file": str(path)} | asdict(answer), ensure_ascii=False))
            else:
                name = f"{path}: " if len(chosen.files) > 1 else ""
                print(f"{name}{' '.join(answer.sentences)}")
            spoken += answer.sentences
    if chosen.say:
        _say_all(spoken)
    return code


def _video(chosen: argparse.Namespace) -> int:
    """Describe a video in its own time: captions.vtt, narration.wav, journal.jsonl and report.html."""
    from rich.progress import Progress

    from camera.clock import SimulatedClock
    from camera.source import open_recording
    from describe import service
    from describe.captions import webvtt
    from describe.engines.senses import SensesDescriber
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
        voice = parts.enter_context(
            closing(TimelineVoice(parts.enter_context(closing(_synthesizer())), clock, _style_of(settings)))
        )
        describer = parts.enter_context(closing(SensesDescriber()))
        journal = Journal(clock, parts.enter_context(_lines(out / "journal.jsonl")), kept=None)
        narrator = Narrator(camera, describer, voice, clock, settings, journal, Board())
        progress = parts.enter_context(Progress(transient=True))
        bar = progress.add_task("describing", total=camera.duration_s or None)
        service.run(narrator, voice, clock, settings, _never, watch=lambda _: progress.update(bar, completed=clock()))
        if voice.trouble:
            raise UserError(f"the voice failed: {voice.trouble}; try lookaloud doctor")
        spoken = voice.spoken()
        voice.write(out / "narration.wav")
        (out / "captions.vtt").write_text(webvtt(spoken), encoding="utf-8")
        page = report(Path(chosen.file).name, clock(), spoken, journal.entries())
        (out / "report.html").write_text(page, encoding="utf-8")
    print(
        f"{len([cue for cue in spoken if cue[2].text])} sentences in {clock():.0f} seconds; see {out / 'report.html'}"
    )
    return WELL


def _doctor(chosen: argparse.Namespace) -> int:
    """Check camera, sound, senses, disk, versions and the speed of each; say what to do where one does not pass."""
    from describe import doctor

    findings: list[Finding] = []
    for part, check in _checks(chosen.camera).items():
        findings.append(doctor.checked(part, check))
        print(findings[-1], flush=True)
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
    """Return the opened camera; raise UserError with what to do."""
    from camera.errors import CameraAddressError, CameraError

    try:
        return opener(address, clock)
    except CameraAddressError as error:
        raise UserError(str(error), WRONG_USE) from error
    except CameraError as error:
        raise UserError(f"{error} Try lookaloud doctor.") from error


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"the folder {path} cannot be made: {error.strerror}; name another with --out") from error
    return path


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
    with file:
        yield lambda line: print(line, file=file)


if __name__ == "__main__":
    sys.exit(main())
