"""The two cookies: of a browser that was let in, and of one that asks to be."""

from werkzeug.wrappers import Response

from web.dates import DAY_S
from web.sessions import OLDEST_S

SESSION = "__Host-lookaloud"
ASKING = "__Host-asking"


def set_cookie(response: Response, name: str, value: str) -> None:
    """Give it to the browser, which sends it to us alone, encrypted, and shows it to no script.

    Lax and not Strict: who follows a link to us out of a message would come in anew each time.
    """
    lasts_s = OLDEST_S if name == SESSION else DAY_S
    response.set_cookie(name, value, max_age=int(lasts_s), path="/", secure=True, httponly=True, samesite="Lax")


def forget_session(response: Response) -> None:
    """Have the browser forget that it was let in."""
    response.delete_cookie(SESSION, path="/", secure=True, httponly=True, samesite="Lax")
