"""Makes text that others wrote into plain data: one line that cannot break out of its place in a prompt."""

import re
import unicodedata

CHAT_TOKEN = re.compile(
    r"<\s*[|/]?\s*[\w▁.:+-]{1,40}\s*[|/]?\s*>"  # <|im_end|>, </s>, <end_of_turn>, <image>, <fake_token_around_image>
    r"|<<\s*/?\s*SYS\s*>>|\[\s*/?\s*INST\s*\]",
    re.IGNORECASE,
)
"""What the templates of chat models are made of, in compatibility form (NFKC: the bars of some are full-width)."""
_JOINERS = "\u200c\u200d"
"""Hindi and Persian are misspelled without them; everything else that is invisible goes."""


def as_data(text: str, most_characters: int) -> str:
    """Return the text on one line without control characters, chat tokens and angle brackets or bars to make new ones.

    Double quotes become single ones, so that it can stand between double ones; what is too long is cut at a space.
    """
    plain = without_chat_tokens(visible(text))
    plain = " ".join(re.sub(r"[<>|]", " ", plain).replace('"', "'").split())
    if len(plain) <= most_characters:
        return plain
    cut = plain.rfind(" ", 0, most_characters + 1)
    return plain[: cut if cut > 0 else most_characters]


def visible(text: str) -> str:
    """Return the text in compatibility form, control characters as spaces, without invisible ones."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(_shown(character) for character in plain)


def without_chat_tokens(text: str) -> str:
    """Return the text without chat tokens, also those that only appear once others inside them are gone."""
    while (shorter := CHAT_TOKEN.sub(" ", text)) != text:
        text = shorter
    return text


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if kind in ("Cf", "Cn", "Co", "Cs") and character not in _JOINERS:
        return ""
    return character
