"""What a listener asks for with one word: describe, read, repeat, stop, pause, go on. Each has its answer in words."""

from functools import cache

from camera.errors import CameraLost
from camera.frame import Frame, Image
from describe import phrases
from describe.commands import Act, Ask, Do, Tell
from describe.inbox import MOST, Inbox
from describe.journal import Kind
from describe.obeying.orders import HUSH_S
from describe.request import Task
from describe.settings import Settings
from describe.status import State
from tests.scripted import Stage
from tests.scripted import room as drawn_room

LONG = "One two three four five six seven eight nine ten eleven twelve."


room = cache(drawn_room)


def still(_moment: float) -> Image:
    return room(1)


def changing(moment: float) -> Image:
    return room(int(moment / 6))


def numbered(frame: Frame) -> str:
    return f"Thing number {frame.number}."


def put(stage: Stage, act: Act, for_s: float = 0.5) -> str:
    """Ask for this, let time pass, and return the answer."""
    answer = stage.inbox.put(Do(act))
    assert answer is not None
    stage.play_until(stage.clock() + for_s)
    return answer.result(0)


def starts_after(stage: Stage, moment: float) -> list[str]:
    return [cue.text for start, _, cue in stage.speaker.spoken() if start > moment]


def test_describe_now_describes_though_nothing_has_changed() -> None:
    stage = Stage(still, 60, words=lambda _: "A red door.")
    stage.play_until(20)
    assert stage.said == ["A red door."]
    assert put(stage, Act.DESCRIBE) == "A red door."
    assert stage.describer.requests[-1].task is Task.DESCRIBE
    assert stage.describer.requests[-1].said == ()
    stage.play()
    assert stage.said == ["A red door."] * 2


def test_of_a_picture_without_anything_to_tell_it_says_so() -> None:
    stage = Stage(still, 30, words=lambda _: "")
    stage.play_until(5)
    assert put(stage, Act.DESCRIBE) == phrases.NOTHING_TO_DESCRIBE
    assert stage.said == [phrases.NOTHING_TO_DESCRIBE]


def test_the_text_is_read_when_asked_for() -> None:
    stage = Stage(still, 30, words=lambda _: "It reads: Exit.")
    stage.play_until(10)
    assert put(stage, Act.READ) == "It reads: Exit."
    assert stage.describer.requests[-1].task is Task.READ


def test_without_sight_what_needs_a_picture_is_refused_aloud() -> None:
    def view(_: float) -> Image:
        raise CameraLost("the script says so")

    stage = Stage(view, 30)
    stage.play_until(5)
    assert put(stage, Act.DESCRIBE, 2) == phrases.ANSWER_BLIND
    assert stage.said[-1] == phrases.ANSWER_BLIND


def test_what_was_heard_last_is_repeated_word_by_word_and_as_often_as_asked() -> None:
    stage = Stage(still, 60, words=lambda _: "A red door. A sign says: Exit.")
    stage.play_until(10)
    for _ in range(3):
        assert put(stage, Act.REPEAT, 5) == "A red door. A sign says: Exit."
    assert stage.said == ["A red door.", "A sign says: Exit."] * 4


def test_repeat_begins_anew_with_what_was_cut_off() -> None:
    stage = Stage(still, 60, words=lambda _: LONG)
    stage.play_until(2.5)
    assert not stage.speaker.is_quiet
    put(stage, Act.REPEAT, 6)
    assert stage.said == [LONG] * 2


def test_before_anything_was_said_there_is_nothing_to_repeat() -> None:
    stage = Stage(still, 60)
    assert put(stage, Act.REPEAT) == phrases.NOTHING_HEARD


def test_stop_is_silence_at_once_without_waiting_for_the_next_look() -> None:
    stage = Stage(still, 60, words=lambda _: LONG + " And more.")
    stage.play_until(2.5)
    assert not stage.speaker.is_quiet
    stopped_at = stage.clock()
    answer = stage.inbox.put(Do(Act.STOP))
    assert stage.speaker.wait_quiet(0.0)
    stage.play()
    assert answer is not None
    assert answer.result(0) == phrases.STOPPED
    assert starts_after(stage, stopped_at) == []


def test_between_a_stop_and_its_turn_nothing_is_said() -> None:
    """The loop may be about to say a sentence in the very moment in which another thread says stop."""
    stage = Stage(still, 60, words=lambda _: "Ten. Eleven.")
    stage.play_until(5)
    stopped_at = stage.clock()
    stage.inbox.put(Do(Act.STOP))
    stage.narrator._speaker.say(stage.speaker.spoken()[0][2])
    stage.clock.wait(1)
    assert starts_after(stage, stopped_at) == []


def test_after_a_stop_the_same_view_is_not_told_and_a_new_one_is() -> None:
    stage = Stage(lambda moment: room(int(moment / 15)), 29, words=numbered)
    stage.play_until(1.9)
    assert stage.describer.requests
    put(stage, Act.STOP)
    stage.play()
    assert len(stage.describer.requests) == 2
    assert stage.describer.requests[-1].frame.taken_at > 15


def test_for_a_moment_after_a_stop_also_what_is_new_is_not_told() -> None:
    stage = Stage(changing, 30, words=numbered)
    stage.play_until(5.5)
    stopped_at = stage.clock()
    put(stage, Act.STOP)
    stage.play()
    assert all(start > stopped_at + HUSH_S - 0.01 for start, _, _ in stage.speaker.spoken() if start > stopped_at)
    assert starts_after(stage, stopped_at)
    assert "somebody said stop" in [entry.reason for entry in stage.entries(Kind.SILENT)]


def test_stop_wins_over_everything_that_waits() -> None:
    stage = Stage(still, 60)
    stage.play_until(5)
    answers = [stage.inbox.put(command) for command in (Tell("Hello."), Ask("What?"), Do(Act.READ), Do(Act.REPEAT))]
    assert stage.inbox.put(Tell("One too many.")) is None
    stopped = stage.inbox.put(Do(Act.STOP))
    assert [answer.result(0) for answer in answers if answer] == [phrases.STOPPED] * MOST
    heard = len(stage.said)
    stage.play()
    assert stopped is not None
    assert stopped.result(0) == phrases.STOPPED
    assert len(stage.said) == heard


def test_stop_lets_go_of_an_answer_that_is_being_made() -> None:
    stage = Stage(still, 60, words=lambda _: "Long. " * 40)
    stage.play_until(5)
    stage.inbox.put(Do(Act.STOP))
    stage.play_until(10)
    answer = stage.inbox.put(Do(Act.READ))
    stage.play_until(11)
    stopped_at = stage.clock()
    stage.inbox.put(Do(Act.STOP))
    stage.play()
    assert answer is not None
    assert answer.done()
    assert starts_after(stage, stopped_at) == []


def test_a_trouble_that_a_stop_cut_short_before_it_began_is_told_a_moment_later() -> None:
    def view(moment: float) -> Image:
        if moment > 5:
            raise CameraLost("the script says so")
        return room(1)

    stage = Stage(view, 30)
    stage.play_until(5.6)
    put(stage, Act.STOP)
    stage.play()
    assert phrases.CAMERA_LOST in stage.said


def test_while_it_is_paused_nothing_is_told_unasked_and_it_says_when_it_pauses_and_goes_on() -> None:
    stage = Stage(changing, 60, words=numbered)
    stage.play_until(8)
    assert put(stage, Act.PAUSE) == phrases.PAUSED
    paused_at, status = stage.clock(), stage.board.get()
    assert (status.is_paused, status.state) == (True, State.PAUSED)
    stage.play_until(40)
    assert starts_after(stage, paused_at) == []
    assert stage.board.get().looks == 2
    assert put(stage, Act.GO_ON) == phrases.GOING_ON
    assert not stage.board.get().is_paused
    stage.play()
    assert starts_after(stage, paused_at)[0] == phrases.GOING_ON
    assert any(text.startswith("Thing") for text in starts_after(stage, paused_at))


def test_pause_cuts_off_what_is_being_said() -> None:
    stage = Stage(still, 60, words=lambda _: LONG + " And more.")
    stage.play_until(2.5)
    put(stage, Act.PAUSE, 20)
    assert stage.said == [LONG, phrases.PAUSED]
    start, end, _ = stage.speaker.spoken()[0]
    assert end - start < 2.0


def test_a_paused_one_answers_and_tells_what_fails() -> None:
    def view(moment: float) -> Image:
        if moment > 20:
            raise CameraLost("the script says so")
        return room(1)

    stage = Stage(view, 40, words=lambda _: "A red door.")
    stage.play_until(5)
    put(stage, Act.PAUSE)
    assert put(stage, Act.DESCRIBE, 2) == "A red door."
    assert put(stage, Act.REPEAT, 2) == "A red door."
    stage.play()
    assert stage.said == ["A red door.", phrases.PAUSED, "A red door.", "A red door.", phrases.CAMERA_LOST]


def test_a_paused_one_does_not_complain_of_the_pocket_it_is_in() -> None:
    stage = Stage(lambda moment: room(1) if moment < 10 or moment > 40 else room(1) * 0, 60, words=lambda _: "A door.")
    stage.play_until(5)
    put(stage, Act.PAUSE)
    stage.play_until(38)
    assert stage.said == ["A door.", phrases.PAUSED]
    assert stage.board.get().state is State.PAUSED
    put(stage, Act.GO_ON)
    stage.play()
    assert stage.said[2:4] == [phrases.GOING_ON, phrases.COVERED]
    assert stage.said[4] == phrases.PICTURE_GOOD_AGAIN


def test_who_is_not_paused_cannot_go_on() -> None:
    stage = Stage(still, 60)
    stage.play_until(5)
    assert put(stage, Act.GO_ON) == phrases.NOT_PAUSED


def test_what_the_describer_has_to_say_of_itself_waits_for_the_end_of_a_pause() -> None:
    news: list[tuple[str, ...]] = []
    stage = Stage(still, 60, words=lambda _: "A door.", news=lambda: news.pop() if news else ())
    stage.play_until(5)
    put(stage, Act.PAUSE)
    news.append((phrases.MODEL_READY,))
    stage.play_until(20)
    assert phrases.MODEL_READY not in stage.said
    put(stage, Act.GO_ON, 5)
    assert stage.said.count(phrases.MODEL_READY) == 1


def test_each_act_is_a_line_in_the_journal() -> None:
    stage = Stage(still, 60, settings=Settings())
    for act in (Act.DESCRIBE, Act.PAUSE, Act.STOP):
        put(stage, act)
    asked = [entry.reason for entry in stage.entries(Kind.ASKED)]
    assert asked == ["somebody asks: pause", "somebody asks: stop", "somebody asks: describe"] or len(asked) == 3


def test_at_the_end_whoever_waits_is_answered() -> None:
    inbox = Inbox()
    waiting = inbox.put(Ask("What?"))
    inbox.close(phrases.SWITCHING_OFF)
    late = inbox.put(Do(Act.STOP))
    assert [answer.result(0) for answer in (waiting, late) if answer] == [phrases.SWITCHING_OFF] * 2


def test_whoever_no_longer_wants_an_answer_breaks_nothing() -> None:
    stage = Stage(still, 60)
    answer = stage.inbox.put(Do(Act.REPEAT))
    assert answer is not None
    answer.cancel()
    stage.play_until(3)
    assert stage.said
