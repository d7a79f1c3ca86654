"""A small notation for many ways to say one thing, so that long lists of them can be read, and checked, by a person.

One way a line (a line that ends in a slash goes on in the next), its words apart by spaces:
    road          this word; road* any word that begins so; of_the two words
    road/street   either; <way> any of the list of that name
    now?          may be there or not
    ..            up to three words of any kind
    ^             here a clause begins (the sentence, or after a mark, "so" or "then"); "please" and the like may follow
    $             here it ends
    !glass        the next word is not this one; =now the next word is this one (also with lists and $)
"""

import re
from collections.abc import Iterable, Mapping

from describe.plain.quotes import HOLES

_MARKS = rf"[.,;:!?…。！？，；：、¡¿(){HOLES}–—]"  # noqa: RUF001  full-width marks are meant
_WORD = re.compile(rf"[\w\u0900-\u097f]+(?:['-][\w]+)*|{_MARKS}")
_CLAUSE = rf"(?:^|(?<={_MARKS} )|(?<= so )|(?<= then )|(?<= also )|(?<= dann )|(?<= entonces )|(?<= alors ))"
_CONTRACTIONS = (
    (re.compile(r"\bcan't\b|\bcannot\b|\bcant\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bdont\b"), "do not"),
    (re.compile(r"\blet's\b"), "let us"),
    (re.compile(r"\bain't\b"), "is not"),
    (re.compile(r"(?<=[a-z])n't\b"), " not"),
    (re.compile(r"\b(it|he|she|this|that|there|here|what|everything|nothing|coast|way|path|road|now)'s\b"), r"\1 is"),
    (re.compile(r"(?<=[a-z])'re\b"), " are"),
    (re.compile(r"(?<=[a-z])'ll\b"), " will"),
    (re.compile(r"(?<=[a-z])'ve\b"), " have"),
    (re.compile(r"(?<=\b[a-z])'m\b"), " am"),
    (re.compile(r"(?<=you)'d\b"), " would"),
)


def spelled_out(text: str) -> str:
    """Return the words and marks of a text in small letters, each followed by one space, contractions in full."""
    plain = text.casefold().replace("’", "'").replace("‘", "'")  # noqa: RUF001  typographic apostrophes are meant
    for short, whole in _CONTRACTIONS:
        plain = short.sub(whole, plain)
    return "".join(f"{word} " for word in _WORD.findall(plain))


def wording(lines: str, lists: Mapping[str, str], polite: str = "") -> re.Pattern[str]:
    """Return a pattern that finds any of these ways in a text that was spelled out; `polite` may begin a clause."""
    return re.compile("|".join(rf"(?:(?<= )|^){_pattern(line, lists, polite)}" for line in ways(lines)))


def ways(lines: str) -> list[str]:
    """Return the ways, one each; a line that ends in a slash goes on in the next."""
    return [line.strip() for line in re.sub(r"/\n\s*", "/", lines.casefold()).splitlines() if line.strip()]


def _pattern(line: str, lists: Mapping[str, str], polite: str) -> str:
    return "".join(_part(word, lists, polite) for word in line.split())


def _part(word: str, lists: Mapping[str, str], polite: str) -> str:
    if word == "..":
        return r"(?:[\w'\u0900-\u097f-]+ ){0,3}?"
    if word == "^":
        return _CLAUSE + rf"(?:(?:{_either(polite.split())}) )*" if polite else _CLAUSE
    if word == "$":
        return _END
    if word[0] in "!=":
        return f"(?{word[0]}{_followed(word[1:], lists)})"
    if word.endswith("?"):
        return f"(?:{_followed(word[:-1], lists)})?"
    return _followed(word, lists)


_END = rf"(?={_MARKS} |$)"


def _followed(word: str, lists: Mapping[str, str]) -> str:
    choices = [one for choice in word.split("/") for one in _words(choice, lists)]
    ends = [_END] if "$" in choices else []
    words = [choice for choice in choices if choice != "$"]
    return "(?:" + "|".join([*([f"(?:{_either(words)}) "] if words else []), *ends]) + ")"


def _words(choice: str, lists: Mapping[str, str]) -> list[str]:
    if choice.startswith("<") and choice.endswith(">"):
        return lists[choice[1:-1]].casefold().split()
    return [choice]


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace("_", " ").replace(r"\*", r"[\w-]*") for word in words)
