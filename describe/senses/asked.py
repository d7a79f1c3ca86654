"""What the senses answer when a person asks for just one thing: who is there, which codes, which colour, how sure."""

from describe import phrases
from describe.senses import words
from describe.senses.code_words import code_sentence
from describe.senses.compose import FAR_BELOW, NEAR_FROM, SIDES
from describe.senses.observation import Code, Colour, Face, Level, Light, Observation, TextBlock
from describe.senses.spoken import limited, sentence
from describe.sentences import as_one_sentence

MOST_SINGLE = 3
"""Up to so many faces each one's place is told."""
ONE_COLOUR = 0.6
"""Share from which a place has one colour."""
MOST_TEXTS = 2
MOST_WORDS = 12


def who(faces: tuple[Face, ...]) -> tuple[str, ...]:
    """Return how many faces there are, and of the nearest few where and how near; never who."""
    if not faces:
        return (phrases.NO_FACE,)
    if len(faces) == 1:
        return (f"One face, {_place(faces[0])}.",)
    count = f"{words.NUMBERS[len(faces)]} faces." if len(faces) < len(words.NUMBERS) else f"{words.MANY_FACES}."
    shown = faces[:MOST_SINGLE]
    each = [f"{'The nearest' if place == 0 else 'One'}: {_place(face)}." for place, face in enumerate(shown)]
    return (count, *each)


def code_words(codes: tuple[Code, ...]) -> tuple[str, ...]:
    """Return each code in full, or that there is none."""
    return tuple(code_sentence(code, in_full=True) for code in codes) or (phrases.NO_CODE,)


def colour_words(colours: tuple[Colour, ...], light: Light) -> str:
    """Return the colour of a place, with doubt where there is little light."""
    if not colours:
        return phrases.TOO_DARK_FOR_COLOURS
    first, *others = colours
    name = first.name if first.share >= ONE_COLOUR or not others else f"{first.name} and {others[0].name}"
    if light.level in (Level.DARK, Level.DIM):
        return f"In the middle: could be {name}. There is little light."
    return f"In the middle: {name}."


def evidence(seen: Observation, looks: int) -> tuple[str, ...]:
    """Return what the senses found in a picture, judged over so many looks, and how sure they are of it."""
    found = [f"A face, {_place(face)}, in {round(face.held * looks)} of {looks} looks." for face in seen.faces[:1]]
    found += [_certain(block) for block in seen.text.blocks[:MOST_TEXTS]]
    found += [code_sentence(code, in_full=False) for code in seen.codes[:1]]
    return (phrases.SENSES_FOUND, *found) if found else (phrases.SENSES_FOUND_NOTHING,)


def _certain(block: TextBlock) -> str:
    text, is_cut = limited(" ".join(block.rows), MOST_WORDS)
    quoted = sentence(f"Text: {as_one_sentence(text)}{', and more' if is_cut else ''}")
    return f"{quoted} I am {100 * block.confidence:.0f} percent sure of its letters."


def _place(face: Face) -> str:
    side = next(name for limit, name in SIDES if face.box.middle < limit)
    if face.box.height >= NEAR_FROM:
        return f"near, {side}"
    return f"{'far' if face.box.height < FAR_BELOW else 'a few steps away'}, {side}"
