"""Puts "a person" where a model names somebody: who it is cannot be seen, and a wrong name is believed.

What a badge or a poster says stays, as a quotation. Names of things and places stay too: "the Eiffel Tower".
"""

import re

A_PERSON = {"en": "a person", "de": "eine Person", "es": "una persona", "fr": "une personne"}

_NAME = r"(?:(?:[A-ZÄÖÜÉÁÍÓÚÑ]['’])?[A-ZÄÖÜÉÁÍÓÚÑ][\w-]+|[A-Z]\.)"  # noqa: RUF001  typographic apostrophes are meant
_NAMES = rf"{_NAME}(?:\s+(?:(?:von|van|de|da|al|bin)\s+)?{_NAME}){{0,3}}"
_FULL = rf"{_NAME}(?:\s+(?:(?:von|van|de|da|al|bin)\s+)?{_NAME}){{1,3}}"
_TITLES = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|President|Queen|King|Prince|Princess|Pope|Senator|Chancellor|Minister|Sir|Lady"
    r"|Lord|Captain|Judge|Aunt|Uncle|Herr|Frau|Señor|Señora|Monsieur|Madame|actor|actress|singer|politician|footballer"
    r"|player|comedian|president|director|rapper|businessman|musician)\.?"
)
_NAMED = re.compile(
    rf",?\s*(?:\b(?:who\s+is\s+|is\s+)?(?:named|called|known\s+as|identified\s+as|whose\s+name\s+is|namens|llamad[oa]|nommée?)\s+){_NAMES}"
)
_TITLED = re.compile(rf"\b(?:(?:[Tt]he|[Aa]n?|[Ff]ormer)\s+)*{_TITLES}\s+(?!Street|Road|Avenue|Square|Bed){_NAMES}")
_FIRST_NAMES = frozenset(
    """Adam Adele Ahmed Albert Alex Alexander Ali Alice Amit Amy Ana Andrea Andrew Angela Angelina Anna Anne Anthony
    Antonio Barack Barbara Ben Benjamin Bernd Bernie Betty Beyoncé Bill Billie Bob Boris Brad Brian Bruce Carlos
    Carol Catherine Charles Chris Christian Christine Claire Claudia Cristiano Daniel David Deborah Dennis Diana
    Diego Dieter Donald Donna Dorothy Edward Elena Elizabeth Ellen Elon Elvis Emily Emma Emmanuel Eric Eva Fatima
    Felix Fernando Frank Franz Fritz Gary George Gerhard Greta Hannah Hans Harry Heidi Helen Helena Henry Hillary
    Hugo Ian Ivan Jack Jacob Jacques James Jan Jane Janet Jason Javier Jean Jeff Jeffrey Jennifer Jessica Joan Joe
    John Jonathan Jorge Joseph José Juan Julia Julie Justin Jürgen Kamala Karen Karl Kate Katherine Keanu Keir Kevin
    Kim Klaus Kylian Laura Leonardo Linda Lionel Lisa Louis Lucas Lucy Luis Madonna Mahatma Manuel Marcel Margaret
    Maria Marie Marilyn Mario Mark Martin Mary Matt Matthew Meghan Melissa Michael Michelle Miguel Mike Mohamed
    Mohammed Monika Mukesh Nancy Narendra Neil Nelson Nick Nicolas Nicole Olaf Oliver Olivia Oprah Oscar Otto Pablo
    Patricia Patrick Paul Pedro Peter Petra Philip Pierre Priya Rachel Rahul Raj Ralph Rebecca Richard Rihanna Rishi
    Robert Roger Ronald Rosa Ruth Ryan Sabine Samuel Sandra Sara Sarah Scarlett Scott Serena Shakira Sharon Simon
    Sofia Sophie Stefan Stephen Steve Steven Susan Sven Taylor Ted Thomas Tim Timothy Tom Tony Ursula Usain Uwe
    Victor Virat Vladimir Volodymyr Walter Will William Wolfgang Xi Yusuf Zinedine""".split()
)
_DOING = (
    r"(?:is|was|stands?|sits?|smiles?|wears?|holds?|speaks?|walks?|looks?|waves?|laughs?|runs?|plays?|sings?|points?|talks?"
    r"|smiling|standing|sitting|wearing|holding|speaking|walking|waving|laughing|posing|singing|giving)"
)
_DOES = re.compile(rf"\b[A-Z]\w+(?=\s+{_DOING}\b)")
_WORDS_TOO = frozenset("Will Mark Bill Frank Rosa Jack Taylor Kim Victor Christian Xi Jean Ted Carol Grace".split())
_ACTS = re.compile(
    rf"(?<![Aa] )(?<![Aa]n )(?<![Tt]he )\b{_FULL}"
    r"(?=\s+(?:is\s+|was\s+)?(?:standing|sits?|sitting|smiles?|smiling|wears?|wearing|holds?|holding|speaks?|speaking|waves?"
    r"|waving|laughs?|laughing|walks?|walking|posing|singing|talks?|talking)\b)"
)
_INTRODUCED = re.compile(
    rf"^(?P<lead>(?:[Tt]his|[Tt]hat|[Ii]t|[Hh]e|[Ss]he|[Tt]he\s+(?:man|woman|person|boy|girl))\s+(?:is|could\s+be|might\s+be|may\s+be|looks\s+like|appears"
    rf"\s+to\s+be|seems\s+to\s+be|resembles|must\s+be)\s+(?:probably\s+|likely\s+)?)(?P<name>{_FULL})(?=[\s.,!?]|$)"
)
_THINGS = re.compile(
    r"\b(?:Street|Road|Avenue|Square|Tower|Bridge|Station|Airport|Park|Hotel|Church|Cathedral|Museum|Coffee|Cola|King|Store"
    r"|Shop|Market|Bank|School|University|Bus|Car|Building|House|Café|Restaurant|Center|Centre|City|Statue|Palace|Gate|Line"
    r"|Beach|River|Lake|Mountain|Island|Company|Bar|Bread|Juice|Chips|Hall|Court|Hospital|Light|Sign|Platform|Ferris|Bell"
    r"|Opera|Wall|Door|Room|Express|Airlines|Phone|Galaxy|Book|Machine|Shepherd|Retriever|Terrier|Dane|Husky|Pony|Cat)\b"
)


def without_names(sentence: str, language: str = "en") -> str:
    """Return the sentence with nobody named in it."""
    person = A_PERSON.get(language, A_PERSON["en"])
    rest = _NAMED.sub("", sentence)
    rest = _INTRODUCED.sub(lambda match: _kept(match["name"], match["lead"] + person, match[0]), rest)
    rest = _TITLED.sub(person, rest)
    rest = _ACTS.sub(lambda match: _kept(match[0], person, match[0]), rest)
    rest = _DOES.sub(lambda match: person if match[0] in _FIRST_NAMES - _WORDS_TOO else match[0], rest)
    rest = re.sub(_NAMES, lambda match: person if _has_first_name(match[0]) else match[0], rest)
    return sentence if rest == sentence else rest[:1].upper() + rest[1:]


def _kept(name: str, without: str, whole: str) -> str:
    return whole if _THINGS.search(name) or name.split(maxsplit=1)[0] in _NO_NAMES else without


_NO_NAMES = frozenset(
    "A An The This That It He She One Two Three Left Right Ahead On In At Behind Some Several Many".split()
)


def _has_first_name(name: str) -> bool:
    words = name.split()
    return words[0] in _FIRST_NAMES and len(words) > 1 and not _THINGS.search(name)
