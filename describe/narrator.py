"""Decides, look by look, what deserves to be said, and keeps account of what works and what was heard."""

import math
from collections.abc import Callable

from camera.change import Change, ChangeWatch, Side
from camera.errors import CameraEnded, CameraError
from camera.frame import Frame
from camera.quality import QualityWatch, fault_of
from camera.source import Camera
from describe import known_troubles, phrases
from describe.commands import Ask, Do, Tell
from describe.conversation import Conversation
from describe.decide import Choice, Situation, View, decide, view_of
from describe.describer import Describer, DescriberError
from describe.detail import motion_of
from describe.inbox import Inbox, Order
from describe.journal import Journal, Kind
from describe.memory import Memory
from describe.pacing import Pacing
from describe.prompts import WORDS
from describe.pulling import TakenAtOnce
from describe.recent_captions import RecentCaptions
from describe.request import Request, Task
from describe.settings import Settings
from describe.speech.earcons import Earcon, earcon
from describe.speech.speaker import Speaker
from describe.status import Board, State, Status
from describe.teller import Outcome, Pull, Teller
from describe.troubles import Trouble, Troubles
from describe.utterance import Fate, Urgency, Utterance, VoiceEvent, always

LATEST_S = 1.5
"""A frame older than this at the moment of looking means that the camera is lost."""
LOOKS_S, LOOKS_EVERY_S = 1.0, 0.2
"""The looks that go with a request: what flickers within the last second is not trusted."""
CLIP_S, CLIP_EVERY_S = 4.0, 0.5
"""The clip that goes with a request while something moves, for a model that can see movement."""
NOTHING_NEW_PAUSE_S = 30.0
"""Seconds between two sounds for "looked, nothing new"."""
NOTICE_FRESH_S = 2.0
"""Seconds after which a movement may be over: it is not told any more, nor may it have waited longer to be told."""
SLOW_S = 1.0
"""Seconds without a word from which a sound tells that a description is being worked on."""

_NOT_HEARD = (Fate.INTERRUPTED, Fate.FAILED, Fate.EXPIRED)
"""Fates after which a scene counts as not told. One that is untrue or replaced belongs to a scene that is gone."""
_MOVEMENT = {
    Side.LEFT: phrases.MOVEMENT_LEFT,
    Side.AHEAD: phrases.MOVEMENT_AHEAD,
    Side.RIGHT: phrases.MOVEMENT_RIGHT,
}


class Narrator:
    """One turn is one look at the newest frame. Camera, speaker, journal and narrator share one clock."""

    def __init__(
        self,
        camera: Camera,
        describer: Describer,
        speaker: Speaker,
        clock: Callable[[], float],
        settings: Callable[[], Settings],
        journal: Journal,
        board: Board,
        pull: Pull = TakenAtOnce,
        inbox: Inbox | None = None,
        news: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        """`inbox` holds what people ask for; `news` returns what the describer has to say of itself, each once."""
        self._camera = camera
        self._describer = describer
        self._speaker = speaker
        self._clock = clock
        self._settings = settings
        self._journal = journal
        self._board = board
        self._inbox = inbox or Inbox()
        self._news = news
        self._order: Order | None = None
        self._conversation = Conversation()
        self._memory = Memory()
        self._pacing = Pacing()
        self._captions = RecentCaptions()
        self._teller = Teller(describer, speaker, clock, settings, journal, pull)
        self._troubles = Troubles(speaker.say, journal, lambda: settings().sounds)
        self._changes = ChangeWatch()
        self._quality = QualityWatch()
        self._last_frame: Frame | None = None
        self._scene = self._look_scene = self._sight = 0
        self._voice_trouble = ""
        self._looks = 0
        self._has_failed = False
        self._told_at = -math.inf
        self._look_at = self._passing_at = self._notice_at = self._nothing_new_at = -math.inf
        self._has_sounded_working = False
        self._silent_because = self._camera_reason = ""
        self._newest_notice: Utterance | None = None

    def turn(self) -> tuple[VoiceEvent, ...]:
        """Look once, say what deserves it, and return what became of earlier utterances; raise CameraEnded."""
        events = self.listen()
        self.hand_on()
        for words in self._news():
            self._speaker.say(Utterance(words, Urgency.ANSWER))
        try:
            frame = self._camera.latest(LATEST_S)
        except CameraEnded:
            raise
        except CameraError as error:
            self._lose_camera(error)
        else:
            self._report("camera", None)
            self._see(frame)
        self._show()
        return events

    def listen(self) -> tuple[VoiceEvent, ...]:
        """Take note of what became of the utterances, put it on the board, and return it."""
        events = self._speaker.drain()
        for event in events:
            self._take_note(event)
            self._captions.take(event, event.at - self._journal.began_at)
            self._troubles.hear(event)
        self._listen_to_the_voice()
        self._report("journal", known_troubles.JOURNAL if self._journal.trouble else None, self._journal.trouble)
        self._show()
        return events

    def _listen_to_the_voice(self) -> None:
        """Notice that the voice fails, or is well again: then what was said meanwhile was not heard."""
        self._speaker.probe()
        trouble = self._speaker.trouble
        self._report("voice", known_troubles.VOICE if trouble else None, trouble)
        if self._voice_trouble and not trouble:
            self._troubles.repeat()
            self._changes.forget()
            self._memory.forget_all()
        self._voice_trouble = trouble

    def _lose_camera(self, error: CameraError) -> None:
        self._sight += 1
        self._camera_reason = str(error)
        self._refuse(self._inbox.take(), phrases.ANSWER_BLIND)
        self._report("camera", known_troubles.camera_trouble(error), self._camera_reason)
        self._stay_silent("the camera gives no picture", View.NO_GOOD)

    def _see(self, frame: Frame) -> None:
        if self._last_frame is not None and frame.number == self._last_frame.number:
            self._stay_silent("no new picture has come")
            return
        self._last_frame = frame
        change = self._changes.look(frame)
        fault = self._quality.look(frame, change)
        self._report("picture", known_troubles.PICTURE[fault] if fault else None, str(fault or ""))
        if fault:
            self._sight += 1
            self._refuse(self._inbox.take(), known_troubles.PICTURE[fault].words)
            self._stay_silent(f"the picture is no good: {fault}", View.NO_GOOD)
            return
        self._journal.note(Kind.VIEW, view_of(change))
        self._pacing.see(change, frame.taken_at, self._settings().detail)
        if change.is_new or change.is_view_moving or self._pacing.is_gone:
            self._scene += 1
        self._choose(frame, change)

    def _choose(self, frame: Frame, change: Change) -> None:
        now = self._clock()
        if change.is_passing:
            self._passing_at = now
        if self._order is None and (order := self._inbox.take()):
            self._begin_answer(order, frame, change)
            return
        if self._teller.is_busy:
            self._stay_silent("I am describing")
            return
        pacing, settings = self._pacing, self._settings()
        decision = decide(
            Situation(
                change=change,
                is_passing=not change.is_settled and now - self._passing_at < NOTICE_FRESH_S,
                is_quiet=self._speaker.is_quiet,
                is_first=self._looks == 0,
                has_failed=self._has_failed,
                since_look_s=now - self._look_at,
                since_notice_s=now - self._notice_at,
                dwell_s=pacing.due_after_s(now, settings.dwell_s, settings.utterances_per_minute),
                has_moved=pacing.has_moved,
                stays_different=pacing.stays_different,
                deserves_more=pacing.deserves_more(change),
                detail=pacing.detail,
                has_room=pacing.has_room(now, settings.utterances_per_minute),
                is_held_back=pacing.is_held_back,
            )
        )
        if decision.choice is Choice.SILENT:
            self._stay_silent(decision.reason)
            return
        fault = fault_of(frame.image)
        if fault:
            self._stay_silent(f"the picture has just become no good: {fault}", View.NO_GOOD)
            return
        self._silent_because = ""
        if decision.choice is Choice.LOOK:
            self._look(frame, change, decision.reason)
        else:
            self._notice(frame, change, decision.reason)

    def _look(self, frame: Frame, change: Change, reason: str) -> None:
        self._looks += 1
        self._scene += 1
        self._look_at = self._clock()
        self._has_sounded_working = False
        self._show(State.DESCRIBING)
        self._pacing.looked(is_more=change.is_settled and not change.is_new)
        request = self._request(frame, change, Task.DESCRIBE)
        self._changes.told(frame)  # what is other than this is another scene, also while this is being described
        has_room = self._pacing.has_room(self._clock(), self._settings().utterances_per_minute)
        self._look_scene = self._scene
        reason = f"{reason}; up to {WORDS[request.detail]} words, as {motion_of(change)}"
        self._teller.begin(request, self._condition(change), reason, has_room=has_room)
        self.hand_on()

    def _request(self, frame: Frame, change: Change, task: Task, question: Ask | None = None) -> Request:
        settings, now = self._settings(), self._clock()
        question = question or Ask()
        return Request(
            self._frames_up_to(frame, LOOKS_S, LOOKS_EVERY_S),
            task=task,
            detail=(self._pacing.detail if task is Task.DESCRIBE else None) or settings.detail,
            said=self._memory.since(now - settings.repeat_s),
            question=question.question,
            question_sound=question.sound,
            exchanges=self._conversation.since(now) if task is Task.ASK else (),
            directions=settings.directions,
            clip=() if change.is_settled else self._frames_up_to(frame, CLIP_S, CLIP_EVERY_S),
        )

    def _begin_answer(self, order: Order, frame: Frame, change: Change) -> None:
        """Answer at once: what is being described, and what is said of it, gives way."""
        if fault := fault_of(frame.image):
            self._refuse(order, known_troubles.PICTURE[fault].words)
            return
        command = order.command
        if isinstance(command, Tell):
            self._speaker.say(Utterance(command.words, Urgency.ANSWER))
            order.answer.set_result(command.words)
            return
        if isinstance(command, Do):
            self._refuse(order, phrases.ANSWER_FAILED, f"nothing does {command.act} yet")
            return
        self._order = order
        task, question = (Task.ASK, command) if isinstance(command, Ask) else (Task.FIND, Ask(command.thing))
        if self._teller.request is not None:
            self._changes.forget()  # what was being described was not told
        self._teller.give_up()
        self._scene += 1
        self._has_sounded_working = False
        reason = f"somebody asks: {question.question or 'by voice'}"
        self._teller.begin(self._request(frame, change, task, question), always, reason, Urgency.ANSWER)
        self.hand_on()

    def _condition(self, change: Change) -> Callable[[], bool]:
        """Return what has to hold until a description sounds: a settled scene still stands, and there is sight."""
        scene, sight = self._scene, self._sight
        if change.is_settled:
            return lambda: (self._scene, self._sight) == (scene, sight)
        return lambda: self._sight == sight  # all of it moves: how old the picture may be is limit enough

    def hand_on(self) -> None:
        """Have said what has been described meanwhile. Cheap, and may be called between two turns."""
        request = self._teller.request
        if request is None:
            return
        try:
            outcome = self._teller.go_on()
        except DescriberError as error:
            if self._order is not None:
                self._end_answer(phrases.ANSWER_FAILED, str(error))
                return
            self._has_failed = True
            self._changes.forget()
            self._report("describer", known_troubles.DESCRIBER_FAILS, str(error))
            return
        if outcome is not None and self._order is not None:
            self._end_answer(phrases.ANSWER_TOO_LATE if outcome is Outcome.TOO_LATE else phrases.ANSWER_FAILED)
        elif outcome is not None:
            self._take_outcome(outcome, request.frame)
        elif self._teller.waited_s > SLOW_S and not self._has_sounded_working:
            self._has_sounded_working = True
            self._sound(Earcon.WORKING)

    def _frames_up_to(self, frame: Frame, seconds: float, every_s: float) -> tuple[Frame, ...]:
        try:
            before = self._camera.recent(seconds, every_s)
        except CameraError:  # the next turn meets it again, and tells it
            before = ()
        return (*(one for one in before if one.taken_at < frame.taken_at), frame)

    def _end_answer(self, otherwise: str, why: str = "") -> None:
        """Give what was told to whoever asked; where nothing was, refuse."""
        order, told = self._order, " ".join(self._teller.told)
        self._order = None
        if order is None:
            return
        if not told:
            self._refuse(order, otherwise, why)
            return
        if isinstance(order.command, Ask):
            self._conversation.add(order.command.question or "(spoken)", told, self._clock())
        order.answer.set_result(told)

    def _refuse(self, order: Order | None, words: str, why: str = "") -> None:
        """Leave no question without an answer."""
        if order is None:
            return
        self._journal.note(Kind.DROPPED, why or "there is no answer", text=words)
        self._speaker.say(Utterance(words, Urgency.ANSWER))
        order.answer.set_result(words)

    def _take_outcome(self, outcome: Outcome, frame: Frame) -> None:
        if outcome in (Outcome.GONE, Outcome.TOO_LATE, Outcome.OVER_LIMIT):
            self._changes.forget()
        self._pacing.is_held_back = self._pacing.is_held_back or outcome is Outcome.OVER_LIMIT
        if outcome in (Outcome.GONE, Outcome.OVER_LIMIT):
            return
        self._memory.seen_again(self._teller.known, self._clock())
        self._has_failed = outcome is Outcome.TOO_LATE
        self._report("describer", known_troubles.DESCRIBER_IS_SLOW if self._has_failed else None)
        if self._has_failed:
            return
        self._told_at = frame.taken_at
        if outcome is Outcome.NOTHING_NEW:
            self._tell_nothing_new()

    def _notice(self, frame: Frame, change: Change, reason: str) -> None:
        self._notice_at = self._clock()
        self._passing_at = -math.inf
        words = _MOVEMENT[change.side or Side.AHEAD]
        self._journal.note(Kind.NOTICE, reason, text=words, frame_at=frame.taken_at)
        expires_at = frame.taken_at + NOTICE_FRESH_S
        self._newest_notice = Utterance(words, expires_at=expires_at, frame_at=frame.taken_at)
        self._speaker.say(self._newest_notice)

    def _tell_nothing_new(self) -> None:
        if self._clock() - self._nothing_new_at >= NOTHING_NEW_PAUSE_S:
            self._nothing_new_at = self._clock()
            self._sound(Earcon.NOTHING_NEW)

    def _sound(self, kind: Earcon) -> None:
        if self._settings().sounds:
            self._speaker.say(Utterance("", sound=earcon(kind), expires_at=self._clock() + 1.0))

    def _report(self, part: str, trouble: Trouble | None, why: str = "") -> None:
        self._troubles.report(part, trouble, self._clock(), why)

    def _stay_silent(self, reason: str, view: View | None = None) -> None:
        if view:
            self._journal.note(Kind.VIEW, view)
        self._silent_because = reason
        self._journal.note(Kind.SILENT, reason)

    def _take_note(self, event: VoiceEvent) -> None:
        said = event.utterance
        if not said.text:
            return
        if event.fate is Fate.STARTED:
            if said.frame_at is not None:
                self._memory.add(said.text, event.at, is_notice=said is self._newest_notice)
                if said.urgency is Urgency.ROUTINE:
                    self._pacing.spoke(event.at, said.frame_at)
            urgency = said.urgency.name.lower()
            self._journal.note(Kind.SAID, urgency, text=said.text, at=event.at, frame_at=said.frame_at)
        elif event.fate is not Fate.HEARD:
            reason = f"{event.fate}: {event.trouble}" if event.trouble else str(event.fate)
            self._journal.note(Kind.DROPPED, reason, text=said.text, at=event.at, frame_at=said.frame_at)
        if event.fate is Fate.UNTRUE and said.frame_at == self._told_at and self._scene != self._look_scene:
            self._changes.forget()  # something came in between; the rest of it is told when the same view is back
        if event.fate in _NOT_HEARD and said.frame_at == self._told_at:
            self._memory.forget(said.text)
            self._changes.forget()
            self._has_failed = True

    def _show(self, state: State | None = None) -> None:
        troubles = {part: self._troubles.words(part) for part in ("camera", "picture", "describer")}
        if state is None:
            state = State.WATCHING if self._speaker.is_quiet else State.SPEAKING
            state = State.DESCRIBING if self._teller.is_busy else state
            state = State.TROUBLE if any(troubles.values()) else state
        self._board.put(
            Status(
                state=state,
                camera=self._camera.name,
                sound=self._speaker.name,
                engine=self._describer.name,
                camera_trouble=troubles["camera"],
                camera_reason=self._camera_reason if troubles["camera"] else "",
                picture_trouble=troubles["picture"],
                describer_trouble=troubles["describer"],
                voice_trouble=self._speaker.trouble,
                silent_because=self._silent_because,
                frame_taken_at=self._last_frame.taken_at if self._last_frame else None,
                captions=self._captions.newest(),
                looks=self._looks,
            )
        )
