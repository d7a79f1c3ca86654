"""The headers of every answer: what a browser must not do with our pages."""

from flask import Response, request

from web.access import access_here

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
_UNUSED = ("accelerometer", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi")
_UNUSED_TOO = ("payment", "serial", "usb", "bluetooth", "hid", "publickey-credentials-get", "xr-spatial-tracking")
_OF_THE_CAMERA = ("camera", "screen-wake-lock")


def protect(response: Response) -> Response:
    """Put them on this answer."""
    is_static = request.endpoint == "static" and response.status_code in {200, 206, 304}
    allowed = "(self)" if access_here().uses_camera else "()"
    permissions = [f"{name}=()" for name in _UNUSED + _UNUSED_TOO] + [f"{name}={allowed}" for name in _OF_THE_CAMERA]
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = ", ".join(permissions)
    if not is_static:
        headers["Cache-Control"] = "no-store"
    return response
