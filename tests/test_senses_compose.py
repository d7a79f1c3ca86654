import dataclasses

import pytest

from describe.request import Detail, Request, Task
from describe.senses.compose import compose
from describe.senses.observation import (
    Box,
    Code,
    Colour,
    Course,
    Face,
    Level,
    Light,
    Movement,
    Observation,
    Script,
    Side,
    Subject,
    Text,
    TextBlock,
)
from tests.senses_pictures import framed, plain

FRAME = framed(plain())
NOTHING = Observation((), Text(), (), None, Light(Level.ORDINARY, None), ())
EXIT = Text((TextBlock(("Exit",), 0.99, Box(0.4, 0.1, 0.2, 0.1), 0.1, Script.LATIN),))
CODE = Code("QR code", Subject.SITE, "example.org", Box(0.1, 0.1, 0.2, 0.2))


def face(middle: float, height: float = 0.15) -> Face:
    return Face(Box(middle - 0.05, 0.2, 0.1, height), 1.0)


def said(
    observation: Observation, detail: Detail = Detail.NORMAL, task: Task = Task.DESCRIBE, lately: tuple[str, ...] = ()
) -> tuple[str, ...]:
    return compose(observation, Request((FRAME,), task, detail, said=lately))


def test_people_come_first_then_text_then_light() -> None:
    seen = dataclasses.replace(NOTHING, faces=(face(0.35, 0.3),), text=EXIT, light=Light(Level.ORDINARY, Side.RIGHT))
    assert said(seen) == ("One face, near, slightly left.", "A sign says: Exit.", "Bright on the right.")


@pytest.mark.parametrize(
    ("faces", "words"),
    [
        ((face(0.1),), "One face, left."),
        ((face(0.5, 0.05),), "One face, far, ahead."),
        ((face(0.9, 0.3),), "One face, near, right."),
        ((face(0.65),), "One face, slightly right."),
        ((face(0.6, 0.3), face(0.3)), "Two faces, one near, slightly right."),
        ((face(0.6, 0.3), face(0.3, 0.3)), "Two faces, near, slightly left and slightly right."),
        (tuple(face(0.1 + 0.07 * n) for n in range(12)), "Many faces."),
    ],
)
def test_faces_are_counted_and_placed(faces: tuple[Face, ...], words: str) -> None:
    assert said(dataclasses.replace(NOTHING, faces=faces))[0] == words


@pytest.mark.parametrize(
    ("movement", "words"),
    [
        (Movement(Box(0.0, 0.2, 0.3, 0.5), Course.UNCLEAR), "Movement on the left."),
        (Movement(Box(0.4, 0.2, 0.2, 0.5), Course.CLOSER), "Movement ahead, coming closer."),
        (Movement(Box(0.8, 0.2, 0.2, 0.5), Course.AWAY), "Movement on the right, going away."),
        (Movement(Box(0.8, 0.2, 0.2, 0.5), Course.LEFT_TO_RIGHT), "Movement from left to right."),
    ],
)
def test_movement_says_its_side_and_its_course_where_that_is_clear(movement: Movement, words: str) -> None:
    assert said(dataclasses.replace(NOTHING, movement=movement)) == (words,)


def test_detail_decides_how_much_is_said() -> None:
    everything = Observation(
        faces=(face(0.35, 0.3), face(0.9)),
        text=EXIT,
        codes=(CODE,),
        movement=Movement(Box(0.0, 0.2, 0.3, 0.5), Course.UNCLEAR),
        light=Light(Level.BRIGHT, Side.RIGHT),
        colours=(Colour("green", 0.6), Colour("brown", 0.2)),
    )
    brief, normal, rich = (said(everything, detail) for detail in Detail)
    assert brief == ("Two faces.",)
    assert 1 < len(normal) <= 3
    assert sum(len(sentence.split()) for sentence in normal) <= 20
    assert rich[-2:] == ("Bright.", "Mostly green and brown.")
    assert "A QR code for example.org." in rich


def test_a_view_with_nothing_in_particular_still_gets_true_words() -> None:
    meadow = dataclasses.replace(NOTHING, colours=(Colour("green", 0.5), Colour("brown", 0.3)))
    assert said(meadow) == ("I find no face and no text.", "Mostly green and brown.")
    assert said(meadow, Detail.BRIEF) == ("Mostly green and brown.",)
    assert said(NOTHING, Detail.BRIEF) == ("I find no face and no text.",)


def test_that_nothing_was_found_is_not_said_again_and_again() -> None:
    assert said(NOTHING, lately=("I find no face and no text.",)) == ()


def test_colours_are_no_news_beside_a_face() -> None:
    seen = dataclasses.replace(NOTHING, faces=(face(0.5),), colours=(Colour("green", 0.9),))
    assert said(seen) == ("One face, ahead.",)


def test_reading_says_text_and_codes_and_nothing_else() -> None:
    seen = dataclasses.replace(NOTHING, faces=(face(0.5),), text=EXIT, codes=(CODE,))
    assert said(seen, task=Task.READ) == ("It reads: Exit.", "A QR code for example.org.")


def test_reading_never_answers_with_silence() -> None:
    assert said(NOTHING, task=Task.READ) == ("I can read no text here.",)
    blurred = dataclasses.replace(NOTHING, text=Text(unread=3))
    assert said(blurred, task=Task.READ) == ("There may be text, but I cannot read it.",)


def test_a_view_with_text_that_cannot_be_read_is_not_called_a_view_without_text() -> None:
    seen = dataclasses.replace(NOTHING, text=Text(unread=3))
    assert said(seen) == ("There may be text, but I cannot read it.",)


def test_a_description_says_that_there_is_text_it_could_not_read() -> None:
    seen = dataclasses.replace(NOTHING, text=dataclasses.replace(EXIT, unread=1))
    assert said(seen)[-1] == "There is more that I cannot read."
