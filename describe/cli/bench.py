"""lookaloud bench: how soon a model has words on this machine."""

import argparse
import json
from pathlib import Path

from describe.cli.arguments import Commands
from describe.cli.describers import model_store
from describe.cli.errors import WELL, WRONG_USE, UserError
from describe.cli.printing import print_line


def _rounds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rounds: give one from 1 to 100")
    return int(text)


def add_to(commands: Commands) -> None:
    """Let the command be chosen."""
    parser = commands.add_parser("bench", help="measure how quick this machine is", description=_bench.__doc__)
    parser.add_argument("what", choices=("model",), help="model: how soon a model's words come")
    parser.add_argument("--engine", default="small", metavar="NAME|FOLDER", help="which model (small)")
    parser.add_argument("--random", action="store_true", help="a network of its size at random weights, nothing to get")
    parser.add_argument("--rounds", type=_rounds, default=5, metavar="NUMBER", help="how often each is measured (5)")
    parser.add_argument("--json", action="store_true", help="print it for programs")
    parser.set_defaults(command=_bench)


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
    print_line(json.dumps(bench.as_json()) if chosen.json else bench_words(bench, setting))
    return WELL


def _model_folder(named: str) -> Path:
    """Return the folder of a model that lies here; raise UserError where there is none."""
    from describe.engines.model_errors import ModelError

    try:
        return model_store().ready(named)
    except ModelError as error:
        raise UserError(f"{error} {error.remedy.rstrip('.')}. Or measure its size with --random.") from error
