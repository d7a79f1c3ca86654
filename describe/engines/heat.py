"""How hot this machine is."""

from pathlib import Path

_HOTTEST_C = 150.0
"""A sensor that tells more is not connected."""


def hottest_c(folder: Path = Path("/sys/class/thermal")) -> float | None:
    """Return the highest temperature of the machine's zones in degrees Celsius; None where there are none to read."""
    found = list[float]()
    for zone in folder.glob("thermal_zone*/temp"):
        try:
            celsius = int(zone.read_text(encoding="ascii")) / 1000
        except (OSError, ValueError):  # zones of parts that are switched off
            continue
        if 0.0 < celsius < _HOTTEST_C:
            found.append(celsius)
    return max(found, default=None)
