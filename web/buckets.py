"""Rations: so many at once, refilled at a rate, for each machine that asks."""

import ipaddress
from collections.abc import Callable
from functools import lru_cache

MOST_MACHINES = 1000
"""Machines that are remembered; the longest unseen is forgotten, and has its full ration again."""


class Bucket:
    """One ration."""

    def __init__(self, most: float, per_s: float, now: float) -> None:
        self._most, self._per_s = most, per_s
        self._left, self._at = most, now

    def take(self, now: float) -> bool:
        """Return whether there is one left, and take it."""
        self._left = min(self._most, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Buckets:
    """A ration for each machine. For one thread."""

    def __init__(self, most: float, per_s: float, clock: Callable[[], float]) -> None:
        self._most, self._per_s, self._clock = most, per_s, clock
        self._each: dict[str, Bucket] = {}

    def take(self, address: str) -> bool:
        """Return whether this machine has one left, and take it."""
        machine, now = machine_of(address), self._clock()
        bucket = self._each.pop(machine, None) or Bucket(self._most, self._per_s, now)
        self._each[machine] = bucket
        if len(self._each) > MOST_MACHINES:
            del self._each[next(iter(self._each))]
        return bucket.take(now)


@lru_cache(maxsize=MOST_MACHINES)
def machine_of(address: str) -> str:
    """Return what one machine cannot change at will: its address, or the network of one of IPv6."""
    try:
        value = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if isinstance(value, ipaddress.IPv4Address):
        return str(value)
    if value.ipv4_mapped:
        return str(value.ipv4_mapped)
    return str(ipaddress.ip_network((value, 64), strict=False))
