"""Is a sentence news, compared with what was spoken lately?"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from describe import phrases

SAME = 0.5
"""Share of content words in common from which two sentences say the same: rephrasings measure 0.6 and more,
real change 0.2 and less (OpenGlasses, see docs/design.md)."""
SAME_QUOTE = 2 / 3
"""Share of an earlier quote's words that have to be there for it to be the same, partly read: "Exit" is not the same
as "Fire exit"."""
SAME_WORD = 0.8
"""Likeness of two long words from which one is the other, misread."""

_QUOTE = re.compile(r"^(?:A sign says|Text|It reads|An? [\w -]*code says|A sign reads|It goes on): (.*)$")
_FRAME_WORDS = frozenset(
    "a an and are as at be by for from has have here i in is it its of on or says say that the there this to with "
    "sign text reads read code slightly mostly".split()
)
_TELLING = (
    frozenset("no not never without".split()),
    frozenset("one two three four five six seven eight nine ten many several".split()),
    frozenset("left ahead right".split()),
    frozenset("near far closer away".split()),
    frozenset("dark dim bright".split()),
    frozenset("open closed".split()),
    frozenset("in out up down".split()),
)
"""Within one of these, another word is another fact, however alike the rest is."""
_ALL_TELLING = frozenset[str]().union(*_TELLING)


def is_news(sentence: str, spoken: Sequence[str]) -> bool:
    """Return whether `sentence` tells something that none of the spoken sentences told, the newest being the last.

    Three bottles are news again once it was said that there are two.
    """
    for earlier in reversed(spoken):
        if says_the_same(sentence, earlier):
            return False
        if says_otherwise(sentence, earlier):
            return True
    return True


def says_otherwise(sentence: str, earlier: str) -> bool:
    """Return whether two sentences are of the same thing and differ in how many, where or how it is."""
    words, earlier_words = content_words(sentence), content_words(earlier)
    rest, earlier_rest = _things(words), _things(earlier_words)
    if not rest or not earlier_rest or len(rest & earlier_rest) / len(rest | earlier_rest) < SAME:
        return False
    return words - rest != earlier_words - earlier_rest


def _things(words: frozenset[str]) -> frozenset[str]:
    return words - _ALL_TELLING - _numbers(words)


def says_the_same(sentence: str, earlier: str) -> bool:
    """Return whether two sentences say the same. Quotes have to agree word by word: "way in" is not "way out"."""
    sentence, earlier = (one.removeprefix(phrases.CORRECTION).lstrip() for one in (sentence, earlier))
    quote, earlier_quote = _QUOTE.match(sentence), _QUOTE.match(earlier)
    if quote and earlier_quote:
        return _quotes_the_same(_words(quote[1]), _words(earlier_quote[1]))
    return _tells_the_same(content_words(sentence), content_words(earlier))


def content_words(sentence: str) -> frozenset[str]:
    """Return the words that carry the meaning, in small letters, plural and singular alike."""
    return frozenset(_singular(word) for word in _words(sentence) if word not in _FRAME_WORDS)


def _quotes_the_same(words: list[str], earlier: list[str]) -> bool:
    """Say whether the words are the earlier ones, some of them perhaps not read this time, some misread by a letter."""
    is_known = all(any(_is_same_word(word, other) for other in earlier) for word in words)
    return is_known and len(words) >= SAME_QUOTE * len(earlier)


def _is_same_word(word: str, other: str) -> bool:
    if word == other:
        return True
    is_long = min(len(word), len(other)) >= 5 and word.isalpha() and other.isalpha()
    return is_long and SequenceMatcher(None, word, other).ratio() >= SAME_WORD


def _tells_the_same(words: frozenset[str], earlier: frozenset[str]) -> bool:
    if not words or not earlier:
        return words == earlier
    if any(words & group != earlier & group for group in _TELLING):
        return False
    if _numbers(words) != _numbers(earlier):
        return False
    # They agree in these, which says nothing about the rest: a red car on the left is no red bus on the left.
    rest, earlier_rest = words - _ALL_TELLING, earlier - _ALL_TELLING
    if not rest or not earlier_rest:
        return rest == earlier_rest
    return len(rest & earlier_rest) / len(rest | earlier_rest) >= SAME


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _numbers(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(character.isdigit() for character in word))
