"""lookaloud models: tells of them, gets, checks and removes them."""

import argparse
import json
from pathlib import Path

from describe.cli.arguments import Commands
from describe.cli.describers import model_store
from describe.cli.errors import WELL, WRONG_USE, UserError
from describe.cli.printing import print_line


def add_to(commands: Commands) -> None:
    """Let the command be chosen."""
    parser = commands.add_parser("models", help="list, get, check and remove models", description=_models.__doc__)
    parser.add_argument("action", nargs="?", choices=("list", "get", "check", "remove"), help="without it: tell of all")
    parser.add_argument("name", nargs="?", help="one of lookaloud models, or owner/model on the Hugging Face hub")
    parser.add_argument("--from", dest="source", type=Path, metavar="FOLDER", help="get it from a folder or a stick")
    parser.add_argument("--json", action="store_true", help="print it for programs")
    parser.set_defaults(command=_models)


def _models(chosen: argparse.Namespace) -> int:
    """Tell of the models that describe better than the senses; get one with: lookaloud models get NAME.

    Only this command uses the network for models, and only to get one.
    """
    from describe.engines import models_words as words
    from describe.engines.choose import choose
    from describe.engines.machine import look
    from describe.engines.model_errors import ModelError

    store = model_store()
    if chosen.action in {"get", "check", "remove"}:
        if not chosen.name:
            raise UserError(f"name a model, such as: lookaloud models {chosen.action} small", WRONG_USE)
        try:
            return _one_model(chosen)
        except ModelError as error:
            raise UserError(f"{error} {error.remedy}") from error
    installed = store.installed()
    if chosen.action == "list" and not chosen.json:
        print_line(words.installed_list(installed))
        return WELL
    machine = look()
    choice = choose(machine, store.names())
    if chosen.json:
        print_line(json.dumps(words.as_json(installed, choice, machine), ensure_ascii=False))
    else:
        print_line(words.overview(installed, choice))
    return WELL


def _one_model(chosen: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from describe.engines.fetching import Progress as Step
    from describe.engines.hub import HubSource
    from describe.engines.presets import preset_named
    from describe.engines.sources import FolderSource, Source

    store = model_store()
    if chosen.action == "remove":
        print_line(f"{chosen.name} is removed; {store.remove(chosen.name) / 1e9:.1f} GB are free again.")
        return WELL
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("looking", total=None)

        def show(step: "Step") -> None:
            progress.update(bar, description=step.file, completed=step.done, total=step.total)

        if chosen.action == "check":
            store.check(chosen.name, show)
            print_line(f"{chosen.name} is whole: every byte is as it was got.")
            return WELL
        preset = preset_named(chosen.name)
        source: Source = HubSource(preset.repository if preset else chosen.name, preset.revision if preset else "")
        model = store.get(chosen.name, FolderSource(chosen.source) if chosen.source else source, show)
    if preset and not preset.is_for_all:
        print_line(f"Its licence, {preset.licence}, is not for everybody: read it before you use this model.")
    print_line(f"{model.name} is installed and verified: {model.size / 1e9:.1f} GB in {model.folder}.")
    return WELL
