"""Makes of a person's choice the models that the ladder may climb to.

EngineError   what was chosen cannot be had; its text says what to do
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from describe.describer import DescriberUnavailable
from describe.engines.choose import Choice, choose
from describe.engines.ladder import Model, Rung
from describe.engines.local import LocalDescriber
from describe.engines.machine import Machine
from describe.engines.model_errors import ModelError
from describe.engines.offline import offline_environment
from describe.engines.presets import PRESETS, Preset, preset_named
from describe.engines.server import ServerDescriber, server_from
from describe.engines.server_model import ServerModel
from describe.engines.store import ModelStore
from describe.engines.takes import Precision
from describe.engines.work import ModelSpec
from describe.settings import Settings

AUTO, SENSES, SERVER = "auto", "senses", "server"


class EngineError(Exception):
    """The describer that was chosen cannot be had."""


@dataclass(frozen=True, slots=True)
class Rungs:
    """The models that may be climbed to, the best first, and in words why these."""

    models: tuple[Rung, ...]
    why: str


def rungs_for(
    named: str,
    settings: Settings,
    store: ModelStore,
    look: Callable[[], Machine],
    environ: Mapping[str, str],
) -> Rungs:
    """Return what this choice means here; raise EngineError. Only AUTO looks at the machine, for about a second."""
    if named == SENSES:
        return Rungs((), "The built-in senses were chosen.")
    if named == SERVER or named.startswith(("http://", "https://")):
        rung = _server(settings.server if named == SERVER else named, settings, environ)
        return Rungs((rung, *_smaller(None, store)), "A server was chosen.")
    if named == AUTO:
        return _automatic(settings, store, look, environ)
    try:
        folder = store.ready(named)
    except ModelError as error:
        raise EngineError(f"{error} {error.remedy}") from error
    preset = preset_named(named)
    rung = _local(preset.name if preset else folder.name, folder, Precision.AUTO)
    return Rungs((rung, *(_smaller(preset, store) if preset else ())), f"{named} was chosen.")


def _automatic(settings: Settings, store: ModelStore, look: Callable[[], Machine], environ: Mapping[str, str]) -> Rungs:
    servers = (_server(settings.server, settings, environ),) if settings.server else ()
    installed = store.names()
    if not installed:
        why = "No model is installed; lookaloud models tells which one fits this machine, and how to get it."
        return Rungs(servers, f"A server was set. {why}" if servers else why)
    choice: Choice = choose(look(), installed)
    if choice.preset is None:
        return Rungs(servers, choice.why)
    try:
        folder = store.ready(choice.preset.name)
    except ModelError as error:
        return Rungs((*servers, *_smaller(choice.preset, store)), f"{error} {error.remedy}")
    best = _local(choice.preset.name, folder, choice.precision or Precision.AUTO)
    return Rungs((*servers, best, *_smaller(choice.preset, store)), choice.why)


def _smaller(preset: Preset | None, store: ModelStore) -> tuple[Rung, ...]:
    """Return the models below this one that lie here, whole, and are for everybody, the largest first."""
    below = PRESETS[: PRESETS.index(preset)] if preset else PRESETS
    rungs = list[Rung]()
    for each in sorted(below, key=lambda one: one.parameters_m, reverse=True):
        if each.is_for_all and each.name in store.names():
            try:
                rungs.append(_local(each.name, store.ready(each.name), Precision.AUTO))
            except ModelError:  # one that is damaged is told of by `lookaloud models`
                continue
    return tuple(rungs)


def _local(name: str, folder: Path, precision: Precision) -> Rung:
    spec = ModelSpec(name, folder, precision, offline_environment())

    def begin() -> Model:
        return LocalDescriber(spec)

    return Rung(name, begin)


def _server(address: str, settings: Settings, environ: Mapping[str, str]) -> Rung:
    if not address:
        raise EngineError("no server is set: give its address, such as --engine http://192.168.1.20:8000/v1")

    def describer() -> ServerDescriber:
        return server_from(environ, address, settings.server_model)

    try:
        made = describer()
    except DescriberUnavailable as error:
        raise EngineError(str(error)) from error

    def begin() -> Model:
        return ServerModel(describer())

    return Rung(made.name, begin)
