"""Judges a sentence of ours: does it say that something is safe, clear or time to go, or tell somebody what to do?

A person acts on such a sentence, and no picture can carry it: no model tested warns of danger reliably, and a wrong
"the road is clear" costs a life. So it is left out in every form, true or false. What was seen stays: "The traffic
light is green." A rule that is too wide costs a sentence; one that is too narrow may cost more.

What warns is no assurance, and withholding it would be worse than saying it once too often. Yet it is not passed on as
it is: in "It is not safe to cross" one word lost in the noise of a street turns it into the opposite. It becomes "This
could be dangerous.", which cannot be misheard so, unless the rest of the sentence says what was seen.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from describe import phrases
from describe.plain import claim_words, claim_words_elsewhere
from describe.plain.quotes import HOLES
from describe.plain.wording import spelled_out, wording


class Claim(StrEnum):
    """What a sentence must not do, in the words of the journal."""

    ASSURANCE = "says that it is safe, clear or time to go"
    ORDER = "tells what to do"
    MEDICINE = "tells of a medicine"


@dataclass(frozen=True, slots=True)
class Judged:
    """What is left of a sentence; `claim` is what was taken out."""

    text: str
    claim: Claim | None = None


def claim_of(sentence: str) -> Claim | None:
    """Return what the sentence claims, the first that is found; its marked quotations are taken out before."""
    words = _REPORTED.sub(r"\1, ", _STRONGBOX.sub(r"\1 strongbox ", spelled_out(sentence)))
    patterns = _patterns()
    for claim in Claim:
        if any(pattern.search(words) for pattern in patterns[claim]):
            return claim
    return Claim.ASSURANCE if _without_spaces().search(sentence) else None


def judged(sentence: str) -> Judged:
    """Return the sentence if it claims nothing, else what can be said without it, or a warning, or nothing."""
    claim = claim_of(sentence)
    if claim is None:
        return Judged(sentence)
    careful = _CAUTION.sub("", sentence, count=1)
    if careful != sentence and _stands(careful) and claim_of(careful) is None:
        return Judged(_as_sentence(careful), claim)
    rest = " ".join(part for part in (_before_claim(sentence), _after_claim(sentence)) if part)
    if rest and claim_of(rest) is None:
        return Judged(rest, claim)
    return Judged(phrases.COULD_BE_DANGEROUS if _warns(sentence) else "", claim)


_STRONGBOX = re.compile(
    r"\b(an?|the|another|steel|metal|wall|floor|small|big|large|grey|gray|black|heavy|locked|open) safe "
    r"(?=(?:with|is|has|stands|sits|hangs|lies|on|in|behind|under|beside|next|built|bolted|deposit|box|door"
    r"|near) |[.,;] |$)"
    r"(?!is (?:to|for|now)\b)"
)
"""The safe that has a lock."""
_REPORTED = re.compile(
    r"\b((?:says|said|saying|reads|reading|states|stating|tells|asks|orders|wants|urges|invites|steht|sagt|dice|dit) "
    r"(?:(?:you|me|us|everyone|people) )?)(?:(?:that|to|dass|que) )?"
)
"""After it, what somebody is said to have said begins like a sentence of its own."""
_CAUTION = re.compile(
    r"^\W*(?:please\s+)?(?:be\s+(?:careful|cautious|aware|mindful)|careful|caution|watch\s+out|look\s+out|take\s+care"
    r"|attention|warning|danger|beware|mind|watch|note\s+that|remember\s+that)\b[\s,:;!.-]*+"
    r"(?:(?:of|for|with|about|that|as|because|since|there)\s+(?!is\b|are\b))*+(?!your|where|when|while|if|out|not\b)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\s*(?:[;,]|\s[-–—]\s|:(?!\s*[{HOLES}]))\s*(?:(?:and|so|but|then|which\s+means|meaning|or|yet|because|since)\s+)?"  # noqa: RUF001
    r"|\s+(?:so|therefore|but|because|which\s+means(?:\s+that)?|meaning|and(?=\s+(?:you|it|the|there|now|we|that|this)\b))\s+",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"(?:;|[,\s](?:but|however|although|though|except(?:\s+for)?|apart\s+from|unless|yet|still)\b)[\s,]*", re.IGNORECASE
)
_REASON = re.compile(r"^(?:since|because|as|now\s+that|given\s+that|seeing\s+that)\s+", re.IGNORECASE)
_CONDITION = re.compile(
    r"^(?:if|when|whenever|once|unless|after|before|until|while|as\s+(?:soon|long)\s+as)\b", re.IGNORECASE
)
_UNFINISHED = re.compile(
    r"\b(?:says?|said|saying|tells?|reads?|means|and|or|so|but|that|is|are|the|an?|to|of|with|for|in|on|at|you|which|it)"
    rf"[^\w{HOLES}]*$",
    re.IGNORECASE,
)
_LEAST_WORDS = 2


def _before_claim(sentence: str) -> str:
    """Return the clauses before the claim, if together they are a sentence that says something."""
    best = ""
    for end in _BETWEEN.finditer(sentence):
        clause = sentence[: end.start()]
        if claim_of(clause + ".") is not None:
            break
        best = clause
    best = _REASON.sub("", best)
    return _as_sentence(best) if _stands(best) else ""


def _after_claim(sentence: str) -> str:
    """Return what contradicts the claim: "The path is clear, but a bicycle comes." It is what matters most."""
    for turn in _TURN.finditer(sentence):
        rest = sentence[turn.end() :]
        if _stands(rest) and claim_of(rest) is None and claim_of(sentence[: turn.start()] + ".") is not None:
            return _as_sentence(rest)
    return ""


def _stands(clause: str) -> bool:
    words = clause.split()
    return len(words) >= _LEAST_WORDS and not _CONDITION.match(clause.lstrip()) and not _UNFINISHED.search(clause)


def _as_sentence(clause: str) -> str:
    clause = clause.strip(" ,;:-–—")  # noqa: RUF001
    clause = clause[:1].upper() + clause[1:]
    return clause if clause.endswith((".", "!", "?", "。")) else f"{clause}."


def _warns(sentence: str) -> bool:
    words = spelled_out(sentence)
    return any(pattern.search(words) for pattern in _warning_patterns())


@cache
def _patterns() -> dict[Claim, tuple[re.Pattern[str], ...]]:
    here, there = claim_words, claim_words_elsewhere
    return {
        Claim.ASSURANCE: (
            wording(here.ASSURANCES, here.LISTS, here.POLITE),
            wording(there.ASSURANCES, there.LISTS, there.POLITE),
        ),
        Claim.ORDER: (
            wording(here.ORDERS, here.LISTS, here.POLITE),
            wording(there.ORDERS, there.LISTS, there.POLITE),
        ),
        Claim.MEDICINE: (wording(here.MEDICINES, here.LISTS),),
    }


@cache
def _warning_patterns() -> tuple[re.Pattern[str], ...]:
    here, there = claim_words, claim_words_elsewhere
    return wording(here.WARNINGS, here.LISTS, here.POLITE), wording(there.WARNINGS, there.LISTS, there.POLITE)


@cache
def _without_spaces() -> re.Pattern[str]:
    return re.compile(claim_words_elsewhere.WITHOUT_SPACES)
