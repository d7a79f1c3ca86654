"""Finds what a model quotes, and whether it says of whom: words of a sign are never to sound like words of ours.

A quotation is marked if the words right before or after it say where it is read: 'A sign reads: "Cross now."' With
quotation marks it ends where they do; without them, after a colon, it runs to the end of the sentence. "The sign says
that you can cross" is none: one word missed by the ear, and it is our advice.
"""

import re
from dataclasses import dataclass

from describe.sentences import as_one_sentence

_FIRST_HOLE = 0xE000
_MOST_HOLES = 256
HOLES = "\ue000-\ue0ff"
"""Characters of which each stands where a marked quotation was, for use inside the brackets of a pattern. No text of a
model holds them: `markup` takes all private characters away."""

_TEXTS = (
    r"(?:\w*sign|signpost|label|text|poster|banner|billboard|screen|display|letter|lettering|inscription|caption|logo"
    r"|headline|heading|title|message|notice|sticker|plate|plaque|note|writing|word|number|tag|badge|placard|button"
    r"|stamp|graffiti|print|slogan|brand|name)s?"
)
_CARRIERS = (
    r"(?:board|menu|page|cover|shirt|t-shirt|cap|hat|jacket|package|packaging|box|bottle|can|jar|bag|book|newspaper"
    r"|magazine|receipt|envelope|card|clock|door|window|wall|shop|store|bus|truck|van|train|cup|mug|poster)s?"
)
_READS = r"(?:reads?|reading|says?|saying|states?|stating|spells?|spelling)"
_WRITTEN = r"(?:labell?ed|titled|entitled|written|printed|marked|painted|engraved|inscribed|lettered|spelled)"
_ELSEWHERE = (
    r"(?:\w*schild|schilder|aufschrift|text|etikett|plakat|tafel|anzeige|bildschirm|zettel|beschriftung|schriftzug"
    r"|worte?|cartel|letrero|señal|etiqueta|texto|pantalla|rótulo|palabras?|aviso|panneau|écriteau|étiquette|texte"
    r"|affiche|écran|enseigne|pancarte|mots?)"
)
"""German, Spanish and French."""
_WITHOUT_SPACES = "标志|牌子|招牌|文字|标签|告示|屏幕|写着|字样|साइन|बोर्ड|लेबल|चिह्न|लिखा"

_BEFORE = re.compile(
    rf"\b(?:{_TEXTS}|{_CARRIERS})(?:\s+[\w'-]+){{0,5}}?\s+(?:{_READS}|shows?|showing|displays?|displaying|bears?|with)"
    rf"(?:\s+[\w'-]+){{0,4}}\s*[:,]?\s*$"
    rf"|\b(?:{_TEXTS}|{_WRITTEN}|reads?|reading|spells?|spelling)(?:\s+(?:in|on|with|of|it|as|the|is|are|[\w-]+)){{0,2}}"
    rf"\s*[:,]?\s*$"
    rf"|\b{_ELSEWHERE}\b[^{HOLES}\"]{{0,40}}$|(?:{_WITHOUT_SPACES})[^{HOLES}\"]{{0,20}}$"
    rf"|[{HOLES}]\s*(?:,|;|\b(?:and|und|y|et|or)\b)*\s*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\s*,?\s*(?:is|are|was|were|ist|está|est)?\s*(?:{_WRITTEN}|says?|reads?|steht|escrito|écrit)\b"
    rf"|\s*(?:is\s+|are\s+)?(?:on|in|above|across)\s+(?:an?|the|his|her|its|their)\s+(?:[\w'-]+\s+){{0,3}}?"
    rf"(?:{_TEXTS}|{_CARRIERS})\b"
    rf"|\s*(?:[\w-]+\s+)?{_TEXTS}\b",
    re.IGNORECASE,
)
_COLON = re.compile(
    rf"\b(?:{_TEXTS}|{_CARRIERS})\b[^:.!?{HOLES}]{{0,70}}?\b{_READS}\s*:\s*"
    rf"|\bit\s+(?:also\s+)?(?:reads|goes\s+on)\s*:\s*|^(?:text|sign|label)\s*:\s*"
    rf"|\b{_ELSEWHERE}\b[^:.!?{HOLES}]{{0,50}}?\s*:\s*"
    rf"|(?:{_WITHOUT_SPACES})[^:.!?。{HOLES}]{{0,20}}?:\s*",
    re.IGNORECASE,
)
_PAIRS = (("“", "”“"), ("„", "“”"), ("«", "»"), ("「", "」"), ("『", "』"), ("《", "》"), ('"', '"'))
_QUOTED = re.compile(
    "|".join(rf"{begin}([^{begin}{ends}]*)[{ends}]" for begin, ends in _PAIRS)
    + r"|(?<!\w)['‘‚]((?:[^'‘’]|(?<=\w)['’](?=\w)){1,200})['’](?!\w)"  # noqa: RUF001  quotation marks are meant
)
_MARKS = "\"'“”„«»‘’「」『』《》 "  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Quoting:
    """A sentence with a hole for each marked quotation, and the quotations.

    `is_bare` says that it is nothing but a quotation that is not marked.
    """

    own: str
    quotes: tuple[str, ...]
    is_bare: bool

    def whole(self, own: str) -> str:
        """Return other words around the same holes, filled again; a quotation that ends inside has pauses there."""
        return re.sub(f"[{HOLES}]", lambda hole: f'"{as_one_sentence(self.quotes[ord(hole[0]) - _FIRST_HOLE])}"', own)


def quoting(sentence: str) -> Quoting:
    """Return the sentence with its marked quotations taken out; unmarked ones stay in it, without their marks."""
    own, rest, outside = "", sentence, ""
    quotes: list[str] = []
    while len(quotes) < _MOST_HOLES and (found := _next(own, rest)) is not None:
        begin, end, is_after_colon = found
        own, outside = own + rest[:begin], outside + rest[:begin]
        quote, rest = rest[begin:end].strip(_MARKS), rest[end:]
        if not any(character.isalnum() for character in quote):
            own += " "
        elif is_after_colon or _is_marked(own, rest):
            own += chr(_FIRST_HOLE + len(quotes))
            quotes.append(quote)
        else:
            own += quote
    is_bare = bool(own) and not quotes and not any(character.isalnum() for character in outside + rest)
    return Quoting(own + rest, tuple(quotes), is_bare)


def _is_marked(before: str, after: str) -> bool:
    has_colon = any(colon.end() == len(before) for colon in _COLON.finditer(before))
    return has_colon or _BEFORE.search(before) is not None or _AFTER.match(after) is not None


def is_open(sentence: str) -> bool:
    """Tell whether a quotation has begun in it and not ended: what follows is still its text."""
    rest = _QUOTED.sub("", sentence)
    return any(begin in rest for begin, _ in _PAIRS)


def _next(own: str, rest: str) -> tuple[int, int, bool] | None:
    """Return where the next quotation of `rest` begins and ends, and whether it is one without quotation marks."""
    quoted = _QUOTED.search(rest)
    for colon in _COLON.finditer(own + rest):
        begin = colon.end() - len(own)
        if begin >= 0 and rest[begin:] and (quoted is None or begin < quoted.start()):
            return begin, len(rest), True
    return None if quoted is None else (quoted.start(), quoted.end(), False)
