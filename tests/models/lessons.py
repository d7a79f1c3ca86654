"""Makes lessons for the tiny Omni, and exams of the same kinds: a request as engines get it, and its right answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from camera.frame import frame_of
from describe.request import Detail, Directions, Exchange, Request, Task
from tests.models.drawings import (
    COLOURS,
    HEIGHT,
    SHAPES,
    WIDTH,
    Clip,
    Drawing,
    draw_happening,
    draw_sign,
    draw_things,
    place_words,
)
from tests.models.sounds import QUESTIONS, question_sound

CANNOT_SEE = "I cannot see that."
DO_NOT_SEE = "I do not see it."
NO_TEXT = "No text."

_EARLIER = (
    Exchange("What colour is it?", "It is red."),
    Exchange("What colour is it?", "It is blue."),
    Exchange("Where is it?", "It is on the right."),
    Exchange("Where is it?", "It is ahead."),
    Exchange("What shape is it?", "It is a square."),
    Exchange("What shape is it?", "It is a triangle."),
    Exchange("How many things are there?", "There are two."),
    Exchange("Is it the green one?", CANNOT_SEE),
)
"""What was asked about pictures of a moment ago, and says nothing about this one."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is asked, and what is to be said."""

    request: Request
    answer: str


def lesson(skill: str, rng: np.random.Generator, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Lesson:
    """Return a new lesson of a skill, one of SKILLS, with pictures of this width and height."""
    if skill == "clip":
        return lesson_of_clip(rng, draw_happening(rng, int(rng.choice((4, 3, 5, 6), p=(0.7, 0.1, 0.1, 0.1))), *size))
    return lesson_about(skill, rng, drawing_for(skill, rng, size))


def drawing_for(skill: str, rng: np.random.Generator, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Drawing:
    """Return a drawing with which this skill can be taught."""
    if skill in {"ask", "sound", "find"}:
        return draw_things(rng, int(rng.choice(2, p=(0.1, 0.9))), *size)
    if rng.random() < {"describe": 0.15, "read": 0.7}.get(skill, 0.0):
        return draw_sign(rng, *size)
    return draw_things(rng, int(rng.choice(3, p=(0.1, 0.45, 0.45))), *size)


def lesson_about(skill: str, rng: np.random.Generator, drawing: Drawing) -> Lesson:
    """Return a new lesson of a skill other than "clip" about a drawing that was drawn for it."""
    detail, directions = Detail(rng.choice(list(Detail))), Directions(rng.choice(list(Directions), p=(0.7, 0.3)))
    return _TEACHERS[skill](rng, drawing, Request((frame_of(drawing.image, 0.0, 1),), Task.ASK, detail), directions)


def lesson_of_clip(rng: np.random.Generator, clip: Clip) -> Lesson:
    """Return a lesson about what happens in a clip."""
    frames = tuple(frame_of(image, 0.5 * number, number) for number, image in enumerate(clip.frames))
    return Lesson(Request(frames[-1:], detail=Detail(rng.choice(list(Detail))), clip=frames), clip.happens)


def _describe(rng: np.random.Generator, drawing: Drawing, request: Request, directions: Directions) -> Lesson:
    return Lesson(replace(request, task=Task.DESCRIBE, directions=directions), drawing.description(directions))


def _read(rng: np.random.Generator, drawing: Drawing, request: Request, directions: Directions) -> Lesson:
    return Lesson(replace(request, task=Task.READ), drawing.word or NO_TEXT)


def _ask(rng: np.random.Generator, drawing: Drawing, request: Request, directions: Directions) -> Lesson:
    question = str(rng.choice(list(QUESTIONS.values())))
    asked = replace(request, directions=directions, question=question, exchanges=_earlier(rng))
    return Lesson(asked, _about_it(question, drawing, directions))


def _sound(rng: np.random.Generator, drawing: Drawing, request: Request, directions: Directions) -> Lesson:
    kind = str(rng.choice(list(QUESTIONS)))
    asked = replace(request, directions=directions, question_sound=question_sound(kind, rng), exchanges=_earlier(rng))
    return Lesson(asked, _about_it(QUESTIONS[kind], drawing, directions))


def _find(rng: np.random.Generator, drawing: Drawing, request: Request, directions: Directions) -> Lesson:
    wanted = f"{rng.choice(list(COLOURS))} {rng.choice(SHAPES)}"
    if drawing.things and rng.random() < 0.6:
        wanted = drawing.things[0].name
    there = [place_words(thing.place, directions) for thing in drawing.things if thing.name == wanted]
    answer = f"{there[0][0].upper()}{there[0][1:]}." if there else DO_NOT_SEE
    return Lesson(replace(request, task=Task.FIND, directions=directions, question=wanted), answer)


_TEACHERS: dict[str, Callable[[np.random.Generator, Drawing, Request, Directions], Lesson]] = {
    "describe": _describe,
    "read": _read,
    "ask": _ask,
    "sound": _sound,
    "find": _find,
}
SKILLS = (*_TEACHERS, "clip")
"""What is taught: five skills with one picture, and one with several."""


def _about_it(question: str, drawing: Drawing, directions: Directions) -> str:
    if not drawing.things:
        return CANNOT_SEE
    thing = drawing.things[0]
    known = {
        "What colour is it?": thing.colour,
        "Where is it?": place_words(thing.place, directions),
        "What shape is it?": f"a {thing.shape}",
    }
    return f"It is {known[question]}."


def _earlier(rng: np.random.Generator) -> tuple[Exchange, ...]:
    count = int(rng.choice(3, p=(0.6, 0.25, 0.15)))
    return tuple(_EARLIER[int(rng.integers(len(_EARLIER)))] for _ in range(count))
