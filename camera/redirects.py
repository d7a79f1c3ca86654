"""Where a web camera sends its callers on to, and whether that may be followed."""

import http.client
from base64 import b64encode
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from camera.address import Kind, parse_address
from camera.errors import CameraAddressError, CameraNotFound


def redirect_of(url: str, timeout_s: float) -> str | None:
    """Return the address that a web address redirects to, None if it does not redirect.

    Raises CameraNotFound where it leads to another scheme, be it from http to https: then that address has to be given
    itself. A password goes along to the same machine only. Errors do not hold the address.
    """
    parts = urlsplit(url)
    location = _location(parts, timeout_s)
    if location is None:
        return None
    try:
        target = parse_address(urljoin(url, location))
    except (CameraAddressError, ValueError):
        raise CameraNotFound("it passes on to an address that is not accepted") from None
    to = urlsplit(target.target)
    if target.kind is not Kind.STREAM:
        raise CameraNotFound("it passes on to an address that is not accepted")
    if to.scheme != parts.scheme:
        raise CameraNotFound(f"it passes on from {parts.scheme} to {to.scheme}: give that address itself")
    if to.hostname == parts.hostname and parts.username is not None and to.username is None:
        to = to._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@{to.netloc}")
    return to.geturl()


def _location(parts: SplitResult, timeout_s: float) -> str | None:
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    headers = {}
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + b64encode(login.encode()).decode()
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=timeout_s)
        try:
            connection.request(
                "GET", parts._replace(scheme="", netloc="", fragment="").geturl() or "/", headers=headers
            )
            return connection.getresponse().getheader("Location")
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError):
        return None
