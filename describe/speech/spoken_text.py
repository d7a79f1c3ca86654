"""Cleans a text for speech: what is read from signs and written by models holds anything."""

import html
import re
import unicodedata
from functools import lru_cache

LONGEST = 300
"""Characters of one sentence: about 20 s of speech. More is no sentence any more."""
LONGEST_READ = 4000
"""Characters that are looked at at all, so that a flood costs no time."""

_TAG = re.compile(r"</?[a-zA-Z!?][^<>]{0,300}>")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()\s]{0,300}\)")
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{0,15}://([^\s]*)", re.IGNORECASE)
_BARE_URL = re.compile(r"\b(?:www\.)([\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:[/?#][^\s]*)?", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_REPEATED = re.compile(r"([^\w\s])\1+")
_SPACE_BEFORE = re.compile(r"\s+([.,;:!?])")
_STACKED = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")
_SENTENCE_END = re.compile(r"[.!?\u3002](?=\s)")

_KEPT_SYMBOLS = frozenset("+=\u00b1\u00d7\u00f7\u2212\u00b0")
"""Symbols that are read as words in every language: plus, equals, plus or minus, times, divided by, minus, degrees."""
_MARKUP = frozenset("*_#[]{}<>|\\^`~")


def spoken_text(text: str) -> str:
    """Return at most 300 characters that are safe and sensible to speak; empty if nothing is left to be said.

    Markup, control and formatting characters (also those that turn the writing direction), lone surrogates and
    pictures such as emoji are gone; a web address is its site's name; a text that is too long ends with a sentence
    or at least with a word.
    """
    text = html.unescape(text[:LONGEST_READ])
    text = _TAG.sub(" ", text)
    text = _LINK.sub(r"\1", text)
    text = _URL.sub(lambda match: _site(match.group(1)), text)
    text = _BARE_URL.sub(lambda match: _site(match.group(1)), text)
    text = unicodedata.normalize("NFC", "".join(map(_spoken_character, text)))
    text = _STACKED.sub(r"\1", text)
    text = _REPEATED.sub(r"\1", text)
    text = _SPACE_BEFORE.sub(r"\1", " ".join(text.split()))
    text = _cut(text)
    return text if any(map(str.isalnum, text)) else ""


@lru_cache(maxsize=4096)
def _spoken_character(character: str) -> str:
    if character in _KEPT_SYMBOLS:
        return character
    if character in _MARKUP:
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if category[0] == "C" or category in ("So", "Sk", "Sm", "Me") or _is_variation_selector(character):
        return ""
    return character


def _is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _site(address: str) -> str:
    authority = re.split(r"[/?#\\]", address, maxsplit=1)[0]
    host = _HOST.search(authority.rpartition("@")[2])
    ending = "." if address.endswith(".") else ""
    return f" {host.group().lower().removeprefix('www.')}{ending} " if host else " "


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    text = text[: LONGEST + 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if ends and ends[-1] > LONGEST // 3:
        return text[: ends[-1]]
    word_end = text.rfind(" ")
    return text[:word_end].rstrip() if word_end > LONGEST // 3 else text[:LONGEST]
