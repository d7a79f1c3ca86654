"""Understands what a server answers: its errors, its models, and the words of a chat completion. Pure."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from describe.describer import DescriberError, DescriberFailed, DescriberUnavailable, OutOfMemory
from describe.servers.trouble import ServerTrouble

LONGEST_PAUSE_S = 300.0
"""However long a server asks to be left alone: it may have meant another request than ours."""
QUOTED = 200
"""Characters of a server's own words that are passed on to the log."""

_BROKEN_OFF = ("error", "abort", "content_filter")
"""Reasons to end an answer after which what came before is no whole answer; vLLM and SGLang say abort."""
_SPEAKS_OF_MEMORY = re.compile(r"out of memory|too large|too long|maximum context|context (length|size|window)", re.I)


@dataclass(frozen=True, slots=True)
class Delta:
    """What one event adds: text, or that the answer is at its end, or nothing."""

    text: str = ""
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer; the names of its headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def raise_for_status(self) -> None:
        """Raise what a status other than 200 means."""
        if self.status != 200:
            raise error_of(self)


def delta_of(event: str) -> Delta:
    """Return what an event of a streamed chat completion adds; raise DescriberFailed for what is none."""
    if event.strip() == "[DONE]":
        return Delta(is_end=True)
    told = parsed(event)
    if told.get("error"):
        raise ServerTrouble(f"it gave up: {quoted(_words_of(told['error']))}")
    choice = _first(told.get("choices"))
    delta = choice.get("delta")
    content = delta.get("content") if isinstance(delta, dict) else None
    reason = choice.get("finish_reason")
    if reason in _BROKEN_OFF:
        raise DescriberFailed(f"it ended its answer early: {reason}")
    return Delta(_clean(content) if isinstance(content, str) else "", is_end=bool(reason))


def models_of(body: bytes) -> tuple[str, ...]:
    """Return the names of the models that a server lists; raise DescriberFailed for what is no such list."""
    listed = parsed(body.decode("utf-8", "replace")).get("data")
    if not isinstance(listed, list):
        raise DescriberFailed("it lists no models")
    names = [each.get("id") for each in listed if isinstance(each, dict)]
    return tuple(name for name in names if isinstance(name, str) and 0 < len(name) <= QUOTED and name.isprintable())


def prompt_tokens_of(body: bytes) -> int | None:
    """Return how many tokens a server says it has read; None where it does not say."""
    usage = parsed(body.decode("utf-8", "replace")).get("usage")
    tokens = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    return tokens if isinstance(tokens, int) and tokens > 0 else None


def parsed(text: str) -> dict[str, object]:
    """Return a JSON object; raise DescriberFailed."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:  # no JSON, a number without end, or brackets without end
        raise DescriberFailed("it sent what is no answer") from error
    if not isinstance(told, dict):
        raise DescriberFailed("it sent what is no answer")
    return told


def error_of(reply: Reply) -> DescriberError:
    """Return what an answer with a status other than 200 means, with the remedy where there is one."""
    status, headers, words = reply.status, reply.headers, quoted(_error_in(reply.body))
    said = f"{status}: {words}" if words else str(status)
    if status in (401, 403):
        return DescriberUnavailable(f"it refused the key ({said}). Put the right one into LOOKALOUD_SERVER_KEY")
    if status == 404:
        return DescriberUnavailable(f"it has no such model, or the path of its address is wrong ({said})")
    if 300 <= status < 400:
        return DescriberUnavailable(
            f"it passes on to {_machine_in(headers.get('location', ''))}, which is not followed: "
            "if that is right, give that address itself"
        )
    if status == 413 or (status in (400, 422, 500) and _SPEAKS_OF_MEMORY.search(words)):
        return OutOfMemory(f"it cannot take a request so large ({said})")
    if status == 429 or status >= 500:
        return ServerTrouble(f"it is busy or ill ({said})", pause_asked_s(headers))
    return DescriberFailed(f"it refused the request ({said})")


def pause_asked_s(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a Retry-After asks for, at most LONGEST_PAUSE_S; None where there is none to be read.

    A moment is taken by the server's own clock, which it sends along: ours may be years off.
    """
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(0.0, seconds), LONGEST_PAUSE_S) if math.isfinite(seconds) else None


def quoted(text: str) -> str:
    """Return somebody else's words in one short printable line, for a log."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text[: 4 * QUOTED]).split())
    return line if len(line) <= QUOTED else line[:QUOTED] + "…"


def _error_in(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    try:
        told = parsed(text)
    except DescriberFailed:
        return "" if "<" in text else text  # a page for a browser says nothing that helps
    return _words_of(told.get("error") or told.get("detail") or told.get("message") or "")


def _words_of(error: object) -> str:
    if isinstance(error, dict):
        error = error.get("message") or error.get("type") or ""
    return error if isinstance(error, str) else json.dumps(error)


def _first(choices: object) -> dict[str, object]:
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _clean(text: str) -> str:
    """Without halves of letters: JSON can carry those, and neither a file nor a terminal takes them."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def _machine_in(location: str) -> str:
    try:
        parts = urlsplit(location)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "an address that is none"
    if parts.scheme in ("", "http", "https"):
        return quoted(f"{host}:{port}" if port else host or "another path")
    return quoted(f"an address with {parts.scheme}:")
