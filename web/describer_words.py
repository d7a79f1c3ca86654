"""Says in plain words what a describing model is, what it needs, and whether it fits this machine. Pure."""

from dataclasses import dataclass

from describe.engines.choose import precision_for, sentence_s
from describe.engines.machine import Accelerator, Machine
from describe.engines.presets import PRESETS, Preset, preset_named
from describe.engines.rungs import AUTO, SENSES, SERVER
from describe.engines.store import Installed
from describe.engines.takes import Takes

SENSES_WORDS = "Text, codes, faces, light, colours and movement. Needs no model, and is always there."


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model as a page shows it: each text is a sentence or two for people."""

    name: str
    words: str
    needs: str
    fits: str
    licence: str
    is_for_all: bool
    is_here: bool
    trouble: str = ""


def lines(installed: tuple[Installed, ...], machine: Machine) -> tuple[ModelLine, ...]:
    """Return the models that have a short name, the smallest first, then those of the person's own."""
    here = {model.name: model for model in installed}
    own = [model for model in installed if preset_named(model.name) is None]
    return (*(_preset(each, here.get(each.name), machine) for each in PRESETS), *map(_own, own))


def describes_now(engine: str) -> str:
    """Return what the describer on the board is called; nothing before there is one."""
    return "the built-in senses" if engine == SENSES else engine


def engine_name(engine: str) -> str:
    """Return what a describer in the settings is called, without any secret in its address."""
    if engine in (AUTO, ""):
        return "the best that fits"
    if engine == SENSES:
        return "the built-in senses"
    if engine == SERVER or "://" in engine:
        return "a server"
    return f"the model {engine.rpartition('/')[2]}"


def _preset(preset: Preset, here: Installed | None, machine: Machine) -> ModelLine:
    licence = preset.licence.removeprefix("LicenseRef-")
    takes = "pictures, moving pictures and sound" if Takes.SOUND in preset.takes else "pictures and moving pictures"
    return ModelLine(
        preset.name,
        f"{preset.words} Takes {takes}.",
        f"For {preset.machine}. {preset.disk_mb / 1000:.1f} GB to bring here.",
        _fits(preset, machine),
        f"Licence {licence}: {'everybody may use it' if preset.is_for_all else 'not for every use'}.",
        preset.is_for_all,
        here is not None and not here.trouble,
        here.trouble if here else "",
    )


def _own(model: Installed) -> ModelLine:
    return ModelLine(
        model.name,
        "Brought here by hand.",
        f"{model.size / 1e9:.1f} GB.",
        "Whether it fits shows when it is used.",
        f"Licence {model.licence or 'not known'}.",
        True,
        not model.trouble,
        model.trouble,
    )


def _fits(preset: Preset, machine: Machine) -> str:
    precision = precision_for(machine, preset)
    if precision is None:
        room_mb = max(machine.free_mb, machine.gpu_free_mb)
        least_mb = min(preset.memory_mb.values())
        too_large = f"it needs {least_mb / 1000:.0f} GB of memory or more, and {room_mb / 1000:.0f} GB are free"
        return f"It does not fit this box: {too_large if least_mb > room_mb else 'it would be too slow'}."
    if machine.accelerator is not Accelerator.NONE:
        return "It fits this box."
    takes_s = max(1, round(sentence_s(machine, preset, precision)))
    return f"It fits this box: a sentence takes about {takes_s} second{'' if takes_s == 1 else 's'}."
