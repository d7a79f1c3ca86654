"""Questions about what the camera sees: each is answered or refused aloud, at once, and before everything else."""

import numpy as np
import pytest

from camera.errors import CameraLost
from camera.frame import Frame, Image
from describe import helper_words, phrases
from describe.commands import Act, Ask, Do, Find, Question
from describe.conversation import KEPT_S, Conversation
from describe.inbox import MOST, Inbox
from describe.journal import Kind
from describe.request import Exchange, Task
from describe.teller import ONLY_SHOWN
from tests.scripted import SECONDS_A_WORD, Stage, room


def answers(frame: Frame) -> str:
    return f"It is thing number {frame.number // 1000}, and red."


def still(_moment: float) -> Image:
    return room(1)


def test_a_question_is_answered_at_once_aloud_and_to_whoever_asked() -> None:
    stage = Stage(still, 30, words=answers)
    stage.play_until(10)
    answer = stage.inbox.put(Ask("What colour is it?"))
    assert answer is not None
    stage.play_until(10.5)
    assert answer.result(0) == "It is thing number 0, and red."
    asked = stage.describer.requests[-1]
    assert (asked.task, asked.question) == (Task.ASK, "What colour is it?")
    assert stage.said[-1] == "It is thing number 0, and red."


def test_what_was_said_before_may_be_the_answer_again() -> None:
    stage = Stage(still, 30, words=lambda _: "A red door ahead.")
    stage.play_until(10)
    assert stage.said == ["A red door ahead."]
    stage.inbox.put(Ask("What is there?"))
    stage.play()
    assert stage.said == ["A red door ahead."] * 2


def test_a_thing_is_looked_for() -> None:
    stage = Stage(still, 10, words=lambda _: "The keys are on the left.")
    stage.inbox.put(Find("the keys"))
    stage.play()
    asked = stage.describer.requests[0]
    assert (asked.task, asked.question) == (Task.FIND, "the keys")
    assert "The keys are on the left." in stage.said


def test_a_follow_up_question_knows_the_last_answers_of_two_minutes_and_no_older_ones() -> None:
    stage = Stage(still, 400, words=lambda _: "A red door.")
    for pause_s, question in ((2.0, "What is it?"), (4.0, "What colour?"), (KEPT_S + 5, "Is it open?")):
        stage.clock.wait(pause_s)
        stage.inbox.put(Ask(question))
        stage.play_until(stage.clock() + 3.0)
    asked = [request for request in stage.describer.requests if request.task is Task.ASK]
    assert [request.exchanges for request in asked] == [(), (Exchange("What is it?", "A red door."),), ()]


def test_a_question_interrupts_a_description() -> None:
    words = "One two three four five six seven eight nine ten eleven twelve."
    stage = Stage(still, 20, words=lambda _: words if len(stage.describer.requests) < 2 else "Red.")
    stage.play_until(2)
    assert not stage.speaker.is_quiet
    stage.inbox.put(Ask("What colour is it?"))
    stage.play_until(3.5)
    starts = {cue.text: start for start, _, cue in stage.speaker.spoken()}
    assert starts["Red."] < 3.0


def test_without_sight_a_question_is_refused_aloud() -> None:
    def view(moment: float) -> Image:
        raise CameraLost("the script says so")

    stage = Stage(view, 20)
    stage.play_until(3)
    answer = stage.inbox.put(Ask("What is it?"))
    assert answer is not None
    stage.play()
    assert answer.result(0) == phrases.ANSWER_BLIND
    assert phrases.ANSWER_BLIND in stage.said


def test_of_a_covered_lens_it_says_so_instead_of_guessing() -> None:
    stage = Stage(lambda _: np.zeros((480, 640, 3), np.uint8), 20, words=lambda _: "A cat.")
    stage.play_until(3)
    stage.inbox.put(Ask("What is it?"))
    stage.play()
    assert "A cat." not in stage.said
    assert stage.said.count(phrases.COVERED) == 2


def test_a_describer_that_fails_refuses_the_question_aloud() -> None:
    stage = Stage(still, 20)
    stage.play_until(5)
    stage.describer.fails = True
    answer = stage.inbox.put(Ask("What is it?"))
    assert answer is not None
    stage.play_until(8)
    assert answer.result(0) == phrases.ANSWER_FAILED
    assert stage.said[-1] == phrases.ANSWER_FAILED
    assert "the script says so" in [entry.reason for entry in stage.entries(Kind.DROPPED)]


def test_an_answer_about_a_picture_that_is_too_old_is_not_given() -> None:
    stage = Stage(still, 60)
    stage.play_until(5)
    stage.describer._takes_s = 15.0
    answer = stage.inbox.put(Ask("What is it?"))
    assert answer is not None
    stage.play_until(30)
    assert answer.result(0) == phrases.ANSWER_TOO_LATE


def test_who_asks_too_much_at_once_is_told_so() -> None:
    inbox = Inbox()
    assert all(inbox.put(Ask(f"{number}?")) for number in range(MOST))
    assert inbox.put(Ask("one more?")) is None


def test_the_conversation_is_kept_for_two_minutes() -> None:
    conversation = Conversation()
    conversation.add("Is it red?", "Yes.", 100.0)
    assert conversation.since(100.0 + KEPT_S) == (Exchange("Is it red?", "Yes."),)
    assert conversation.since(101.0 + KEPT_S) == ()


def test_while_something_moves_a_model_gets_a_clip_of_it() -> None:
    def view(moment: float) -> Image:
        return np.roll(room(1), int(moment * 120), axis=1)

    stage = Stage(view, 20)
    stage.inbox.put(Ask("What moves?"))
    stage.play_until(6)
    stage.inbox.put(Ask("What moves now?"))
    stage.play_until(6.5)
    asked = [request for request in stage.describer.requests if request.task is Task.ASK][-1]
    assert len(asked.clip) >= 8
    assert asked.clip[-1] is asked.frame
    assert asked.clip == tuple(sorted(asked.clip, key=lambda frame: frame.taken_at))


def test_what_the_describer_has_to_say_of_itself_is_said_once() -> None:
    news = [(phrases.MODEL_READY,)]
    stage = Stage(still, 20, news=lambda: news.pop() if news else ())
    stage.play()
    assert stage.said.count(phrases.MODEL_READY) == 1


@pytest.mark.parametrize("command", [Ask("What colour is it?", is_aloud=False), Find("my keys", is_aloud=False)])
def test_an_answer_that_is_only_shown_is_not_said_but_that_a_helper_asks_is(command: Question) -> None:
    stage = Stage(still, 30, words=answers)
    stage.play_until(10)
    said = len(stage.said)
    answer = stage.inbox.put(command)
    assert answer is not None
    stage.play_until(13)
    assert answer.result(0) == "It is thing number 0, and red."
    assert stage.said[said:] == [helper_words.ASKS_SOMETHING]
    unsaid = [entry.text for entry in stage.entries(Kind.DROPPED) if entry.reason == ONLY_SHOWN]
    assert unsaid == ["It is thing number 0, and red."]


def test_a_refusal_that_is_only_shown_is_not_said_either() -> None:
    def view(moment: float) -> Image:
        raise CameraLost("the script says so")

    stage = Stage(view, 20)
    stage.play_until(3)
    answer = stage.inbox.put(Ask("What is it?", is_aloud=False))
    assert answer is not None
    stage.play()
    assert answer.result(0) == phrases.ANSWER_BLIND
    assert helper_words.ASKS_SOMETHING in stage.said
    assert phrases.ANSWER_BLIND not in stage.said


def test_a_question_whose_answer_is_only_shown_waits_until_the_answer_before_was_heard() -> None:
    long = "One two three four five six seven eight nine ten eleven twelve."
    stage = Stage(still, 60, words=lambda _: long if len(stage.describer.requests) < 3 else "Red.")
    stage.play_until(10)
    stage.inbox.put(Ask("What is there?"))
    stage.play_until(11)
    answer = stage.inbox.put(Ask("What colour is it?", is_aloud=False))
    assert answer is not None
    stage.play_until(13)
    assert not answer.done()
    assert helper_words.ASKS_SOMETHING not in stage.said
    stage.play_until(20)
    assert answer.result(0) == "Red."
    start, end = [(start, end) for start, end, cue in stage.speaker.spoken() if cue.text == long][-1]
    assert end - start == pytest.approx(SECONDS_A_WORD * 12, abs=0.05)


def test_what_only_a_helper_was_shown_is_no_part_of_what_the_listener_asks() -> None:
    stage = Stage(still, 60, words=lambda _: "A red door.")
    stage.play_until(5)
    for question, is_aloud in (("What is it?", True), ("Who is it?", False), ("What colour?", True), ("Now?", False)):
        stage.inbox.put(Ask(question, is_aloud=is_aloud))
        stage.play_until(stage.clock() + 5.0)
    asked = [request for request in stage.describer.requests if request.task is Task.ASK]
    known = [[one.question for one in request.exchanges] for request in asked]
    assert known == [[], ["What is it?"], ["What is it?"], ["What is it?", "Who is it?", "What colour?"]]


def test_what_was_only_shown_is_not_what_the_last_words_were_based_on() -> None:
    stage = Stage(still, 60, words=lambda _: "A red door.")
    stage.play_until(20)
    stage.inbox.put(Ask("What is it?", is_aloud=False))
    stage.play_until(25)
    answer = stage.inbox.put(Do(Act.BASED_ON))
    assert answer is not None
    stage.play_until(30)
    assert phrases.BASED_ON_AGE.format(ago="24 seconds") in answer.result(0)
