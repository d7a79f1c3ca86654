"""What a model server's address may look like, and which machines may be spoken to without encryption."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from describe.describer import DescriberUnavailable

ACCEPTED = (
    "a model server is an address such as http://localhost:8000 or https://models.example.org/v1, "
    "without a name, a password, a question mark or a # in it"
)
"""Every accepted form, for people."""

LONGEST = 512
"""Characters. No server's address is longer."""
PORTS = {"http": 80, "https": 443}

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_VERSION = re.compile(r"/v[0-9]+[a-z0-9]*(/|$)")
_PASTED = re.compile(r"/(chat/completions|completions|models)$")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a model server is. `path` begins with a slash and ends without one: "/v1"."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def name(self) -> str:
        """The machine, for people: "models.example.org", or "localhost:8000" where the port is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_encrypted(self) -> bool:
        """Whether others on the way cannot read along."""
        return self.scheme == "https"


def parse_server_address(text: str) -> ServerAddress:
    """Return what the text names, without asking any network; raise DescriberUnavailable, which never repeats it.

    A path without a version gets /v1, which is where these servers answer: http://localhost:8000 is enough.
    """
    text = text.strip(" ")
    if len(text) > LONGEST or not text.isascii() or not text.isprintable() or re.search(r"[\s\\<>\"'`{}|^%]", text):
        raise _refused("That is no address of a server")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _refused("That is no address of a server") from None  # its text repeats the address
    if parts.username is not None or parts.password is not None or "@" in text:
        raise _refused("A name or password does not belong into the address: put a key into LOOKALOUD_SERVER_KEY")
    if parts.scheme not in PORTS or not text[len(parts.scheme) :].startswith("://"):
        raise _refused("The address has to begin with http:// or https://")
    host = parts.hostname or ""
    if not _HOST.fullmatch(host) or port == 0 or "?" in text or "#" in text:
        raise _refused("That is no address of a server")
    path = _PASTED.sub("", parts.path.rstrip("/"))
    if not _PATH.fullmatch(path) or "/.." in path or "/./" in f"{path}/":
        raise _refused("That is no address of a server")
    if not _VERSION.search(path):
        path += "/v1"
    return ServerAddress(parts.scheme, host, port or PORTS[parts.scheme], path)


def is_near(ip: str) -> bool:
    """Say whether an IP address is this machine's or of a private network, a VPN's included: not of the internet."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    address = address if mapped is None else mapped
    return not (address.is_global or address.is_multicast)


def _refused(why: str) -> DescriberUnavailable:
    return DescriberUnavailable(f"{why}: {ACCEPTED}.")
