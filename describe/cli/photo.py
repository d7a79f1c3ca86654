"""lookaloud photo: describes pictures, reads them, and answers questions about them."""

import argparse
import json
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from describe.cli.arguments import ENGINES, Commands, words
from describe.cli.describers import climb, new_describers
from describe.cli.errors import TROUBLE, WELL, UserError
from describe.cli.parts import say_all, settings_file
from describe.cli.printing import print_line

if TYPE_CHECKING:
    from camera.frame import Frame
    from describe.request import Request
    from describe.settings import Settings
    from describe.speech.sound import Sound


def add_to(commands: Commands) -> None:
    """Let the command be chosen."""
    parser = commands.add_parser("photo", help="describe pictures", description=_photo.__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    tasks = parser.add_mutually_exclusive_group()
    tasks.add_argument("--task", choices=("describe", "read"), default="describe", help="describe, or read all text")
    tasks.add_argument("--ask", metavar="QUESTION", type=words, help="answer a question about it")
    tasks.add_argument("--find", metavar="THING", type=words, help="say where this is")
    tasks.add_argument("--question-wav", type=Path, metavar="FILE.wav", help="answer a spoken question about it")
    parser.add_argument("--engine", metavar="NAME", help=ENGINES)
    parser.add_argument("--say", action="store_true", help="speak it, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object a picture, with all that was seen")
    parser.set_defaults(command=_photo)


def _photo(chosen: argparse.Namespace) -> int:
    """Describe pictures of every usual kind. One that was taken sideways is turned by itself."""
    from camera.clock import SystemClock
    from camera.errors import CameraError
    from camera.photo import read_photo
    from describe.describer import DescriberError
    from describe.engines.ladder import UNHURRIED
    from describe.photos import describe_photo

    settings = settings_file().snapshot()
    sound = spoken_question(chosen.question_wav)
    code, spoken = WELL, list[str]()
    senses, ladder = new_describers(SystemClock(), UNHURRIED)
    with closing(ladder):
        if not climb(ladder, chosen.engine or settings.engine, settings):
            code = TROUBLE
        for path in chosen.files:
            try:
                request = _request_for(chosen, read_photo(path), settings, sound)
                answer = describe_photo(request, senses, ladder)
            except (CameraError, DescriberError) as error:
                about = "" if path.name in str(error) else f"{path}: "
                print(f"lookaloud: {about}{error}", file=sys.stderr)
                code = TROUBLE
                continue
            if chosen.json:
                print_line(json.dumps({"file": str(path)} | asdict(answer), ensure_ascii=False))
            else:
                name = f"{path}: " if len(chosen.files) > 1 else ""
                print_line(f"{name}{' '.join(answer.sentences)}")
            spoken += answer.sentences
        if ladder.trouble:
            print(f"lookaloud: {ladder.trouble}; the built-in senses describe", file=sys.stderr)
            code = TROUBLE
    if chosen.say:
        say_all(spoken)
    return code


def _request_for(chosen: argparse.Namespace, frame: "Frame", settings: "Settings", sound: "Sound | None") -> "Request":
    from describe.request import Request, Task

    task = Task.ASK if chosen.ask or sound else Task.FIND if chosen.find else Task(chosen.task)
    return Request(
        (frame,),
        task,
        settings.detail,
        question=chosen.ask or chosen.find or "",
        question_sound=sound,
        directions=settings.directions,
    )


def spoken_question(path: Path | None) -> "Sound | None":
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
