"""Keeps the newest few of something under random words that can stand in an address."""

import secrets
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The newest few things, each under a word that cannot be guessed. Thread-safe."""

    def __init__(self, most: int = 50) -> None:
        self._most = most
        self._things: OrderedDict[str, T] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, thing: T) -> str:
        """Keep a thing and return its word; the oldest one makes room."""
        word = secrets.token_urlsafe(9)
        with self._lock:
            self._things[word] = thing
            if len(self._things) > self._most:
                self._things.popitem(last=False)
        return word

    def get(self, word: str) -> T | None:
        """Return what is kept under this word, None where nothing is."""
        with self._lock:
            return self._things.get(word)

    def take(self, word: str) -> T | None:
        """Return what is kept under this word, and keep it no longer."""
        with self._lock:
            return self._things.pop(word, None)

    def newest(self) -> tuple[tuple[str, T], ...]:
        """Return words and things, newest first."""
        with self._lock:
            return tuple(reversed(self._things.items()))
