"""From a sentence of a model to a plain sentence that may be spoken, or to nothing: the filter after the fact."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from describe.phrases import OTHER_SCRIPT
from describe.plain.claims import Claim, judged
from describe.plain.markup import without_markup
from describe.plain.names import without_names
from describe.plain.quotes import HOLES, Quoting, quoting
from describe.plain.small_talk import is_about_itself, without_talk_of_the_picture
from describe.request import Piece
from describe.senses.spoken import is_latin
from describe.sentences import sentences

NOTHING = "holds nothing to say"
ITSELF = "speaks of itself"
UNMARKED = "quotes without saying where it is read"

_LATIN = frozenset(("en", "de", "es", "fr"))
_ONLY_MARKER = re.compile(
    r"^(?:an?|the|one|another)?\s*(?:[\w-]+\s+){0,3}?(?:sign|label|text|it|that|which)\s+(?:that\s+)?(?:reads?|says?|reading|saying)[\s:.]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Plain:
    """What may be spoken of a sentence, empty if nothing; `reasons` say why something was left out."""

    text: str
    reasons: tuple[str, ...] = ()

    @property
    def is_claim(self) -> bool:
        """Whether something was left out that no picture can carry."""
        return any(reason in set(Claim) for reason in self.reasons)


def plain_sentences(sentence: str, language: str = "en") -> Iterator[Plain]:
    """Yield what becomes of each sentence in one that a model wrote; with its markup gone it may be several."""
    found = quoting(without_markup(sentence))
    whole = list(sentences(iter([Piece(found.own)])))
    for own in whole:
        yield _plain(own, found, language)
    if not whole:
        yield Plain("", (NOTHING,))


def _plain(own: str, found: Quoting, language: str) -> Plain:
    if found.is_bare:
        return Plain("", (UNMARKED,))
    if is_about_itself(own):
        return Plain("", (ITSELF,))
    told = without_names(without_talk_of_the_picture(own), language)
    what = judged(told)
    reasons = (what.claim,) if what.claim is not None else ()
    text = _finished(what.text, found, language)
    if not text:
        return Plain("", reasons or (NOTHING,))
    return Plain(text, reasons)


def _finished(own: str, found: Quoting, language: str) -> str:
    has_hole = re.search(f"[{HOLES}]", own) is not None
    if not has_hole and (own.rstrip(" .").endswith(":") or _ONLY_MARKER.match(own)):
        return ""
    if has_hole and language in _LATIN and not all(is_latin(quote) for quote in found.quotes):
        return OTHER_SCRIPT
    text = found.whole(own)
    return text if any(character.isalnum() for character in text) else ""
