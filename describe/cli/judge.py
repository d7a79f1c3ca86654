"""lookaloud judge: holds a narration of a recording against what a person saw in it."""

import argparse
import json
import math
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from describe.cli.arguments import CLIP, ENGINES, Commands
from describe.cli.describers import climb
from describe.cli.errors import WELL, WRONG_USE, UserError
from describe.cli.parts import new_synthesizer, opened, settings_file, style_of
from describe.cli.printing import print_line

if TYPE_CHECKING:
    from describe.engines.ladder import Ladder, Pace
    from describe.judging.ahead import Ledger
    from describe.judging.clocks import WorkClock
    from describe.judging.events import Events
    from describe.judging.score import Played, Score
    from describe.settings import Settings
    from describe.speech.sound import Style, Synthesizer

OURS, EVERY_FRAME, BOTH = "ours", "every-frame", "both"
UNLIMITED = 60
"""Utterances a minute: more than anybody could say. What is missed is then missed by looking, not by the limit."""
QUICK_SENSES_S = 0.15
"""What the senses take before a model that takes a fixed time (docs/performance.md: 0.14 s)."""


def add_to(commands: Commands) -> None:
    """Let the command be chosen."""
    parser = commands.add_parser("judge", help="judge the narration of a video", description=_judge.__doc__)
    parser.add_argument(
        "file", metavar="VIDEO", help=f"a video, a folder of pictures, or {CLIP!r} for the built-in one"
    )
    parser.add_argument("--events", type=Path, metavar="FILE", help=f"what a person saw in it; {CLIP!r} knows its own")
    parser.add_argument("--engine", metavar="NAME", default="senses", help=f"{ENGINES} (senses)")
    parser.add_argument(
        "--policy", choices=(OURS, EVERY_FRAME, BOTH), default=BOTH, help="whose narration: ours, or describing always"
    )
    parser.add_argument(
        "--speed", type=_positive, default=1.0, metavar="X", help="0.5: as on a machine half as fast as this one (1)"
    )
    parser.add_argument(
        "--describe-takes", type=_positive, metavar="SECONDS", help="a description takes so long, not as measured"
    )
    parser.add_argument(
        "--never-waits", action="store_true", help="every-frame describes on while it speaks; sentences queue up"
    )
    parser.add_argument(
        "--limit", type=_positive_count, metavar="NUMBER", help="utterances a minute; without it none is held back"
    )
    parser.add_argument("--json", action="store_true", help="print it for programs")
    parser.set_defaults(command=_judge)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return number


def _positive_count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= UNLIMITED:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of utterances: give one from 1 to {UNLIMITED}")
    return int(text)


def _judge(chosen: argparse.Namespace) -> int:
    """Play a video to the narrator in the video's own time, and hold what is said against what a person saw in it.

    The describer really works; the time that takes counts. Beside it stands the loop of most others, every-frame: take
    the newest picture, describe it, speak all of it, and again.
    """
    from describe.judging.score import score

    events = _events(chosen)
    settings = settings_file().snapshot().model_copy(update={"utterances_per_minute": chosen.limit or UNLIMITED})
    policies = {OURS: (OURS,), EVERY_FRAME: (EVERY_FRAME,), BOTH: (OURS, EVERY_FRAME)}[chosen.policy]
    scores = {
        policy: score(_played(chosen, policy, settings), events, settings.fresh_s, settings.repeat_s)
        for policy in policies
    }
    if chosen.json:
        print_line(json.dumps({policy.replace("-", "_"): _rounded(asdict(one)) for policy, one in scores.items()}))
    else:
        _print_table(chosen, scores)
    return WELL


def _events(chosen: argparse.Namespace) -> "Events":
    from describe.judging.events import EventsError, clip_events, read_events

    if chosen.events is None and chosen.file == CLIP:
        return clip_events()
    if chosen.events is None:
        raise UserError("name the file that says what is to be seen in it, with --events", WRONG_USE)
    try:
        return read_events(chosen.events, Path(chosen.file).name)
    except EventsError as error:
        raise UserError(str(error)) from error


def _played(chosen: argparse.Namespace, policy: str, settings: "Settings") -> "Played":
    """Play it once, to one way of narrating."""
    from camera.source import open_recording
    from describe.engines.ladder import UNHURRIED
    from describe.judging.ahead import Ledger
    from describe.judging.clocks import AlarmClock, WorkClock
    from describe.judging.playing import play_every_frame, play_ours
    from describe.speech.timeline import TimelineVoice

    clock, ledger = AlarmClock(), Ledger()
    watch = time.perf_counter if chosen.describe_takes is None else clock  # which stands still meanwhile
    work = WorkClock(clock, chosen.speed, watch)
    style = style_of(lambda: settings)
    with ExitStack() as parts:
        synthesizer = parts.enter_context(closing(new_synthesizer()))
        camera = parts.enter_context(closing(opened(open_recording, chosen.file, clock)))
        ladder = parts.enter_context(closing(_ladder(chosen, work, ledger, None if policy == OURS else UNHURRIED)))
        if not climb(ladder, chosen.engine, settings):
            raise UserError(f"the describer {chosen.engine} is not to be had; take another with --engine")
        if policy == OURS:
            voice = parts.enter_context(closing(TimelineVoice(synthesizer, clock, style)))
            played = play_ours(camera, ladder, voice, clock, work, ledger, lambda: settings)
            if voice.trouble:
                raise UserError(f"the voice failed: {voice.trouble}; try lookaloud doctor")
            return played
        length_of = _lengths(synthesizer, style)
        return play_every_frame(
            camera, ladder, clock, work, ledger, settings, length_of, is_waiting=not chosen.never_waits
        )


def _lengths(synthesizer: "Synthesizer", style: "Callable[[], Style]") -> "Callable[[str], float]":
    """Return what tells how long a sentence is when it is spoken."""
    from describe.speech.rendering import sound_of
    from describe.speech.sound import VoiceError
    from describe.utterance import Utterance

    def length_of(sentence: str) -> float:
        try:
            sound = sound_of(Utterance(sentence), synthesizer, style())
        except VoiceError as error:
            raise UserError(f"the voice failed: {error}; try lookaloud doctor") from error
        return sound.length_s if sound else 0.0

    return length_of


def _ladder(chosen: argparse.Namespace, work: "WorkClock", ledger: "Ledger", pace: "Pace | None") -> "Ladder":
    """Return a ladder on simulated time whose describers' work is counted."""
    from describe.engines.ladder import Ladder
    from describe.engines.senses import SensesDescriber
    from describe.judging.ahead import TimedDescriber, WorkedAhead
    from describe.plain.plain_words import PlainWords
    from describe.plain.reading_check import CheckedReading
    from describe.senses.text import TextReader

    reader = TextReader()
    senses = SensesDescriber(reader)
    reader.warm_up()
    takes_s = (chosen.describe_takes or 0.0) / chosen.speed
    quick_s = 0.0 if chosen.describe_takes is None else QUICK_SENSES_S / chosen.speed
    return Ladder(
        TimedDescriber(senses, work, ledger, takes_s if chosen.engine == "senses" else quick_s),
        (),
        work,
        pace,
        tame=lambda model: TimedDescriber(PlainWords(model, CheckedReading(model, reader)), work, ledger, takes_s),
        beside=lambda words, _: WorkedAhead(words, work, work, ledger),
    )


def _rounded(values: dict[str, Any]) -> dict[str, Any]:  # counts and seconds
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in values.items()}


_ROWS = {
    "settled scenes": "scenes",
    "  told": "told",
    "    of these what was told before": "known",
    "    of these looked at, nothing new to say": "nothing_new",
    "  missed": "missed",
    "looks": "looks",
    "  while it moved": "looks_while_moving",
    "passing by": "passing",
    "  noticed": "passing_noticed",
    "settled to first sound, p50 (s)": "settled_to_sound_p50_s",
    "settled to first sound, p95 (s)": "settled_to_sound_p95_s",
    "sentences": "sentences",
    "  left unsaid, being too late": "too_late",
    "  stale when they sounded": "stale",
    "  repeats": "repeats",
    "words a minute": "words_per_minute",
    "share of the time silent": "silent_share",
    "describing, seconds": "model_s",
}


def _print_table(chosen: argparse.Namespace, scores: "dict[str, Score]") -> None:
    from rich.console import Console
    from rich.table import Table

    takes = "as measured" if chosen.describe_takes is None else f"{chosen.describe_takes:g} s a description"
    speed = "" if chosen.speed == 1.0 else f", a machine {chosen.speed:g} times as fast"
    table = Table(title=f"{Path(chosen.file).name}, {Path(chosen.engine).name}, {takes}{speed}", title_justify="left")
    table.add_column("")
    for policy in scores:
        table.add_column(policy, justify="right")
    for label, name in _ROWS.items():
        table.add_row(label, *(_cell(getattr(one, name)) for one in scores.values()))
    Console(highlight=False).print(table)


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.2f}"
