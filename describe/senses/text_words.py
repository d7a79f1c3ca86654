"""Chooses and phrases the text that is said: the most prominent for a description, all of it for reading."""

import re

from describe import phrases
from describe.plain.claims import claim_of
from describe.request import Detail, Piece
from describe.senses import words
from describe.senses.observation import Script, Text, TextBlock
from describe.senses.spoken import limited, sentence
from describe.sentences import as_one_sentence, sentences

MOST_WORDS = {Detail.BRIEF: 6, Detail.NORMAL: 12, Detail.RICH: 20}
PROMINENT = 1 / 3
"""Of the tallest letters: smaller text is detail, and waits until it is asked for."""
SIGN_LETTERS = 0.035
"""Height of letters in fractions of the picture from which a lone short text can be taken for a sign's."""
MOST_SIGN_WORDS = 5
LONGEST_SENTENCE = 280
"""Characters; the voice takes 300."""


def prominent_text(text: Text, detail: Detail) -> str:
    """Return one sentence with the tallest text, in the order in which it is read, or nothing."""
    latin = sorted((b for b in text.blocks if b.script is Script.LATIN), key=lambda b: -b.letter_height)
    if not latin:
        return phrases.OTHER_SCRIPT if text.blocks else ""
    if len(text.blocks) == 1 and not text.unread and is_sign(latin[0]):
        return sentence(f"A sign says: {as_one_sentence(' '.join(latin[0].rows))}")
    chosen: dict[TextBlock, str] = {}
    left = MOST_WORDS[detail]
    for block in latin:
        if left <= 0 or block.letter_height < PROMINENT * latin[0].letter_height:
            break
        part, is_cut = limited(" ".join(block.rows), left)
        if is_cut and chosen:
            break
        chosen[block] = f"{part}, and more" if is_cut else part
        left -= len(part.split())
    parts = [chosen[block] for block in text.blocks if block in chosen]
    return sentence(f"Text: {as_one_sentence(', '.join(parts))}")


def is_sign(block: TextBlock) -> bool:
    """Tell whether the text is large, short, and made of words that stand on signs."""
    said = re.findall(r"[a-z]+|\d+", " ".join(block.rows).lower())
    known = [word for word in said if word in words.SIGN_WORDS]
    is_short = 0 < len(said) <= MOST_SIGN_WORDS and len(known) > 0
    return is_short and block.letter_height >= SIGN_LETTERS and all(w in words.SIGN_WORDS or w.isdigit() for w in said)


def whole_text(text: Text) -> tuple[str, ...]:
    """Return everything that was read, a sentence for each block, long blocks in several; say what is missing."""
    said: list[str] = []
    is_first = True
    for block in text.blocks:
        if block.script is Script.LATIN:
            for part in _sentences(block):
                said.append(f"{phrases.READS}: {part}" if is_first else part)
                is_first = False
        elif phrases.OTHER_SCRIPT not in said:
            said.append(phrases.OTHER_SCRIPT)
    said = [_as_words_of_others(part) for part in said]
    if said and text.is_cut:
        said.append(phrases.MORE_TEXT)
    if said and text.unread:
        said.append(phrases.MORE_UNREADABLE_TEXT)
    return tuple(said)


def _as_words_of_others(text: str) -> str:
    """Return a text in which no sentence could be heard as our own advice: "It is safe to cross." stands on a sign."""
    parts = list(sentences(iter([Piece(text)])))
    if all(claim_of(part) is None for part in parts if not part.startswith(phrases.READS)):
        return text
    return as_one_sentence(text if text.startswith(phrases.READS) else f"{phrases.GOES_ON}: {text}")


def _sentences(block: TextBlock) -> list[str]:
    parts: list[str] = []
    for word in " ".join(block.rows).split():
        if parts and len(parts[-1]) + 1 + len(word) <= LONGEST_SENTENCE:
            parts[-1] += f" {word}"
        else:
            parts.append(word[:LONGEST_SENTENCE])
    return [sentence(part) for part in parts]
