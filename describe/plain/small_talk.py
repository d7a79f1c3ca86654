"""Takes out of a sentence what is about the picture, the model or the answer itself, and not about what is seen."""

import re

_PICTURE = (
    r"(?:image|picture|photo|photograph|pic|snapshot|screenshot|frame|video|clip|footage|scene|view|camera\s+view|shot)"
)
_BILD = r"(?:bild|foto|video|aufnahme|szene)"
_IMAGEN = r"(?:imagen|foto|fotografía|vídeo|video|escena)"
_IMAGE_FR = r"(?:image|photo|vidéo|scène|photographie)"
_SHOWS = (
    r"(?:(?:clearly\s+|mainly\s+|also\s+|primarily\s+)?(?:shows?|depicts?|features?|contains?|displays?|presents?|captures?|portrays?"
    r"|illustrates?|includes?|consists\s+of|showcases|reveals|is\s+showing)(?:\s+that)?"
    r"|(?:appears|seems)\s+to\s+(?:show|depict|be|feature|contain)(?:\s+of)?|is\s+of|seems\s+to\s+be\s+of|shot\s+of)"
)
_SEEN = (
    r"(?:there\s+(?:is|are)|(?:you|we|i|one)\s+(?:can\s+|could\s+|also\s+)*(?:see|observe|notice|spot)"
    r"|it\s+(?:shows?|depicts?)|we\s+have)"
)
_THIS_IS = r"(?:this|that|it|here)\s+(?:is|shows|appears\s+to\s+be|looks\s+like|seems\s+to\s+be)"
_BEGINNINGS = (
    r"(?:here|below)\s+is\s+(?:a|the|my|your)\s+(?:[\w-]+\s+){0,3}?(?:description|answer|summary|caption)[^:.]{0,60}[:.]?\s*",
    r"(?:sure|certainly|of\s+course|absolutely|okay|ok|great|alright|hello|hi)\s*(?:[!,.]\s*|$)(?:here(?:'s|\s+is)[^:.]{0,80}[:.]\s*)?",
    r"(?:here(?:'s|\s+is))\s+(?:what|how)\s+[^:.]{0,60}[:.]\s*",
    r"(?:description|answer|caption|assistant|response|output|summary|result|scene|overview|final\s+answer)\s*:\s*",
    rf"(?:in|on|at|from|within|across)\s+(?:this|the|your|that)\s+(?:[\w-]+\s+)?{_PICTURE}(?!\s+(?:frame|book))\s*,?\s*(?:{_SEEN}\s+)?",
    rf"(?:this|the|your|that|an?)\s+(?:[\w-]+\s+){{0,2}}?{_PICTURE}\s+{_SHOWS}\s+",
    rf"{_THIS_IS}\s+(?:an?|the)\s+(?:[\w-]+\s+){{0,2}}?{_PICTURE}\s+(?:of|showing|depicting|with|that\s+shows|featuring)\s+",
    r"an?\s+(?:[\w-]+\s+){0,2}?(?:image|picture|photo|photograph|snapshot|screenshot|close-up)\s+(?:of|showing|depicting|featuring)\s+",
    rf"{_PICTURE}\s+(?:of|showing|shows)\s+",
    r"(?:you|we|i|one)\s+(?:can\s+|could\s+|also\s+|clearly\s+)*(?:see|observe|notice|spot)\s+(?:that\s+)?",
    rf"(?:auf|in)\s+(?:dem|diesem)\s+{_BILD}\s+(?:(?:ist|sind|sieht\s+man|sehe\s+ich|gibt\s+es|erkennt\s+man|befindet\s+sich)\s+)?",
    rf"(?:das|dieses)\s+{_BILD}\s+zeigt\s+",
    rf"en\s+(?:la|esta)\s+{_IMAGEN}\s*,?\s*(?:(?:se\s+ve|se\s+ven|hay|aparece|se\s+observa|vemos)\s+)?",
    rf"(?:la|esta)\s+{_IMAGEN}\s+muestra\s+",
    rf"(?:dans|sur)\s+(?:l'|cette\s+|la\s+){_IMAGE_FR}\s*,?\s*(?:(?:on\s+voit|il\s+y\s+a|on\s+peut\s+voir|nous\s+voyons)\s+)?",
    rf"(?:l'|cette\s+|la\s+){_IMAGE_FR}\s+montre\s+",
    r"(?:这张|这幅|该)?(?:图片|照片|图像|画面)(?:中|里|上)?(?:显示|展示|有|可以看到|是)?(?:了)?[,，]?",  # noqa: RUF001
)
_BEGINNING = re.compile(rf"^[\s\"'(]*(?:{'|'.join(_BEGINNINGS)})", re.IGNORECASE)
_INSIDE = re.compile(
    rf"[\s,]+(?:(?:as\s+)?(?:seen|shown|visible|depicted|pictured)\s+)?(?:in|of|from|within)\s+(?:this|the|your)\s+(?:entire\s+)?"
    rf"{_PICTURE}(?!\s+(?:frame|book|on\s+the\s+wall))(?=[\s.,;!?]|$)",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"\bas\s+an?\s+(?:\w+\s+)?(?:ai|a\.i\.|artificial|language\s+model|assistant|chatbot|bot|model)\b|\blanguage\s+model\b"
    r"|\bi\s*(?:am|'m)\s+(?:just\s+|only\s+)?(?:an?\s+)?(?:\w+\s+)?(?:ai|assistant|language\s+model|chatbot|model|qwen|smolvlm)\b"
    r"|\bi\s*(?:'m|\s+am)\s+sorry\b|\bi\s+apologi[sz]e\b|\bunfortunately\b.{0,20}\bi\b"
    r"|\bi\s+(?:can't|cannot|can\s+not|am\s+unable\s+to|am\s+not\s+able\s+to|won't)\s+(?:assist|help|comply|provide|fulfil|fulfill|identify|process|view"
    r"|access|do\s+that|obey|follow|describe\s+(?:the|this)\s+image)\b"
    r"|\b(?:let\s+me\s+know|feel\s+free\s+to\s+ask|how\s+can\s+i\s+(?:help|assist)|hope\s+this\s+helps|happy\s+to\s+help|do\s+you\s+want\s+me"
    r"|would\s+you\s+like|is\s+there\s+anything\s+else|if\s+you\s+have\s+any)\b"
    r"|\bmy\s+(?:instructions|training|system\s+prompt|programming|prompt)\b|\bsystem\s+prompt\b|\bthe\s+user\b"
    r"|\bals\s+(?:eine?\s+)?(?:ki|sprachmodell)\b|\bcomo\s+(?:una?\s+)?(?:ia|modelo\s+de\s+lenguaje)\b|\ben\s+tant\s+qu['e]\s*(?:ia|une\s+ia)\b"
    r"|作为(?:一个)?(?:AI|人工智能)",
    re.IGNORECASE,
)


def without_talk_of_the_picture(sentence: str) -> str:
    """Return the sentence about what is seen: "The image shows a dog." becomes "A dog."; it may become empty."""
    rest = sentence
    while (beginning := _BEGINNING.match(rest)) is not None and beginning.end() > 0:
        rest = rest[beginning.end() :].lstrip(" ,:")
    rest = _INSIDE.sub("", rest)
    return sentence if rest == sentence else rest[:1].upper() + rest[1:]


def is_about_itself(sentence: str) -> bool:
    """Tell whether the model speaks of itself or to the person: an apology, an offer, its instructions."""
    return _ITSELF.search(sentence) is not None
