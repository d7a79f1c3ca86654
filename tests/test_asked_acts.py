"""What a listener asks for with one word: how much, who, codes, colours, light, finding, the voice, state, reasons."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from camera.errors import CameraLost
from camera.frame import Frame, Image
from describe import decide, phrases
from describe.commands import Act, Ask, Do, Find
from describe.describer import DescriberFailed
from describe.engines.senses import SensesDescriber
from describe.history.store import HistoryError
from describe.journal import Entry, Kind
from describe.obeying.adjusting import adjusted
from describe.obeying.battery import Battery, battery_of
from describe.obeying.light_tone import LASTS_S, LightTone, pitch_hz
from describe.obeying.means import Means, Places
from describe.obeying.seeking import Seeking, pause_s
from describe.obeying.state_words import state_words
from describe.obeying.why_quiet import SILENCES, UNSAID, why_quiet
from describe.request import Detail, Request, Task
from describe.senses.asked import colour_words, who
from describe.senses.observation import Box, Colour, Face, Level, Light, Observation, Script, Text, TextBlock
from describe.senses.places import Kind as Placed
from describe.senses.places import Sought, sought
from describe.settings import Settings
from describe.settings_file import SettingsError
from describe.speech.sound import Sound
from describe.status import State, Status
from describe.steps import LOUDNESS, SPEED, nearest_step, next_step
from tests.scripted import Stage
from tests.scripted import room as large_room
from tests.scripted import small_room as room
from tests.senses_pictures import framed, plain, with_code, written
from tests.test_acts import put, starts_after

NOTHING = Observation((), Text(), (), None, Light(Level.ORDINARY, None), ())
EXIT = TextBlock(("Exit",), 0.98, Box(0.4, 0.4, 0.2, 0.2), 0.1, Script.LATIN)


class ScriptedSenses:
    """Find what a test says, and remember what they were asked."""

    def __init__(self, seen: Observation = NOTHING, places: Callable[[Frame], Places] = lambda _: ()) -> None:
        self._seen = seen
        self._places = places
        self.asked: list[Request] = []
        self.sought: list[Sought] = []
        self.fails = False

    def observe(self, request: Request) -> Observation:
        self.asked.append(request)
        return self._seen

    def places(self, what: Sought, request: Request) -> Places:
        self.sought.append(what)
        if self.fails:
            raise DescriberFailed("the script says so")
        return self._places(request.frame)


def still(_moment: float) -> Image:
    return room(1)


def notes(stage: Stage, since: float = 0.0) -> list[tuple[float, Sound]]:
    return [(start, cue.sound) for start, _, cue in stage.speaker.spoken() if cue.sound and start >= since]


def at(left: float) -> Places:
    return (Box(left - 0.05, 0.45, 0.1, 0.1),)


# How much


def test_more_tells_more_of_the_same_view_once() -> None:
    stage = Stage(still, 90, words=lambda _: "A red door.")
    stage.play_until(10)
    put(stage, Act.MORE, 2)
    asked = stage.describer.requests[-1]
    assert (asked.task, asked.detail) == (Task.DESCRIBE, Detail.RICH)
    assert stage.settings.detail is Detail.NORMAL


def test_fewer_words_are_those_of_a_brief_description_and_twice_means_all_that_follows() -> None:
    stage = Stage(still, 200, words=lambda _: "A red door.")
    stage.play_until(10)
    put(stage, Act.SHORTER, 2)
    assert stage.describer.requests[-1].detail is Detail.BRIEF
    told = [(put(stage, act, 2), stage.settings.detail) for act in (Act.SHORTER, Act.SHORTER, Act.MORE, Act.MORE)]
    assert told == [
        (phrases.LESS_FROM_NOW, Detail.BRIEF),
        (phrases.LEAST_ALREADY, Detail.BRIEF),
        ("A red door.", Detail.BRIEF),
        (phrases.MORE_FROM_NOW, Detail.NORMAL),
    ]


def test_twice_after_a_long_while_is_twice_once() -> None:
    stage = Stage(still, 90, words=lambda _: "A red door.")
    stage.play_until(5)
    put(stage, Act.MORE, 40)
    put(stage, Act.MORE, 2)
    assert stage.settings.detail is Detail.NORMAL
    assert len(stage.describer.requests) == 3


def test_more_of_what_has_just_gone_by_is_told_of_its_own_picture() -> None:
    stage = Stage(lambda moment: room(1 if moment < 4 else 2), 60, words=lambda frame: f"Number {frame.number}.")
    stage.play_until(4.6)
    told = stage.describer.requests[-1].frame
    put(stage, Act.MORE, 0.5)
    assert stage.describer.requests[-1].frame is told
    assert stage.describer.requests[-1].detail is Detail.RICH
    stage.play_until(40)
    put(stage, Act.MORE, 0.5)
    assert stage.describer.requests[-1].frame.taken_at > 39


# Who, codes, colour


def face(height: float, middle: float) -> Face:
    return Face(Box(middle - height / 2, 0.3, height, height), 1.0)


def test_who_is_there_is_asked_of_whoever_describes_and_answered_in_words() -> None:
    stage = Stage(still, 30, words=lambda _: "Two people ahead, near, in dark coats.")
    stage.play_until(5)
    assert put(stage, Act.WHO, 2) == "Two people ahead, near, in dark coats."
    assert stage.describer.requests[-1].task is Task.WHO


def test_without_a_model_who_is_how_many_faces_where_and_how_near() -> None:
    assert who(()) == (phrases.NO_FACE,)
    assert who((face(0.3, 0.5),)) == ("One face, near, ahead.",)
    assert who((face(0.3, 0.1), face(0.05, 0.9))) == (
        "2 faces.",
        "The nearest: near, left.",
        "One: far, right.",
    ) or who((face(0.3, 0.1), face(0.05, 0.9))) == ("Two faces.", "The nearest: near, left.", "One: far, right.")
    assert who(tuple(face(0.1, 0.5) for _ in range(12)))[0] == "Many faces."


def test_the_real_senses_answer_who_is_there() -> None:
    senses = SensesDescriber()
    request = Request((framed(plain()),), Task.WHO)
    assert [piece.text for piece in senses.describe(request)] == [phrases.NO_FACE]
    senses.close()


def test_codes_are_read_by_the_senses_whoever_describes() -> None:
    picture = large_room(1).copy()
    picture[50:450, 70:570] = with_code("https://example.org/menu")[0:400, 20:520]
    stage = Stage(lambda _: picture, 30, words=lambda _: "A poster.")
    stage.play_until(5)
    assert put(stage, Act.CODES, 2) == "A QR code for example.org."
    assert stage.said[-1] == "A QR code for example.org."


def test_where_there_is_no_code_it_says_so() -> None:
    stage = Stage(still, 30)
    stage.play_until(5)
    assert put(stage, Act.CODES, 2) == phrases.NO_CODE


def test_the_colour_is_that_of_the_middle_and_not_of_the_rest() -> None:
    picture = large_room(3).copy()
    picture[180:300, 240:400] = (190, 30, 40)
    stage = Stage(lambda _: picture, 30)
    stage.play_until(5)
    assert put(stage, Act.COLOUR, 2) == "In the middle: red."


def test_in_little_light_a_colour_is_said_with_doubt() -> None:
    red = (Colour("red", 0.9),)
    assert "could be red" in colour_words(red, Light(Level.DIM, None))
    assert colour_words((), Light(Level.DARK, None)) == phrases.TOO_DARK_FOR_COLOURS
    assert colour_words((Colour("red", 0.5), Colour("blue", 0.4)), Light(Level.ORDINARY, None)) == (
        "In the middle: red and blue."
    )


# Light


def test_light_is_a_tone_that_rises_with_the_light_and_ends_by_itself() -> None:
    def view(moment: float) -> Image:
        return np.asarray(room(1) // 3 if moment < 20 else room(1), np.uint8)

    stage = Stage(view, 90, words=lambda _: "A door.")
    stage.play_until(10)
    assert put(stage, Act.LIGHT, 8) == phrases.LIGHT_BEGINS
    began_at = stage.clock() - 8
    stage.play_until(60)
    sounded = notes(stage, began_at)
    darker = [sound for start, sound in sounded if start < 19.5]
    lighter = [sound for start, sound in sounded if start > 21]
    assert len(darker) > 10
    assert len(lighter) > 10
    assert _pitch(lighter[-1]) > 1.3 * _pitch(darker[0])
    assert sounded[-1][0] < began_at + LASTS_S + 1
    assert phrases.LIGHT_OVER in stage.said


def _pitch(sound: Sound) -> float:
    spectrum = np.abs(np.fft.rfft(sound.samples))
    return float(np.argmax(spectrum) / sound.length_s)


def test_while_the_light_is_heard_nothing_is_told_unasked_and_asking_again_ends_it() -> None:
    stage = Stage(lambda moment: room(int(moment / 5)), 60)
    stage.play_until(4)
    put(stage, Act.LIGHT, 12)
    assert stage.said[1:] == [phrases.LIGHT_BEGINS]
    assert put(stage, Act.LIGHT, 1) == phrases.LIGHT_OVER
    ended_at = stage.clock()
    stage.play()
    assert not notes(stage, ended_at)
    assert any(text.startswith("Thing") for text in starts_after(stage, ended_at))


def test_stop_ends_the_light_tone() -> None:
    stage = Stage(still, 60)
    stage.play_until(4)
    put(stage, Act.LIGHT, 5)
    stopped_at = stage.clock()
    put(stage, Act.STOP)
    stage.play()
    assert not notes(stage, stopped_at)


def test_the_light_is_heard_in_the_dark_too_but_not_without_a_camera() -> None:
    def view(moment: float) -> Image:
        if moment > 30:
            raise CameraLost("the script says so")
        return room(1) * 0

    stage = Stage(view, 60)
    stage.play_until(6)
    put(stage, Act.LIGHT, 6)
    assert notes(stage)
    assert stage.said.count(phrases.COVERED) == 1, "before the light was asked for"
    stage.play_until(40)
    assert put(stage, Act.LIGHT, 3) == phrases.ANSWER_BLIND


def test_the_pitch_goes_with_the_brightness() -> None:
    assert [round(pitch_hz(level)) for level in (0.0, 0.4, 1.0)] == [220, 440, 1245]


# Find


def test_what_is_written_is_found_told_lost_and_led_to_the_quicker_the_nearer_the_middle() -> None:
    def places(frame: Frame) -> Places:
        moment = frame.taken_at
        if moment < 8 or moment > 26:
            return ()
        return at(0.1) if moment < 16 else at(0.5)

    senses = ScriptedSenses(places=places)
    stage = Stage(still, 90, means=Means(senses))
    stage.describer.name = "senses"
    stage.play_until(5)
    answer = stage.inbox.put(Find("the exit"))
    stage.play()
    assert answer is not None
    assert answer.result(0) == "I look for the text: exit."
    assert senses.sought[0] == Sought(Placed.TEXT, ("exit",))
    said = stage.said[1:]
    assert said == ["I look for the text: exit.", "Found, left.", phrases.LOST, phrases.SEEKING_OVER]
    starts = [start for start, _ in notes(stage)]
    off = [start for start in starts if 9.5 < start < 16]
    near = [start for start in starts if 17 < start < 26]
    assert len(near) / 9 > 1.5 * len(off) / 6.5
    assert max(starts) < 30


def test_what_is_never_found_is_told_so_after_half_a_minute() -> None:
    stage = Stage(still, 90, means=Means(ScriptedSenses()))
    stage.describer.name = "senses"
    stage.play_until(5)
    stage.inbox.put(Find("a face"))
    stage.play()
    assert stage.said[1:] == [phrases.SEEK_FACE, phrases.NOT_FOUND]
    ended_at = next(start for start, _, cue in stage.speaker.spoken() if cue.text == phrases.NOT_FOUND)
    assert 34 < ended_at < 37


def test_with_a_model_a_thing_is_asked_of_it_and_a_text_is_still_looked_for() -> None:
    senses = ScriptedSenses(places=lambda _: at(0.5))
    stage = Stage(still, 60, words=lambda _: "The keys are on the left.", means=Means(senses))
    stage.play_until(5)
    stage.inbox.put(Find("my keys"))
    stage.play_until(10)
    assert stage.describer.requests[-1].task is Task.FIND
    assert not senses.sought
    stage.inbox.put(Find('the word "platform 4"'))
    stage.play_until(14)
    assert senses.sought[0].words == ("platform", "4")
    assert "Found, ahead." in stage.said


def test_stop_ends_the_search_and_so_does_another_question() -> None:
    for other in (Do(Act.STOP), Ask("What is it?")):
        stage = Stage(still, 60, means=Means(ScriptedSenses(places=lambda _: at(0.5))))
        stage.describer.name = "senses"
        stage.play_until(5)
        stage.inbox.put(Find("exit"))
        stage.play_until(10)
        assert notes(stage)
        ended_at = stage.clock()
        stage.inbox.put(other)
        stage.play()
        assert not notes(stage, ended_at + 0.3)


def test_senses_that_fail_in_a_search_say_so_and_it_is_over() -> None:
    senses = ScriptedSenses()
    senses.fails = True
    stage = Stage(still, 40, means=Means(senses))
    stage.describer.name = "senses"
    stage.play_until(5)
    stage.inbox.put(Find("exit"))
    stage.play()
    assert stage.said[1:] == ["I look for the text: exit.", phrases.ANSWER_FAILED]


def test_the_real_senses_place_a_text_a_code_and_no_face_where_there_is_none() -> None:
    senses = SensesDescriber()
    signs = Request((framed(written([(60, 100, 70, "EXIT"), (380, 320, 60, "Toilets")])),))
    (exit_at,) = senses.places(sought("the exit"), signs)
    (toilets_at,) = senses.places(sought("the toilet sign"), signs)
    assert exit_at.middle < 0.4
    assert toilets_at.middle > 0.6
    assert senses.places(sought("platform 4"), signs) == ()
    assert senses.places(sought("a face"), signs) == ()
    (code_at,) = senses.places(sought("a QR code"), Request((framed(with_code("https://example.org")),)))
    assert 0.1 < code_at.middle < 0.5
    senses.close()


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ("a face", Sought(Placed.FACE)),
        ("somebody", Sought(Placed.FACE)),
        ("the QR code", Sought(Placed.CODE)),
        ("bar code", Sought(Placed.CODE)),
        ("the exit", Sought(Placed.TEXT, ("exit",))),
        ("the word Face", Sought(Placed.TEXT, ("face",), is_written=True)),
        ("text", Sought(Placed.TEXT, ("text",), is_written=True)),
        ("the", Sought(Placed.TEXT, ("the",))),
    ],
)
def test_what_somebody_looks_for_is_a_face_a_code_or_a_text(thing: str, expected: Sought) -> None:
    assert sought(thing) == expected


def test_the_pause_between_two_notes_shrinks_towards_the_middle() -> None:
    pauses = [pause_s(off) for off in (1.0, 0.5, 0.2, 0.0)]
    assert pauses == sorted(pauses, reverse=True)
    assert pauses[0] > 4 * pauses[-1]


# The voice


def test_louder_and_slower_are_one_named_step_and_the_end_of_the_range_is_told() -> None:
    stage = Stage(still, 90, settings=Settings(sounds=False, volume=60, words_per_minute=180))
    stage.play_until(5)
    assert put(stage, Act.LOUDER, 1) == "Loud."
    assert stage.settings.volume == 80
    assert put(stage, Act.LOUDER, 1) == "Very loud."
    assert put(stage, Act.LOUDER, 3) == phrases.LOUDEST
    assert stage.settings.volume == 100
    assert put(stage, Act.SOFTER, 1) == "Loud."
    assert put(stage, Act.SLOWER, 2) == "A bit slow."
    assert put(stage, Act.FASTER, 2) == "Medium."
    assert stage.settings.words_per_minute == 180


def test_a_step_is_said_in_the_middle_of_a_reading_which_goes_on() -> None:
    stage = Stage(still, 90, words=lambda _: "One two three four five six. Seven eight. Nine ten.")
    stage.play_until(20)
    stage.inbox.put(Do(Act.READ))
    stage.play_until(20.5)
    put(stage, Act.SOFTER, 8)
    assert stage.said[-4:] == ["One two three four five six.", "Loud.", "Seven eight.", "Nine ten."]


def test_who_says_louder_and_then_repeat_hears_what_came_before_the_step() -> None:
    stage = Stage(still, 90, words=lambda _: "A red door.", settings=Settings(sounds=False, volume=60))
    stage.play_until(5)
    put(stage, Act.LOUDER, 2)
    assert put(stage, Act.REPEAT, 2) == "A red door."


def test_every_step_lies_within_the_range_of_its_setting_and_has_a_neighbour() -> None:
    for value in LOUDNESS.values():
        Settings(volume=value)
    for value in SPEED.values():
        Settings(words_per_minute=value)
    assert next_step(LOUDNESS, 100, is_up=True) is None
    assert next_step(LOUDNESS, 10, is_up=False) is None
    assert next_step(LOUDNESS, 55, is_up=True) == ("medium", 60)
    assert next_step(LOUDNESS, 55, is_up=False) == ("soft", 40)
    assert nearest_step(SPEED, 190) == "medium"


def test_a_step_that_cannot_be_kept_is_told_and_one_that_is_not_allowed_too() -> None:
    chosen = [Settings(volume=60)]

    def keep(changes: Mapping[str, object]) -> None:
        chosen[0] = Settings.model_validate(chosen[0].model_dump() | dict(changes))
        raise SettingsError("the disk is full")

    def refuse(_: Mapping[str, object]) -> None:
        raise SettingsError("somebody else is at it")

    assert adjusted(Act.LOUDER, lambda: chosen[0], refuse) == phrases.NOT_CHANGED
    assert adjusted(Act.LOUDER, lambda: chosen[0], keep) == f"Loud. {phrases.SETTINGS_NOT_SAVED}"


# What it reports of itself


def test_the_state_is_told_with_engine_battery_and_time(tmp_path: Path) -> None:
    power(tmp_path, "BAT0", type="Battery", capacity="64", status="Discharging")
    stage = Stage(still, 60, means=Means(power=tmp_path, wall_clock=lambda: 0.0))
    stage.play_until(5)
    words = put(stage, Act.STATE, 5)
    assert words.startswith("I am looking. The model scripted describes. The battery has 64 percent. It is ")
    assert stage.said[-1] == words
    put(stage, Act.PAUSE, 2)
    assert put(stage, Act.STATE, 5).startswith(phrases.IS_PAUSED)


def test_the_state_begins_with_what_is_not_well() -> None:
    status = Status(State.TROUBLE, engine="senses", camera_trouble=phrases.CAMERA_LOST)
    words = state_words(status, Battery(9, is_charging=True), 0.0)
    assert words.startswith(f"{phrases.CAMERA_LOST} {phrases.SENSES_DESCRIBE} The battery has 9 percent, and is being")


def power(folder: Path, name: str, **values: str) -> None:
    (folder / name).mkdir(parents=True)
    for field, value in values.items():
        (folder / name / field).write_text(f"{value}\n")


def test_the_battery_is_the_machines_own_and_may_be_missing(tmp_path: Path) -> None:
    assert battery_of(tmp_path / "nowhere") is None
    power(tmp_path, "AC", type="Mains", online="1")
    power(tmp_path, "a_mouse", type="Battery", scope="Device", capacity="12")
    assert battery_of(tmp_path) is None
    power(tmp_path, "BAT1", type="Battery", capacity="250", status="Full")
    assert battery_of(tmp_path) == Battery(100, is_charging=True)


def test_why_it_is_quiet_is_told_from_what_it_has_noted() -> None:
    stage = Stage(lambda moment: room(1 if moment < 40 else 2), 120, words=lambda _: "A door.")
    stage.play_until(30)
    words = put(stage, Act.WHY_QUIET, 5)
    assert words == f"{phrases.QUIET_UNCHANGED} {phrases.QUIET_SAID} I spoke 29 seconds ago."
    stage.play_until(47)
    assert phrases.QUIET_SAID in put(stage, Act.WHY_QUIET, 5)
    put(stage, Act.PAUSE, 5)
    assert put(stage, Act.WHY_QUIET, 5).startswith(phrases.QUIET_PAUSED)


def test_with_a_covered_lens_the_answer_is_the_lens() -> None:
    stage = Stage(lambda moment: room(1) if moment < 5 else room(1) * 0, 60)
    stage.play_until(15)
    assert put(stage, Act.WHY_QUIET, 5).startswith(phrases.COVERED)


def test_every_reason_for_silence_has_a_sentence() -> None:
    source = Path(decide.__file__).read_text(encoding="utf-8")
    reasons = [reason for reason in SILENCES if reason in source]
    assert len(reasons) >= 4
    for reason in SILENCES:
        assert why_quiet(Status(State.DESCRIBING, silent_because=reason), (), 10.0) == SILENCES[reason]
    dropped = [Entry(1.0, Kind.DROPPED, reason) for reason in UNSAID]
    for entry in dropped:
        assert UNSAID[entry.reason] in why_quiet(Status(silent_because="nothing has changed"), (entry,), 10.0)


def test_an_answer_that_was_being_made_is_not_why_it_is_quiet() -> None:
    journal = (Entry(1.0, Kind.SILENT, "nothing has changed"), Entry(2.0, Kind.SILENT, "I am describing"))
    status = Status(State.WATCHING, silent_because="I am describing")
    assert why_quiet(status, journal, 10.0) == phrases.QUIET_UNCHANGED


def test_a_reason_that_has_no_sentence_yet_is_told_as_it_is() -> None:
    words = why_quiet(Status(silent_because="the moon is full"), (), 10.0)
    assert words == "I am quiet because: the moon is full."
    assert why_quiet(Status(), (), 10.0) == phrases.QUIET_NO_REASON


def test_reasons_that_the_parts_give_are_those_of_the_table() -> None:
    assert {LightTone.reason, Seeking.reason} <= set(SILENCES)


def test_what_a_description_is_based_on_is_who_wrote_it_how_old_and_what_the_senses_see() -> None:
    seen = Observation((face(0.3, 0.5),), Text((EXIT,)), (), None, Light(Level.ORDINARY, None), ())
    senses = ScriptedSenses(seen)
    stage = Stage(still, 90, words=lambda _: "It could be a door.", means=Means(senses))
    stage.play_until(13)
    described = stage.describer.requests[-1].frame
    words = put(stage, Act.BASED_ON, 20)
    assert senses.asked[-1].frame is described
    assert words == (
        "That came from the model scripted. It can be wrong. The picture is 12 seconds old now. I was not sure of it. "
        "In that picture my senses found: A face, near, ahead, in 5 of 5 looks. "
        "Text: Exit. I am 98 percent sure of its letters."
    )
    assert " ".join(stage.said[1:]) == words


def test_before_anything_was_told_there_is_nothing_to_base_it_on() -> None:
    stage = Stage(still, 30, words=lambda _: "")
    stage.play_until(5)
    assert put(stage, Act.BASED_ON) == phrases.NOTHING_TOLD


def test_forget_empties_all_that_it_remembers_and_says_so() -> None:
    stage = Stage(still, 90, words=lambda _: "A red door.", means=Means(ScriptedSenses()))
    stage.play_until(5)
    stage.inbox.put(Ask("What is it?"))
    stage.play_until(10)
    forgotten_at = stage.clock()
    assert put(stage, Act.FORGET, 4) == phrases.FORGOTTEN
    assert [caption.text for caption in stage.board.get().captions] == [phrases.FORGOTTEN]
    assert all(entry.at_s >= forgotten_at for entry in stage.journal.entries())
    assert put(stage, Act.BASED_ON, 2) == phrases.NOTHING_TOLD
    stage.inbox.put(Ask("And now?"))
    stage.play_until(20)
    asked = stage.describer.requests[-1]
    assert (asked.exchanges, asked.said) == ((), ())


def test_what_the_disk_does_not_let_go_of_is_not_told_as_forgotten() -> None:
    def refuse() -> None:
        raise HistoryError("the history cannot be removed: Read-only file system")

    stage = Stage(still, 30, words=lambda _: "A red door.", means=Means(ScriptedSenses(), forget=refuse))
    stage.play_until(5)
    assert put(stage, Act.FORGET, 4) == phrases.NOT_ALL_FORGOTTEN
    assert any("Read-only file system" in entry.reason for entry in stage.journal.entries())
