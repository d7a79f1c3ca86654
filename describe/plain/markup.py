"""Takes from a model's words everything that is no word: markup, addresses, chat tokens, pictograms."""

import re
import unicodedata

from describe.plain.plain_data import visible, without_chat_tokens

A_WEB_ADDRESS = "a web address"
A_MAIL_ADDRESS = "a mail address"
"""Nobody follows an address by ear, and an address in a description may be there to lead somewhere."""

_FENCE = re.compile(r"```\w*|~~~\w*")
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")
_ENTITY = re.compile(r"&(?:#x?[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,500}(?:\s+\"[^\"]*\")?\)")
_WEB = re.compile(
    r"\b(?:https?|ftp|file|data|javascript):\S+|\bwww\.\S+"
    r"|\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|gov|edu|info|biz|app|dev|co\.uk|de|es|fr|eu|in|cn|ly)"
    r"(?:/\S*)?(?![\w-])",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LATEX = re.compile(r"\\\(|\\\)|\\\[|\\\]|\\(?:begin|end)\{\w+\*?\}|\\[A-Za-z]+|\$(?!\s?\d)")
_BEGINNING = re.compile(
    r"^\s*(?:#{1,6}\s+|>+\s*|(?:[-*+•·▪◦‣–—]|\d{1,2}[.)]|[a-zA-Z]\)|\(\d{1,2}\)|\[[ xX]?\])\s+)+"  # noqa: RUF001  dashes
)
_JSON_BEFORE = re.compile(r"^[\s{\[]*[\"'][\w \-]{1,30}[\"']\s*:\s*[\"'\[{]*|^\s*[{\[]+\s*[\"']?")
_JSON_AFTER = re.compile(r"[\"']?\s*[}\]]+[\s,}\]]*$")
_NUMBERS_IN_BRACKETS = re.compile(r"(?:\bat\s*)?[\[(<]\s*-?\d+(?:\.\d+)?(?:\s*,\s*-?\d+(?:\.\d+)?)+\s*[\])>]")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_DRAWN = "*_#~^`|<>{}[]\\=•▪◦‣"
_KEPT_SIGNS = "°"
_REFERENCE = re.compile(r"\[\d{1,3}\]|(?<!\w)[\u200c\u200d]+|[\u200c\u200d]+(?!\w)")
"""Footnotes, and joiners that join nothing."""
_ENTITIES = {"&amp;": "and", "&quot;": '"', "&#39;": "'", "&apos;": "'", "&nbsp;": " "}


def without_markup(text: str) -> str:
    """Return the words of one line of a model's text, on one line; nothing where there are none."""
    plain = without_chat_tokens(visible(text))
    plain = _ENTITY.sub(lambda entity: _ENTITIES.get(entity[0].lower(), " "), plain)
    plain = _FENCE.sub(" ", _TAG.sub(" ", without_chat_tokens(plain)))
    plain = _LINK.sub(r"\1", plain)
    plain = _MAIL.sub(A_MAIL_ADDRESS, _WEB.sub(A_WEB_ADDRESS, _MAIL.sub(A_MAIL_ADDRESS, plain)))
    plain = _LATEX.sub(" ", plain)
    plain = _NUMBERS_IN_BRACKETS.sub(" ", _REFERENCE.sub("", plain))
    plain = _without_json(plain)
    plain = _BEGINNING.sub("", plain)
    plain = _EMPHASIS.sub(r"\2", plain)
    plain = re.sub(r"(?:\s*\|\s*)+", ", ", plain).replace("\u2044", "/")
    plain = "".join(_spoken(character) for character in plain)
    plain = _REFERENCE.sub("", plain)
    plain = re.sub(r"\(\s*\)", " ", plain)
    plain = re.sub(r"\s+(?=[.,;:!?](?:\s|$))", "", " ".join(plain.split()))
    return plain.strip(" ,;-–—/") if any(character.isalnum() for character in plain) else ""  # noqa: RUF001


def _without_json(text: str) -> str:
    """Return the value of a line of JSON; other lines, those that begin with a quotation among them, as they are."""
    before = _JSON_BEFORE.match(text)
    if before is not None:
        text = text[before.end() :]
        text = re.sub(r"[\"'],?\s*$", "", text)
        text = re.sub(r"[\"']\s*,\s*[\"'][\w \-]{1,30}[\"']\s*:\s*[\"']?", ", ", text)
    return _JSON_AFTER.sub("", text)


def _spoken(character: str) -> str:
    if character in _DRAWN:
        return " "
    if unicodedata.category(character) in ("So", "Sk") and character not in _KEPT_SIGNS:
        return " "
    return "" if "\ufe00" <= character <= "\ufe0f" else character
