"""How quick the describers are on this machine, from the journal. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from describe.journal import Entry, Kind


@dataclass(frozen=True, slots=True)
class Times:
    """So many were measured, half of them took no longer than `p50_s`, and 95 in a hundred no longer than `p95_s`."""

    count: int
    p50_s: float
    p95_s: float


@dataclass(frozen=True, slots=True)
class Performance:
    """How long each describer took for a description, and how old the picture was when its sentence began to sound."""

    describers: tuple[tuple[str, Times], ...]
    heard: Times | None


def performance_of(entries: Iterable[Entry]) -> Performance:
    """Return what these lines of the journal tell; the describer with the most descriptions first."""
    took: dict[str, list[float]] = {}
    ages: list[float] = []
    for entry in entries:
        if entry.kind is Kind.LOOK and entry.took_s is not None:
            took.setdefault(entry.engine, []).append(entry.took_s)
        elif entry.kind is Kind.SAID and entry.frame_age_s is not None:
            ages.append(entry.frame_age_s)
    ordered = sorted(took.items(), key=lambda item: len(item[1]), reverse=True)
    return Performance(tuple((name, _times(each)) for name, each in ordered), _times(ages) if ages else None)


def _times(values: Sequence[float]) -> Times:
    ordered = sorted(values)
    return Times(len(ordered), _percentile(ordered, 0.5), _percentile(ordered, 0.95))


def _percentile(ordered: Sequence[float], part: float) -> float:
    """Return the smallest value that this part of them does not exceed (the nearest-rank method)."""
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]
