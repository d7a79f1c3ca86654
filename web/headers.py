"""The headers of every answer: what a browser must not do with our pages."""

from flask import Response, request

from web.access import access_here

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
_UNUSED = ("accelerometer", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi")
_UNUSED_TOO = ("payment", "serial", "usb", "bluetooth", "hid", "publickey-credentials-get", "xr-spatial-tracking")
_OF_THE_CAMERA = ("camera", "screen-wake-lock")


def permissions(*, uses_camera: bool = False) -> str:
    """Return which powers of the phone a page may use: none, or the camera with the screen kept awake."""
    allowed = "(self)" if uses_camera else "()"
    names = [f"{name}=()" for name in _UNUSED + _UNUSED_TOO] + [f"{name}={allowed}" for name in _OF_THE_CAMERA]
    return ", ".join(names)


ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": permissions(),
    "Cache-Control": "no-store",
}


def protect(response: Response) -> Response:
    """Put them on this answer."""
    kept = response.headers.get("Cache-Control", "no-cache")
    response.headers.update(ALWAYS)
    if access_here().uses_camera:
        response.headers["Permissions-Policy"] = permissions(uses_camera=True)
    if request.endpoint == "static" and response.status_code in {200, 206, 304}:
        response.headers["Cache-Control"] = kept
    return response
