"""A trouble is said once, in its time, and so is its end."""

import random

from camera.clock import SimulatedClock
from describe import known_troubles
from describe.journal import Journal, Kind
from describe.troubles import Trouble, Troubles
from describe.utterance import Fate, Urgency, Utterance, VoiceEvent

LOST = Trouble("I cannot see.", "I can see again.", patience_s=0.5, pause_s=20.0)
DARK = Trouble("It is dark.", "It is good again.")


class Listener:
    """Hears each sentence `after_s`, for 1.5 s, unless it is not true any more by then, or the voice is broken."""

    def __init__(self, after_s: float = 0.0) -> None:
        self.clock = SimulatedClock(50.0)
        self.journal = Journal(self.clock)
        self.said: list[Utterance] = []
        self.heard: list[str] = []
        self.is_voice_broken = False
        self.troubles = Troubles(self.say, self.journal, lambda: False)
        self._after_s = after_s
        self._due: list[tuple[float, Fate, Utterance]] = []

    def say(self, utterance: Utterance) -> None:
        self.said.append(utterance)
        starts_at = self.clock() + self._after_s
        self._due += [(starts_at, Fate.STARTED, utterance), (starts_at + 1.5, Fate.HEARD, utterance)]

    def report(self, trouble: Trouble | None, seconds: float = 1.0) -> None:
        for _ in range(round(seconds / 0.25)):
            self._listen()
            self.troubles.report("camera", trouble, self.clock())
            self.clock.wait(0.25)

    def _listen(self) -> None:
        for moment in [one for one in self._due if one[0] <= self.clock()]:
            at, fate, utterance = moment
            if moment not in self._due:
                continue
            self._due.remove(moment)
            if fate is Fate.STARTED and (self.is_voice_broken or not utterance.is_still_true()):
                fate = Fate.FAILED if self.is_voice_broken else Fate.UNTRUE
                self._due = [one for one in self._due if one[2] is not utterance]
            if fate is Fate.STARTED:
                self.heard.append(utterance.text)
            self.troubles.hear(VoiceEvent(utterance, fate, at))

    @property
    def words(self) -> list[str]:
        return [utterance.text for utterance in self.said]


def test_a_trouble_is_said_once_however_long_it_lasts_and_so_is_its_end() -> None:
    listener = Listener()
    listener.report(LOST, 60)
    listener.report(None, 60)
    assert listener.words == ["I cannot see.", "I can see again."]
    assert all(utterance.urgency is Urgency.ALERT for utterance in listener.said)


def test_a_trouble_without_words_cuts_off_nothing_that_sounds() -> None:
    said: list[Utterance] = []
    troubles = Troubles(said.append, Journal(SimulatedClock()), lambda: True)
    for moment in range(10):
        troubles.report("voice", known_troubles.VOICE, float(moment))
    assert [(utterance.text, utterance.urgency) for utterance in said] == [("", Urgency.ANSWER)]
    for moment in range(10):
        troubles.report("camera", LOST, float(moment))
    assert [utterance.urgency for utterance in said[1:]] == [Urgency.ALERT] * 2


def test_a_trouble_that_is_over_before_its_time_is_never_said() -> None:
    listener = Listener()
    listener.report(LOST, 0.5)
    assert listener.troubles.words("camera") == ""
    listener.report(None, 5)
    assert listener.words == []


def test_a_trouble_is_shown_from_when_it_was_told_until_it_is_over() -> None:
    listener = Listener()
    listener.report(LOST, 2)
    assert listener.troubles.words("camera") == LOST.words
    listener.report(None, 1)
    assert listener.troubles.words("camera") == ""


def test_a_trouble_that_comes_and_goes_is_not_said_again_and_again() -> None:
    listener = Listener()
    for _ in range(5):
        listener.report(LOST, 1.5)
        listener.report(None, 1.5)
    listener.report(None, 20)
    assert listener.words == ["I cannot see.", "I can see again."]


def test_a_trouble_that_comes_back_later_is_said_again() -> None:
    listener = Listener()
    listener.report(LOST, 2)
    listener.report(None, 30)
    listener.report(LOST, 2)
    assert listener.words == ["I cannot see.", "I can see again.", "I cannot see."]


def test_another_trouble_of_the_same_part_is_said_too() -> None:
    listener = Listener()
    listener.report(LOST, 2)
    listener.report(DARK, 2)
    listener.report(None, 2)
    assert listener.words == ["I cannot see.", "It is dark.", "It is good again."]


def test_what_waits_to_be_said_is_dropped_when_it_is_over_and_so_is_its_end() -> None:
    listener = Listener(after_s=4.0)
    listener.report(LOST, 2)
    assert listener.said[0].is_still_true()
    listener.report(None, 5)
    assert not listener.said[0].is_still_true()
    assert listener.heard == []


def test_each_turn_for_worse_and_better_is_in_the_journal() -> None:
    listener = Listener()
    listener.report(LOST, 2)
    listener.report(None, 2)
    assert [entry.kind for entry in listener.journal.entries()] == [Kind.TROUBLE, Kind.BETTER]


def test_a_trouble_that_cannot_be_spoken_says_only_its_end() -> None:
    listener = Listener()
    listener.report(Trouble("", "You can hear me again."), 5)
    listener.report(None, 5)
    assert listener.words == ["You can hear me again."]


def test_after_any_coming_and_going_the_listener_knows_how_it_is() -> None:
    rng = random.Random(20261123)
    for _ in range(200):
        listener = Listener(after_s=rng.choice([0.0, 0.5, 2.0]))
        for _ in range(rng.randrange(1, 12)):
            listener.report(rng.choice([LOST, DARK, None]), rng.choice([0.25, 0.5, 1, 2, 5]))
        last = rng.choice([LOST, DARK, None])
        listener.report(last, 30)
        if last:
            assert listener.heard[-1] == last.words
        else:
            assert not listener.heard or listener.heard[-1] in (LOST.over, DARK.over)


def test_a_trouble_that_lasts_is_told_however_short_ago_it_was_told() -> None:
    listener = Listener()
    listener.report(LOST, 2)
    listener.report(None, 3)
    listener.report(LOST, 6)
    assert listener.heard == ["I cannot see.", "I can see again.", "I cannot see."]


def test_words_that_could_not_be_made_heard_are_said_anew_and_not_at_every_turn() -> None:
    listener = Listener()
    listener.is_voice_broken = True
    listener.report(LOST, 30)
    assert listener.heard == []
    assert 1 < len(listener.said) < 30
    listener.is_voice_broken = False
    listener.report(LOST, 10)
    assert listener.heard == ["I cannot see."]
    listener.is_voice_broken = True
    listener.report(None, 10)
    listener.is_voice_broken = False
    listener.report(None, 10)
    assert listener.heard == ["I cannot see.", "I can see again."]
