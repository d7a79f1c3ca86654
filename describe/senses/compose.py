"""Turns an observation into sentences: people first, then text, codes, movement, light and colours. Names no object."""

from describe import phrases
from describe.request import Detail, Request, Task
from describe.senses import words
from describe.senses.code_words import code_sentence
from describe.senses.observation import Colour, Course, Face, Level, Light, Movement, Observation
from describe.senses.text_words import prominent_text, whole_text

MOST_SENTENCES = {Detail.BRIEF: 1, Detail.NORMAL: 3, Detail.RICH: 8}
MOST_WORDS = {Detail.BRIEF: 8, Detail.NORMAL: 20, Detail.RICH: 60}
"""Together; the first sentence is always said whole."""
NEAR_FROM = 0.22
FAR_BELOW = 0.08
"""Height of a face in fractions of the picture: about one and three metres from a usual webcam (45 degrees high)."""
MOST_SIDES = 2
LARGE_COLOUR = 0.4
BOTH_COLOURS = 0.5
"""Shares of the picture from which it is "mostly" one colour, or two."""
SIDES = ((0.25, "left"), (0.42, "slightly left"), (0.58, "ahead"), (0.75, "slightly right"), (1.01, "right"))


def compose(observation: Observation, request: Request) -> tuple[str, ...]:
    """Return the sentences that answer the request, the weightiest first; none where nothing is worth a word."""
    if request.task is Task.READ:
        return _reading(observation)
    news = [
        _faces(observation.faces, request.detail),
        prominent_text(observation.text, request.detail),
        phrases.MORE_UNREADABLE_TEXT if observation.text.blocks and observation.text.unread else "",
        *(code_sentence(code, in_full=False) for code in observation.codes),
        _movement(observation.movement),
        _brightest(observation.light),
    ]
    said = [sentence for sentence in news if sentence]
    if request.detail is Detail.RICH:
        said += [sentence for sentence in (_level(observation.light), _colours(observation.colours)) if sentence]
    if not observation.faces and not observation.text.blocks and not observation.codes and not observation.movement:
        return _plain_view(observation, request)
    return _within(said, request.detail)


def _reading(observation: Observation) -> tuple[str, ...]:
    codes = tuple(code_sentence(code, in_full=True) for code in observation.codes)
    text = whole_text(observation.text)
    if text or codes:
        return text + codes
    return (phrases.UNREADABLE_TEXT if _has_unread(observation) else phrases.NO_TEXT,)


def _has_unread(observation: Observation) -> bool:
    """Say whether there seems to be text that could not be read; a single such line is as often a pattern."""
    return observation.text.unread >= 2


def _plain_view(observation: Observation, request: Request) -> tuple[str, ...]:
    """Say something true of a view without faces, legible text, codes or movement; what is missing is said once."""
    look = [_brightest(observation.light) or _level(observation.light), _colours(observation.colours)]
    seen = [sentence for sentence in look if sentence]
    missing = phrases.UNREADABLE_TEXT if _has_unread(observation) else phrases.NOTHING_FOUND
    nothing = [] if missing in request.said else [missing]
    if request.detail is Detail.BRIEF:
        return tuple((seen or nothing)[-1:])
    return _within(nothing + seen, request.detail)


def _within(sentences: list[str], detail: Detail) -> tuple[str, ...]:
    chosen = sentences[:1]
    for sentence in sentences[1 : MOST_SENTENCES[detail]]:
        if sum(len(said.split()) for said in [*chosen, sentence]) <= MOST_WORDS[detail]:
            chosen.append(sentence)
    return tuple(chosen)


def _faces(faces: tuple[Face, ...], detail: Detail) -> str:
    if not faces:
        return ""
    if len(faces) == 1:
        return ", ".join(part for part in ("One face", _distance(faces), _side(faces[0].box.middle)) if part) + "."
    count = f"{words.NUMBERS[len(faces)]} faces" if len(faces) < len(words.NUMBERS) else words.MANY_FACES
    if detail is Detail.BRIEF:
        return f"{count}."
    nearest = [face for face in faces if face.box.height >= NEAR_FROM] or list(faces)
    sides = dict.fromkeys(_side(middle) for middle in sorted(face.box.middle for face in nearest))
    place = " and ".join(sides) if len(sides) <= MOST_SIDES else ""
    return ", ".join(part for part in (count, _distance(faces), place) if part) + "."


def _distance(faces: tuple[Face, ...]) -> str:
    """Say how near they are, or how many of them are near; the nearest comes first."""
    near = sum(face.box.height >= NEAR_FROM for face in faces)
    if 0 < near < len(faces):
        return f"{words.NUMBERS[near].lower()} near" if near < len(words.NUMBERS) else ""
    if near:
        return "near"
    return "far" if faces[0].box.height < FAR_BELOW else ""


def _side(middle: float) -> str:
    return next(name for limit, name in SIDES if middle < limit)


def _movement(movement: Movement | None) -> str:
    if movement is None:
        return ""
    if movement.course in (Course.LEFT_TO_RIGHT, Course.RIGHT_TO_LEFT):
        return f"Movement from {movement.course}."
    side = "left" if movement.box.middle < 0.36 else "right" if movement.box.middle > 0.64 else "ahead"
    place = side if side == "ahead" else f"on the {side}"
    course = words.COURSES.get(movement.course)
    return f"Movement {place}, {course}." if course else f"Movement {place}."


def _brightest(light: Light) -> str:
    if light.brightest is None:
        return ""
    return "Bright ahead." if light.brightest == "ahead" else f"Bright on the {light.brightest}."


def _level(light: Light) -> str:
    return f"{words.LEVELS[light.level]}." if light.level is not Level.ORDINARY else ""


def _colours(colours: tuple[Colour, ...]) -> str:
    if not colours:
        return ""
    first = colours[0]
    if len(colours) > 1 and first.share + colours[1].share >= BOTH_COLOURS:
        return f"Mostly {first.name} and {colours[1].name}."
    return f"Mostly {first.name}." if first.share >= LARGE_COLOUR else ""
