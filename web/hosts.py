"""Knows the names and addresses by which this box may be called: any other is a stranger's page asking in our name."""

import ipaddress
import re
import socket
import threading
from collections.abc import Callable

import ifaddr

OWN_NAME = "lookaloud.local"
REFRESHED_EVERY_S = 5.0
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")


def own_names() -> frozenset[str]:
    """Return the names and addresses of this machine as they are now, in lower case, without any look-up."""
    hostname = socket.gethostname().lower().removesuffix(".local")
    return frozenset({"localhost", hostname, f"{hostname}.local", OWN_NAME, *own_addresses(), "127.0.0.1", "::1"})


def own_addresses() -> tuple[str, ...]:
    """Return the addresses of this machine that others can reach, those of its own network cards first."""
    found = []
    for adapter in ifaddr.get_adapters():
        for address in adapter.ips:
            text = address.ip if isinstance(address.ip, str) else address.ip[0]
            value = ipaddress.ip_address(text)
            if not value.is_loopback and not value.is_link_local:
                found.append(value)
    return tuple(str(value) for value in sorted(found, key=lambda value: (value.version, not value.is_private)))


class Hosts:
    """The names that are ours; looked up again every few seconds, as an address may change. Thread-safe."""

    def __init__(self, clock: Callable[[], float], names: Callable[[], frozenset[str]] = own_names) -> None:
        self._clock = clock
        self._names = names
        self._lock = threading.Lock()
        self._known = names()
        self._known_at = clock()

    def names(self) -> frozenset[str]:
        """Return the names that are ours."""
        with self._lock:
            if self._clock() - self._known_at > REFRESHED_EVERY_S:
                self._known, self._known_at = self._names(), self._clock()
            return self._known

    def is_ours(self, host: str, scheme: str, port: str) -> bool:
        """Return whether a Host header names us, at the port where the request came in."""
        found = _HOST.fullmatch(host.lower())
        if found is None or int(found["port"] or (443 if scheme == "https" else 80)) != int(port):
            return False
        return _plain(found["name"]) in self.names()


def _plain(name: str) -> str:
    if not name.startswith("["):
        return name
    try:
        return str(ipaddress.ip_address(name[1:-1]))
    except ValueError:
        return name
