"""How full the battery is, where the system tells."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Battery:
    """Percent, and whether it is being charged."""

    percent: int
    is_charging: bool


def battery_of(power: Path) -> Battery | None:
    """Return the machine's battery as Linux tells of it in `power`, None where there is none.

    One of a mouse or a keyboard is not the machine's: its `scope` is Device.
    """
    try:
        supplies = sorted(power.iterdir())
    except OSError:
        return None
    for supply in supplies:
        if _read(supply / "type") != "Battery" or _read(supply / "scope") == "Device":
            continue
        capacity = _read(supply / "capacity")
        if capacity.isdecimal():
            return Battery(min(100, int(capacity)), _read(supply / "status") in ("Charging", "Full"))
    return None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
