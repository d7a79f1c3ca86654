"""Does the better description say the opposite of what was said first? Small rules: few, sure, and easy to check.

To add something is no contradiction. People and faces are no two counts of one thing: who turns away has no face to
be found, so only fewer people than there were faces contradict.
"""

import re
from difflib import SequenceMatcher

NUMBERS = dict(zip("no one two three four five six seven eight nine ten".split(), range(11), strict=True))
COLOURS = frozenset(
    "black white grey gray red orange yellow green blue purple violet pink brown beige turquoise".split()
)
MISREAD = 0.5
"""Likeness of two texts from which they are one text, read in two ways: "Room 12" and "Room 17" have 0.86."""

_PEOPLE = re.compile(
    r"\b(no|one|two|three|four|five|six|seven|eight|nine|ten|an?|\d+)\s+(?:\w+\s+)?"
    r"(?:person|people|man|men|woman|women|child|children|boys?|girls?|faces?)\b"
)
_NOBODY = re.compile(r"\b(?:nobody|no one|no-one|no people|no person|no face|no faces)\b")
_NO_TEXT = re.compile(r"\bno text\b")
_QUOTE = re.compile(r"(?:says|reads?):? [\"“']?(.+?)[\"”']?\.?$")
_ALL_OF_IT = re.compile(r"^(?:mostly|everything is|it is all|the (?:view|wall) is) (.+)$")
_WHOLE_LIGHT = re.compile(r"^(?:it is |the (?:room|place|view|picture) is )?(?:very )?(dark|dim light|dim|bright)$")
_DARKNESS = {"dark": -1, "dim": -1, "dim light": -1, "bright": 1}


def contradicts(better: str, first: str) -> str:
    """Return in what it says the opposite of `first`: "people", "text", "colour" or "light"; empty if in nothing."""
    later, earlier = _bare(better), _bare(first)
    rules = {"people": _in_people, "text": _in_text, "colour": _in_colour, "light": _in_light}
    return next((name for name, differ in rules.items() if differ(later, earlier)), "")


def _bare(sentence: str) -> str:
    return " ".join(sentence.casefold().split()).rstrip(".!")


def _in_people(later: str, earlier: str) -> bool:
    counted, counted_later = _people(earlier), _people(later)
    if counted is None or counted_later is None:
        return False
    is_of_faces = "face" in earlier and "face" not in later
    return counted_later < counted if is_of_faces else counted_later != counted


def _people(sentence: str) -> int | None:
    """Return how many people or faces a sentence counts; None where it counts none."""
    if _NOBODY.search(sentence):
        return 0
    found = [_number(word) for word in _PEOPLE.findall(sentence)]
    return sum(found) if found else None


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return NUMBERS.get(word, 1)


def _in_text(later: str, earlier: str) -> bool:
    quote, quote_later = _QUOTE.search(earlier), _QUOTE.search(later)
    if quote_later is None:
        return False
    if quote is None:
        return _NO_TEXT.search(earlier) is not None
    text, text_later = quote[1], quote_later[1]
    if set(text_later.split()) <= set(text.split()) or set(text.split()) <= set(text_later.split()):
        return False
    return SequenceMatcher(None, text, text_later).ratio() >= MISREAD


def _in_colour(later: str, earlier: str) -> bool:
    whole, whole_later = _ALL_OF_IT.match(earlier), _ALL_OF_IT.match(later)
    if whole is None or whole_later is None:
        return False
    colours, colours_later = (COLOURS & set(re.findall(r"\w+", one[1])) for one in (whole, whole_later))
    return bool(colours and colours_later) and not colours & colours_later


def _in_light(later: str, earlier: str) -> bool:
    light, light_later = _WHOLE_LIGHT.match(earlier), _WHOLE_LIGHT.match(later)
    return light is not None and light_later is not None and _DARKNESS[light[1]] != _DARKNESS[light_later[1]]
