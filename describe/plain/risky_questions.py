"""Knows the questions to which "yes" or "no" would be an assurance, and takes that answer away."""

import re

from describe.request import Request

_RISKY = re.compile(
    r"\b(?:safe|safely|clear|free|empty|dangerous|danger|risk\w*|hazard\w*|cross\w*|walk|go|proceed|pass|enter|traffic|cars?|vehicles?|bikes?"
    r"|obstacles?|trains?|coming|approaching|way|stairs?|steps?|holes?|okay|ok|fine|allowed|should|may|can\s+i|could\s+i|must|do\s+i|shall"
    r"|eat|drink|take|touch|pills?|tablets?|medicines?|medication|dose|expired|good|sure|certain|really|right|correct|true|why"
    r"|sicher|frei|gefährlich|überqueren|gehen|kann|darf|soll|autos?|tablette|essen|trinken"
    r"|seguro|libre|peligro|cruzar|puedo|debo|coches?|pastilla|comer|beber"
    r"|sûr|libre|danger\w*|traverser|puis-je|peux|dois|voitures?|médicament|manger|boire)\b|安全|可以|能|सुरक्षित|सकता|सकती",
    re.IGNORECASE,
)
_WHO = re.compile(r"\bwho\b|\bname\s+of\b|\bwer\b|\bquién\b|\bqui\b|谁|कौन|\brecogni[sz]e\b|\bfamous\b", re.IGNORECASE)
_ANSWER = (
    r"yes|yeah|yep|yup|no|nope|nah|sure|certainly|definitely|absolutely|of\s+course|correct|right|indeed|exactly|probably|possibly|maybe|perhaps"
    r"|likely|true|false|affirmative|negative|positive|always|never|not\s+at\s+all|none|nothing|nobody|no\s+one|neither|zero|0|okay|ok|fine"
    r"|i\s+think\s+so|i\s+believe\s+so|seems\s+so|looks\s+like\s+it|you\s+bet|go|cross"
    r"|ja|nein|klar|natürlich|genau|doch|sí|si|claro|oui|non|bien\s+sûr|是|是的|可以|对|不是|没有|हाँ|हां|नहीं|जी"
)
_FIRST = re.compile(rf"^[\s\"'*]*(?:{_ANSWER})(?=[\s,.!;:。，]|$)[\s,.!;:。，\"'*-]*", re.IGNORECASE)  # noqa: RUF001  full-width marks
_MEANS_ONLY_THAT = re.compile(
    r"^\W*(?:i\s+(?:think|believe|am\s+sure|guess)\s+)?(?:that\s+)?(?:it|you|they|there|that|this|i|we|he|she|one)(?:'s|'re)?"
    r"(?:\s+(?:is|are|can|may|could|should|do|does|did|was|were|will|would|has|have|must|might))?(?:\s*n't|\s+not)?"
    r"(?:\s+(?:any|none|one|now|so|indeed|definitely|correct|right|true|the\s+case|nothing|here|there))*\W*$|^\W*$",
    re.IGNORECASE,
)


def asks_what_no_picture_tells(request: Request) -> bool:
    """Tell whether yes or no to this, or to what it goes back to, could be acted on as an assurance.

    A question that was only heard is not known here, so it counts as one.
    """
    if not request.question and request.question_sound is not None:
        return True
    return any(_RISKY.search(question) for question in (request.question, *(one.question for one in request.exchanges)))


def asks_for_a_name(request: Request) -> bool:
    """Tell whether it was asked who somebody is."""
    return _WHO.search(request.question) is not None


def without_bare_answer(sentence: str) -> str:
    """Return what the sentence says beyond yes or no; nothing if that is all it says: "Yes, you can" does."""
    rest = sentence
    while (first := _FIRST.match(rest)) is not None and first.end() > 0:
        rest = rest[first.end() :]
    if _MEANS_ONLY_THAT.match(rest):
        return ""
    return sentence if rest == sentence else rest[:1].upper() + rest[1:]
