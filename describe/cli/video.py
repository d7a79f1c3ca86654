"""lookaloud video: describes a recording in its own time, into a folder."""

import argparse
from contextlib import ExitStack, closing
from pathlib import Path

from describe.cli.arguments import CLIP, ENGINES, Commands
from describe.cli.describers import climb, new_describers
from describe.cli.errors import WELL, UserError
from describe.cli.parts import new_synthesizer, opened, settings_file, style_of
from describe.cli.printing import made_folder, print_line, see_that_they_can_be_written, writing


def add_to(commands: Commands) -> None:
    """Let the command be chosen."""
    parser = commands.add_parser("video", help="describe a video into a folder", description=_video.__doc__)
    parser.add_argument("file", metavar="FILE", help=f"a video, a folder of pictures, or {CLIP!r} for the built-in one")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for what is made of it")
    parser.add_argument("--engine", metavar="NAME", default="senses", help=f"{ENGINES} (senses)")
    parser.set_defaults(command=_video)


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

    settings = settings_file().snapshot
    clock = SimulatedClock()
    with ExitStack() as parts:
        camera = parts.enter_context(closing(opened(open_recording, chosen.file, clock)))
        out = made_folder(chosen.out)
        paths = [out / name for name in ("narration.wav", "captions.vtt", "journal.jsonl", "report.html")]
        see_that_they_can_be_written(paths)
        voice = parts.enter_context(
            closing(TimelineVoice(parts.enter_context(closing(new_synthesizer())), clock, style_of(settings)))
        )
        _, ladder = new_describers(clock, UNHURRIED)
        parts.enter_context(closing(ladder))
        if not climb(ladder, chosen.engine, settings()):
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
        with writing(out):
            voice.write(sound)
            captions.write_text(webvtt(spoken), encoding="utf-8")
            lines.write_text("".join(f"{entry.as_json()}\n" for entry in journal.entries()), encoding="utf-8")
            page.write_text(report(Path(chosen.file).name, clock(), spoken, journal.entries()), encoding="utf-8")
    print_line(f"{len([cue for cue in spoken if cue[2].text])} sentences in {clock():.0f} seconds; see {page}")
    return WELL


def _never() -> bool:
    return False
