"""Turns characters found in a picture into words that a person would say. Pure functions; nothing is obeyed."""

import re
import unicodedata

UNSPOKEN = re.compile(r"[^\w\s.,:;!?'\"%&+/()$€£¥@°½¼¾=-]|_")
"""Everything but letters, digits and the marks that a voice can say or pause at."""
SPLIT_WORD = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")
"""Where two words were set too close: MissVickie's."""
DOUBTFUL_DIGITS = re.compile(r"(?<!\w)0[^\W\d_]{3,}|[^\W\d_]0+[^\W\d_]|(?<!\w)[Ss]\d+\.\d\d(?!\d)")
"""A nought among letters, or an S before a price: more likely a misread O or dollar sign than what is written."""
ACRONYMS = frozenset(
    "AC AED AI AM ATM BBQ BMW CCTV CD DC DHL DIY DJ DNA DVD EU FAQ FM GB GP GPS HIV HQ ID IKEA IT KFC KG LED "
    "LCD LGBT MRI MRT NASA NATO NHS NY OK PC PDF PIN PM POP QR RAF RSVP SIM SMS SOS SUV TV TX UK UN UPS USA USB UV "
    "VAT VHS VIP WC WHO WIFI XL XS XXL NYC LA BBC CNN IBM HP LG EV ICU ENT AAA AA ECG IV".split()
)
"""Short words in capitals that are spelled, or known as they are, though they hold a vowel."""
ENDINGS = ".!?:;,"


def clean(text: str) -> str:
    """Return the text in plain characters on one line: no control characters, no markup, no doubled spaces."""
    plain = unicodedata.normalize("NFKC", text)
    spoken = UNSPOKEN.sub(" ", "".join(c if c.isprintable() else " " for c in plain))
    return " ".join(spoken.split()).strip(" ,;:-/=+")


def letters_and_digits(text: str) -> int:
    """Count what carries meaning."""
    return sum(c.isalnum() for c in text)


def is_latin(text: str) -> bool:
    """Tell whether most letters are Latin, as in the languages that the voice can say."""
    letters = [c for c in text if c.isalpha()]
    return sum("LATIN" in unicodedata.name(c, "") for c in letters) * 2 >= len(letters)


def has_doubtful_digits(text: str) -> bool:
    """Tell whether a word looks as if letters or signs had been taken for digits: 0ffice, D0SE, S4.20."""
    return DOUBTFUL_DIGITS.search(text) is not None


def joined(rows: tuple[str, ...]) -> tuple[str, ...]:
    """Return rows with divided words put together and capitals made speakable."""
    whole: list[str] = []
    for row in rows:
        if whole and re.search(r"[a-z]-$", whole[-1]) and row[:1].islower():
            first, _, rest = row.partition(" ")
            whole[-1] = whole[-1][:-1] + first
            if rest:
                whole.append(rest)
            continue
        whole.append(row)
    is_shouted = all(not any(c.islower() for c in row) for row in whole)
    return tuple(_speakable(row, is_shouted) for row in whole)


def sentence(text: str) -> str:
    """Return the text as one sentence with an end."""
    bare = text.rstrip(" " + ENDINGS.replace("!", "").replace("?", ""))
    return bare if bare.endswith(("!", "?")) else bare + "."


def spelled(digits: str, group: int = 3) -> str:
    """Return digits one by one, with a pause after each group: "5 0 1, 2 3 4"."""
    return ", ".join(" ".join(digits[i : i + group]) for i in range(0, len(digits), group))


def limited(text: str, most_words: int) -> tuple[str, bool]:
    """Return at most this many words, and whether some were left out."""
    words = text.split()
    return " ".join(words[:most_words]), len(words) > most_words


def _speakable(row: str, is_shouted: bool) -> str:
    return " ".join(_word(word, is_shouted) for word in SPLIT_WORD.sub(" ", row).split())


def _word(word: str, is_shouted: bool) -> str:
    letters = re.sub(r"[^A-Za-z]", "", word)
    if not word.isupper() or len(letters) < 2 or letters in ACRONYMS:
        return word
    if any(c.isdigit() for c in word) or not re.search(r"[AEIOUY]", letters):
        return word
    if not is_shouted and len(letters) <= 4:
        return word
    return re.sub(r"[^\W\d_]+('[^\W\d_]+)?", lambda match: match[0].capitalize(), word)
