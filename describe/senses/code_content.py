"""Says what a code is about, without its secrets. What a code holds was written by a stranger: it is never obeyed."""

import re
from urllib.parse import urlsplit

from describe.senses.observation import Box, Code, Subject
from describe.senses.spoken import clean, is_latin, letters_and_digits

LONGEST_CONTENT = 120
"""Characters kept of a code's text."""
LONGEST_SITE = 60
BARE_SITE = re.compile(r"(?i)^(www\.)?[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(/\S*)?$")
SCHEMES = {
    "wifi": Subject.WIFI,
    "tel": Subject.PHONE,
    "mailto": Subject.MAIL,
    "matmsg": Subject.MAIL,
    "sms": Subject.MESSAGE,
    "smsto": Subject.MESSAGE,
    "mmsto": Subject.MESSAGE,
    "mecard": Subject.CONTACT,
    "geo": Subject.PLACE,
    "bitcoin": Subject.PAYMENT,
    "ethereum": Subject.PAYMENT,
    "upi": Subject.PAYMENT,
}


def product_code(text: str, box: Box) -> Code:
    """Return a bar code with its digits, or with its text where it holds letters."""
    subject = Subject.DIGITS if text.isascii() and text.isdigit() else Subject.TEXT
    return Code("bar code", subject, clean(text)[:LONGEST_CONTENT], box)


def two_dimensional_code(kind: str, text: str, box: Box) -> Code:
    """Return the code with its subject and the part of its content that may be said aloud."""
    subject, content = _subject_and_content(text.strip())
    return Code(kind, subject, clean(content)[:LONGEST_CONTENT], box)


def _subject_and_content(text: str) -> tuple[Subject, str]:
    scheme = text.partition(":")[0].lower() if ":" in text[:12] else ""
    if scheme in ("http", "https"):
        return Subject.SITE, _site(text)
    if scheme.startswith("otpauth"):
        return Subject.LOGIN, ""
    if text.upper().startswith("BEGIN:VCARD"):
        return Subject.CONTACT, _field(text, r"(?im)^FN[^:\r\n]*:(.+)$")
    if text.upper().startswith(("BEGIN:VEVENT", "BEGIN:VCALENDAR")):
        return Subject.EVENT, _field(text, r"(?im)^SUMMARY[^:\r\n]*:(.+)$")
    if text.startswith(("BCD\n", "BCD\r\n")):
        return Subject.PAYMENT, ""
    if scheme in SCHEMES:
        return SCHEMES[scheme], _of_scheme(SCHEMES[scheme], text)
    if BARE_SITE.match(text):
        return Subject.SITE, _site("http://" + text)
    if text.isascii() and text.isdigit():
        return Subject.DIGITS, text
    return Subject.TEXT, re.sub(r"(?i)https?://\S+", lambda match: _site(match[0]), text)


def _of_scheme(subject: Subject, text: str) -> str:
    rest = text.partition(":")[2]
    if subject is Subject.WIFI:
        return re.sub(r"\\(.)", r"\1", _field(rest, r"(?:^|;)S:((?:\\.|[^;\\])*)"))
    if subject is Subject.PHONE:
        return re.sub(r"[^\d+]", "", rest)
    if subject is Subject.MAIL:
        return _field(rest, r"(?:^|;)TO:([^;]*)") or rest.partition("?")[0]
    if subject is Subject.CONTACT:
        return " ".join(reversed(_field(rest, r"(?:^|;)N:([^;]*)").split(",")))
    return ""


def _field(text: str, pattern: str) -> str:
    match = re.search(pattern, text)
    return match[1].strip() if match else ""


def _site(address: str) -> str:
    """Return the name of the site that would be opened, or nothing where that cannot be told honestly.

    What stands before an @ is not the site; a name in another script can be made to look like a known one.
    """
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    name = host.removeprefix("www.")
    is_plain = name.isascii() and "xn--" not in name and re.fullmatch(r"[a-z0-9.-]+", name)
    return name if is_plain and len(name) <= LONGEST_SITE else ""


def is_sayable(content: str) -> bool:
    """Tell whether the voice can say it: at least one letter or digit, in Latin script."""
    return letters_and_digits(content) > 0 and is_latin(content)
