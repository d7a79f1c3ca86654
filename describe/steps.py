"""The named steps of loudness and speed that a person goes up and down, by ear or on the page."""

from collections.abc import Sequence

LOUDNESS = {"very soft": 20, "soft": 40, "medium": 60, "loud": 80, "very loud": 100}
"""Percent. None is silent."""
SPEED = {
    "very slow": 90,
    "slow": 120,
    "a bit slow": 150,
    "medium": 180,
    "a bit fast": 230,
    "fast": 300,
    "very fast": 380,
    "as fast as can be": 450,
}
"""Words a minute. Practised listeners follow 300 and more, older people much less."""


def next_step(steps: dict[str, int], value: int, *, is_up: bool) -> tuple[str, int] | None:
    """Return name and value of the next step up or down from a value, which may lie between two; None at the end."""
    there = [(name, step) for name, step in steps.items() if (step > value if is_up else step < value)]
    if not there:
        return None
    return there[0] if is_up else there[-1]


def nearest_step(steps: dict[str, int], value: int) -> str:
    """Return the name of the step that is nearest to a value."""
    return min(steps, key=lambda name: abs(steps[name] - value))


def neighbour(values: Sequence[str], value: str, *, is_up: bool) -> str | None:
    """Return what comes after a value, or before it; None at the end."""
    place = list(values).index(value) + (1 if is_up else -1)
    return values[place] if 0 <= place < len(values) else None
