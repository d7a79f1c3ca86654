"""The tokens by which programs use the API: each shown once, kept as a hash, good until it is revoked."""

import hashlib
import json
import logging
import secrets
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from flask import Flask, current_app

from describe.settings_file import sweep, write_whole
from web.dates import Dates

log = logging.getLogger(__name__)

MOST = 25
LONGEST_NAME = 60
LARGEST_FILE = 64 * 1024
KEPT_EVERY_S = 3600.0
"""How often it is written down when each was last used."""
PREFIX = "lookaloud_"
"""Lets a person, and a program that looks for secrets in public places, see what it is."""
_NAME = "lookaloud.tokens.kept"


class Scope(StrEnum):
    """What a token may do."""

    READ = "read"
    CONTROL = "control"
    SETTINGS = "settings"
    DESCRIBE = "describe"


SCOPES = {
    Scope.READ: "See what it does and what it said",
    Scope.CONTROL: "Give commands and ask questions",
    Scope.SETTINGS: "Change settings",
    Scope.DESCRIBE: "Have pictures described that it sends",
}
"""Each in words for a person."""


class TooManyTokens(Exception):
    """There are as many as there may be: one has to be revoked first."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is good. `id` names it in lists and addresses; dates are seconds since 1970, by Dates."""

    id: str
    token_hash: str
    name: str
    scopes: frozenset[Scope]
    made_at: float
    used_at: float | None = None


class Tokens:
    """The tokens that are good, at most MOST of them. Thread-safe; satisfies web.access.Tokens."""

    def __init__(self, path: Path, dates: Dates) -> None:
        self._path = path
        self._dates = dates
        self._lock = threading.Lock()
        self._kept_at = dates()
        self._tokens = {token.token_hash: token for token in self._load()}

    def make(self, name: str, scopes: Iterable[Scope]) -> str:
        """Return a new token of 256 bits, which is kept nowhere else; raise TooManyTokens, or OSError if unkept."""
        text = PREFIX + secrets.token_urlsafe(32)
        token = Token(secrets.token_hex(8), _hashed(text), name[:LONGEST_NAME], frozenset(scopes), self._dates())
        with self._lock:
            if len(self._tokens) >= MOST:
                raise TooManyTokens(f"there are {MOST} tokens already: revoke one first")
            self._tokens[token.token_hash] = token
            try:
                self._keep()
            except OSError:
                del self._tokens[token.token_hash]
                raise
        return text

    def all(self) -> tuple[Token, ...]:
        """Return those that are good, the newest first."""
        with self._lock:
            return tuple(sorted(self._tokens.values(), key=lambda one: one.made_at, reverse=True))

    def check(self, text: str) -> Token | None:
        """Return the token that this is, used now; None where it is unknown or revoked."""
        token_hash = _hashed(text)
        with self._lock:
            token = self._tokens.get(token_hash)
            if token is None:
                return None
            self._tokens[token_hash] = token = replace(token, used_at=self._dates())
            if self._dates() - self._kept_at > KEPT_EVERY_S:
                self._keep_if_possible()
            return token

    def scopes_of(self, token: str) -> frozenset[str]:
        """Return what this token may do; nothing where it is unknown or revoked."""
        found = self.check(token)
        return frozenset(found.scopes) if found else frozenset()

    def revoke(self, token_id: str) -> bool:
        """Let this one do nothing any more, from its next request; return whether there was one."""
        with self._lock:
            found = [one for one in self._tokens.values() if one.id == token_id]
            for one in found:
                del self._tokens[one.token_hash]
            if found:
                self._keep_if_possible()
            return bool(found)

    def revoke_all(self) -> None:
        """Let no token do anything any more."""
        with self._lock:
            self._tokens.clear()
            self._keep_if_possible()

    def _keep_if_possible(self) -> None:
        """Write them down; where the disk refuses it holds until the next start, and the log says so."""
        try:
            self._keep()
        except OSError:
            log.exception("the tokens could not be written down")

    def _keep(self) -> None:
        self._kept_at = self._dates()
        kept = [asdict(one) | {"scopes": sorted(one.scopes)} for one in self._tokens.values()]
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._path, json.dumps({"tokens": kept}).encode())

    def _load(self) -> tuple[Token, ...]:
        sweep(self._path)
        try:
            with self._path.open("rb") as file:
                kept = json.loads(file.read(LARGEST_FILE))
            return tuple(_token_in(one) for one in kept["tokens"][:MOST])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            log.exception("the tokens could not be read: none is good, and they have to be made anew")
            return ()


def keep_tokens(app: Flask, tokens: Tokens) -> None:
    """Give this app its tokens."""
    app.extensions[_NAME] = tokens


def the_tokens() -> Tokens:
    """Return the tokens of the app at hand."""
    tokens: Tokens = current_app.extensions[_NAME]
    return tokens


def _token_in(kept: dict[str, str | float | list[str] | None]) -> Token:
    used_at, scopes = kept["used_at"], kept["scopes"]
    if not isinstance(scopes, list):
        raise TypeError("what a token may do is no list")
    return Token(
        str(kept["id"]),
        str(kept["token_hash"]),
        str(kept["name"])[:LONGEST_NAME],
        frozenset(Scope(scope) for scope in scopes),
        float(str(kept["made_at"])),
        None if used_at is None else float(str(used_at)),
    )


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
