"""What `lookaloud models` says of the models: whole sentences, for an eye and for a screen reader."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from describe.engines.choose import Choice
from describe.engines.machine import Machine
from describe.engines.presets import PRESETS, Preset, preset_named
from describe.engines.store import Installed
from describe.engines.takes import Takes

WIDTH = 100
"""Characters of a line at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and how far it stands to the right; what is too long goes on in the next one."""

    text: str
    indent: int = 2

    def __str__(self) -> str:
        rows, row = [], ""
        for word in self.text.split(" "):
            if row and len(row) + 1 + len(word) > WIDTH - self.indent:
                rows.append(row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        return "\n".join(" " * self.indent + each for each in [*rows, row])


def overview(installed: Sequence[Installed], choice: Choice) -> str:
    """Return all models that have a short name, those of the person's own, and what is chosen by itself."""
    own = [model for model in installed if preset_named(model.name) is None]
    here = {model.name: model for model in installed}
    parts = [*(_preset(each, here.get(each.name), choice) for each in PRESETS), *map(_own, own)]
    used = choice.preset.name if choice.preset else "no model"
    return "\n".join([*parts, str(Line(f"auto: {used}. {choice.why}", 0))])


def installed_list(installed: Sequence[Installed]) -> str:
    """Return one line for each model that lies here."""
    if not installed:
        return "No model is installed. See them with: lookaloud models"
    return "\n".join(
        f"{each.name}: {_gigabytes(each.size / 1e6)} in {each.folder}.{f' {each.trouble}' if each.trouble else ''}"
        for each in installed
    )


def as_json(installed: Sequence[Installed], choice: Choice, machine: Machine) -> dict[str, object]:
    """Return the same for programs."""
    here = {model.name: model for model in installed}
    return {
        "presets": [
            {
                **{key: getattr(each, key) for key in _PLAIN},
                "memory_mb": dict(each.memory_mb),
                "takes": sorted(each.takes),
                "is_installed": each.name in here and not here[each.name].trouble,
            }
            for each in PRESETS
        ],
        "installed": [
            {**{key: value for key, value in asdict(each).items() if key != "folder"}, "folder": str(each.folder)}
            for each in installed
        ],
        "auto": {
            "preset": choice.preset.name if choice.preset else None,
            "precision": choice.precision,
            "best": choice.best.name if choice.best else None,
            "why": choice.why,
        },
        "machine": asdict(machine),
    }


_PLAIN = (
    "name",
    "repository",
    "revision",
    "licence",
    "is_for_all",
    "parameters_m",
    "disk_mb",
    "machine",
    "words",
)


def _preset(preset: Preset, here: Installed | None, choice: Choice) -> str:
    state = f"Installed{', but: ' + here.trouble if here.trouble else '.'}" if here else "Not installed."
    marks = [
        "Used by auto." if preset is choice.preset else "",
        "The best for this machine." if preset is choice.best else "",
    ]
    memory = ", ".join(f"{precision} {_gigabytes(preset.memory_mb[precision])}" for precision in preset.memory_mb)
    takes = " and ".join(each for each in Takes if each in preset.takes) if len(preset.takes) < 3 else ", ".join(Takes)
    who = "for everybody" if preset.is_for_all else "not for everybody: read it before you use this model"
    return "\n".join(
        [
            str(Line(" ".join(filter(None, [f"{preset.name}: {state}", *marks])), 0)),
            str(Line(preset.words)),
            str(Line(f"For {preset.machine}. Takes {takes}.")),
            str(Line(f"Disk: {_gigabytes(preset.disk_mb)}. Memory: {memory}.")),
            str(Line(f"{preset.repository}, licence {preset.licence}, {who}.")),
            "",
        ]
    )


def _own(model: Installed) -> str:
    state = f"Installed by hand{', but: ' + model.trouble if model.trouble else '.'}"
    licence = model.licence or "not known"
    return "\n".join(
        [
            str(Line(f"{model.name}: {state}", 0)),
            str(Line(f"Disk: {_gigabytes(model.size / 1e6)}. {model.repository or model.name}, licence {licence}.")),
            "",
        ]
    )


def _gigabytes(megabytes: float) -> str:
    return f"{megabytes / 1000:.1f} GB"
