"""Makes sure that a change was asked for on our own page: a proof in each form that only the browser's own page knows.

The proof is made of the browser's cookie, so nothing is kept for it. Scripts send it as the header X-CSRF-Token.
"""

import hashlib
import hmac

from flask import g, request
from markupsafe import Markup

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"


def proof_for(cookie: str) -> str:
    """Return the proof that goes with this cookie."""
    return hmac.new(cookie.encode(), b"lookaloud form", hashlib.sha256).hexdigest()


def csrf_token() -> str:
    """Return the proof for the browser at hand; for templates."""
    return proof_for(g.get("cookie", ""))


def csrf_field() -> Markup:
    """Return the hidden field that every form needs; for templates."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_token())


def has_proof() -> bool:
    """Return whether the request came with the proof of its browser."""
    cookie: str = g.get("cookie", "")
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    return bool(cookie) and hmac.compare_digest(given.encode(), proof_for(cookie).encode())


def is_from_elsewhere() -> bool:
    """Return whether the browser itself says that another site's page sent this.

    As we send no Referer, browsers send "Origin: null" with our own forms, too: that says nothing.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin", "null")
    return origin not in {"null", f"{request.scheme}://{request.headers.get('Host', '').lower()}"}


def is_surely_from_here() -> bool:
    """Return whether the browser itself says that a page of ours sent this."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin" and not is_from_elsewhere()
