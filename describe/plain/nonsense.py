"""Tells when what a model writes is no language any more: loops, runs of symbols, broken characters, another script."""

import itertools
import re
import unicodedata
from collections import Counter

LONGEST_LOOP = 30
"""Words. A loop of more is caught by its sentences."""
_LITTLE_WORDS = frozenset(
    """a an the and or of to in on is are it its with at by for from that this as be der die das und ist ein eine in zu
    el la los las y de en es un una que le les et du des est dans""".split()
)
_MOST_LITTLE = 2
_MOST_SAME = 4
_MOST_TWICE = 3
_MOST_PHRASES = 2
"""How often in a row a little word, any word ("Taxi, taxi, taxi"), two words and a longer phrase may come."""
_MOST_SENTENCES = 2
_LEAST_SENTENCE_WORDS = 3

_SAME_MARK = re.compile(r"([^\w\s.\-=*_#~|:،])\s?(?:\1\s?){3,}|([.\-=*_#~|:])(?:\s?\2){24,}")
_SAME_LETTER = re.compile(r"([^\W\d_])\1{5,}|(\d)\2{11,}")
_MARKS = re.compile(r"(?:[^\w\s|:*#=-]\s?){9,}|[|:*#=-]{40,}")
_BROKEN = re.compile(
    r"\ufffd(?=.)|\ufffd{2,}|Ã[\x80-\xbf]|â€|[ĠĊ▁]|\bNaN\b|(?:\b(?:nan|inf|null|None|undefined)\b\W+){2,}", re.DOTALL
)
_LONG_WORD = re.compile(r"[a-zA-Z]{46,}")
_LATEST = 80
_MOST_MARKS = 0.3
_OF_MARKUP = frozenset("|-*'\"/()[]<>{}_`$")
_NO_VOWEL = re.compile(r"\b[bcdfghjklmnpqrstvwxz]{4,}\b")
_MOST_WITHOUT_VOWEL = 4
_QUOTED = re.compile(r"\"[^\"]*\"?|“[^”]*”?|„[^“”]*[“”]?|«[^»]*»?|「[^」]*」?")
_SCRIPTS = {"hi": "DEVANAGARI", "zh": "CJK"}
_MOST_OF_ANOTHER = 1
"""Letters of another script one after the other, in an answer whose script is known: "5 µg" is fine."""


def is_nonsense(text_so_far: str, language: str = "en") -> str | None:
    """Return why this is no description, however it goes on, or None.

    What is quoted may be in any script; a text in another language of the same script is not told from a right one.
    """
    if (broken := _BROKEN.search(text_so_far)) is not None:
        return f"broken characters: {broken[0]!r}"
    if _SAME_MARK.search(text_so_far) or _MARKS.search(text_so_far) or _is_mostly_marks(text_so_far[-_LATEST:]):
        return "a run of symbols"
    if _SAME_LETTER.search(text_so_far) or _LONG_WORD.search(text_so_far):
        return "a run of letters"
    return _loop(text_so_far) or _other_script(text_so_far, language) or _no_words(text_so_far)


def _is_mostly_marks(latest: str) -> bool:
    if len(latest) < _LATEST // 2:
        return False
    marks = sum(character not in _OF_MARKUP and unicodedata.category(character)[0] in "PS" for character in latest)
    return marks > _MOST_MARKS * len(latest)


def _loop(text: str) -> str | None:
    words = re.findall(r"[^\W_]+", text.casefold())
    if (same := _repeated_sentence(text)) is not None:
        return f"the same sentence again: {same}"
    for length in range(1, min(LONGEST_LOOP, len(words) // 2) + 1):
        run = 0
        for at in range(length, len(words)):
            run = run + 1 if words[at] == words[at - length] else 0
            if run and run % length == 0 and run // length >= _allowed(words[at - length + 1 : at + 1]):
                return f"a loop: {' '.join(words[at - length + 1 : at + 1])}"
    return None


def _allowed(phrase: list[str]) -> int:
    """Return from how many repetitions a phrase is a loop: of what is one word or two, more than of a longer one."""
    if len(set(phrase)) == 1 and len(phrase) > 1:
        return len(phrase) * 100  # judged as a single word
    if len(phrase) == 1:
        if phrase[0].isdigit():
            return 11
        return _MOST_LITTLE if phrase[0] in _LITTLE_WORDS else _MOST_SAME
    if all(word.isdigit() for word in phrase):
        return 6
    return _MOST_TWICE if len(phrase) == 2 else _MOST_PHRASES


def _repeated_sentence(text: str) -> str | None:
    whole = [" ".join(part.casefold().split()) for part in re.split(r"(?<=[.!?。])\s*|\n", text)[:-1]]
    long = [
        part for part in whole if len(part.split()) >= _LEAST_SENTENCE_WORDS or (len(part) > 8 and not part.isascii())
    ]
    for one, other in itertools.pairwise(long):
        if one == other:
            return one
    return next((part for part, count in Counter(long).items() if count > _MOST_SENTENCES), None)


def _other_script(text: str, language: str) -> str | None:
    own = _SCRIPTS.get(language)
    run = 0
    for character in unicodedata.normalize("NFKC", _QUOTED.sub(" ", text)):
        if not character.isalpha():
            run = 0 if not unicodedata.combining(character) else run
            continue
        name = unicodedata.name(character, "")
        is_other = not name.startswith(("LATIN", "FEMININE", "MASCULINE", "MICRO")) and (own is None or own not in name)
        run = run + 1 if is_other else 0
        if run > _MOST_OF_ANOTHER:
            return f"another script: {name.split(' ')[0].lower()}"
    return None


def _no_words(text: str) -> str | None:
    return "no words" if len(_NO_VOWEL.findall(text)) > _MOST_WITHOUT_VOWEL else None
