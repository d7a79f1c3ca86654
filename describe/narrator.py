"""Decides, look by look, what deserves to be said, and keeps account of what works and what was heard."""

import math
from collections.abc import Callable
from dataclasses import replace

from camera.change import Change, ChangeWatch, Side
from camera.errors import CameraEnded, CameraError
from camera.figures import FiguresWatch
from camera.frame import Frame
from camera.quality import Fault, QualityWatch, fault_of
from camera.source import Camera
from describe import known_troubles, phrases
from describe.commands import Ask
from describe.decide import Choice, Situation, View, decide, view_of
from describe.describer import Describer, DescriberError
from describe.detail import motion_of
from describe.inbox import Inbox, Order
from describe.journal import Journal, Kind
from describe.lens import LensWatch
from describe.memory import Memory
from describe.obeying.answering import Answering
from describe.obeying.means import Means
from describe.obeying.orders import Looking, Obeying
from describe.obeying.reports import Reports
from describe.obeying.wishes import Wish
from describe.pacing import Pacing
from describe.prompts import WORDS
from describe.pulling import TakenAtOnce
from describe.recent_captions import RecentCaptions
from describe.request import Request, Task
from describe.settings import Settings
from describe.speech.earcons import Earcon, earcon
from describe.speech.hushing import HushingSpeaker
from describe.speech.speaker import Speaker
from describe.status import Board, State, Status
from describe.teller import Outcome, Pull, Teller
from describe.troubles import Trouble, Troubles
from describe.utterance import Fate, Urgency, Utterance, VoiceEvent

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
LAST_S = 8.0
"""A picture that was told of may be this old for more of it to be told; then there are seconds left to say it in."""
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
        means: Means | None = None,
        model_reason: Callable[[], str] = str,
    ) -> None:
        """`inbox` holds what people ask for, and `means` what it takes to obey.

        `news` returns what the describer has to say of itself, each once, and `model_reason` why no model describes.
        """
        self._camera = camera
        self._describer = describer
        self._speaker = HushingSpeaker(speaker, clock)
        self._clock = clock
        self._settings = settings
        self._journal = journal
        self._board = board
        self._news = news
        self._model_reason = model_reason
        self._news_waiting: tuple[str, ...] = ()
        self._memory = Memory()
        self._pacing = Pacing()
        self._captions = RecentCaptions()
        self._teller = Teller(
            describer, self._speaker, clock, settings, journal, pull, lambda: self._speaker.answers_ahead
        )
        means = means or Means()
        self._answering = Answering(self._teller, self._speaker, clock, journal, pull)
        self._obeying = Obeying(
            inbox or Inbox(),
            self._speaker,
            self._answering,
            Reports(board, journal, lambda: self._teller.last, clock, means),
            Looking(self._answer, self._why_unfit, self._leave, self._look_anew, self._forget),
            means,
            clock,
            settings,
            journal,
        )
        self._troubles = Troubles(self._speaker.say, journal, lambda: settings().sounds)
        self._changes = ChangeWatch()
        self._quality = QualityWatch()
        self._figures = FiguresWatch()
        self._lens = LensWatch()
        self._last_frame: Frame | None = None
        self._last_change = Change()
        self._unfit = ""
        self._has_looked = False
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
        self._hand_on()
        self._tell_news()
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

    def _tell_news(self) -> None:
        """Say what the describer has to say of itself; who wants silence hears it later."""
        self._news_waiting += self._news()
        if self._obeying.silence:
            return
        for words in self._news_waiting:
            self._speaker.say(Utterance(words, Urgency.ANSWER))
        self._news_waiting = ()

    def listen(self) -> tuple[VoiceEvent, ...]:
        """Take note of what became of the utterances, put it on the board, and return it."""
        events = self._speaker.drain()
        for event in events:
            self._take_note(event)
            self._obeying.hear(event)
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
        self._obeying.showing.see(None)
        self._figures.lose()
        self._obeying.running.end()
        self._camera_reason = str(error)
        self._attend(phrases.ANSWER_BLIND)
        self._report("camera", known_troubles.camera_trouble(error), self._camera_reason)
        self._stay_silent("the camera gives no picture", View.NO_GOOD)

    def _see(self, frame: Frame) -> None:
        self._obeying.showing.see(frame)
        if self._last_frame is not None and frame.number == self._last_frame.number:
            self._attend(self._unfit)
            self._stay_silent(self._obeying.silence or "no new picture has come")
            return
        self._last_frame = frame
        self._last_change = change = self._changes.look(frame)
        fault = self._quality.look(frame, change)
        if self._quality.measured:
            self._figures.look(frame, self._quality.measured)
        self._obeying.running.look(frame, lambda: Request(self._frames_up_to(frame, LOOKS_S, LOOKS_EVERY_S)))
        self._watch_lens(frame, fault)
        self._report("picture", known_troubles.PICTURE[fault] if fault else None, str(fault or ""))
        if fault:
            self._sight += 1
            self._attend(known_troubles.PICTURE[fault].words)
            self._stay_silent(f"the picture is no good: {fault}", View.NO_GOOD)
            return
        self._journal.note(Kind.VIEW, view_of(change))
        self._pacing.see(change, frame.taken_at, self._settings().detail)
        if change.is_new or change.is_view_moving or self._pacing.is_gone:
            self._scene += 1
        self._attend()
        self._choose(frame, change)

    def _watch_lens(self, frame: Frame, fault: Fault | None) -> None:
        if not self._settings().lens_pauses:
            self._lens.forget()
            return
        gesture = self._lens.look(
            frame.taken_at,
            is_covered=fault_of(frame.image) is Fault.COVERED,
            is_fault=fault is Fault.COVERED,
            is_paused=self._obeying.quiet.is_paused,
        )
        self._obeying.quiet.follow_lens(gesture)

    def _choose(self, frame: Frame, change: Change) -> None:
        now = self._clock()
        if change.is_passing:
            self._passing_at = now
        if silence := self._obeying.silence:
            self._pacing.leave_it()
            self._stay_silent(silence)
            return
        if self._teller.is_busy or self._answering.is_busy:
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

    def _request(self, frame: Frame, change: Change, task: Task) -> Request:
        settings, now = self._settings(), self._clock()
        return Request(
            self._frames_up_to(frame, LOOKS_S, LOOKS_EVERY_S),
            task=task,
            detail=(self._pacing.detail if task is Task.DESCRIBE else None) or settings.detail,
            said=self._memory.since(now - settings.repeat_s),
            directions=settings.directions,
            clip=() if change.is_settled else self._frames_up_to(frame, CLIP_S, CLIP_EVERY_S),
        )

    def _attend(self, unfit: str = "") -> None:
        """Carry out what somebody asked for; `unfit` says, for the listener, why there is no picture for it."""
        self._unfit, self._has_looked = unfit, True
        self._obeying.attend(has_looked=True)

    def _answer(self, order: Order, wish: Wish) -> None:
        """Answer at once: what is being described, and what is said of it, gives way."""
        frame, change = self._last_frame, self._last_change
        unfit = self._why_unfit()
        if unfit or frame is None:
            self._answering.refuse(order, unfit)
            return
        if self._teller.request is not None:
            self._changes.forget()  # what was being described was not told
        self._pacing.leave_it()
        self._scene += 1
        self._has_sounded_working = False
        question, last = wish.question or Ask(), self._teller.last
        if wish.is_of_last and change.different > 0.0 and last and self._clock() - last.request.frame.taken_at < LAST_S:
            of_it = replace(last.request, task=wish.task)
        else:
            of_it = self._request(frame, change, wish.task)
        request = replace(
            of_it,
            detail=wish.detail or self._settings().detail,
            said=(),
            question=question.question,
            question_sound=question.sound,
            exchanges=self._answering.exchanges(order.command) if wish.task is Task.ASK else (),
        )
        if wish.task is Task.DESCRIBE and request.frame is frame:
            self._changes.told(frame)
        self._answering.begin(order, request, wish)
        self._hand_on()

    def _why_unfit(self) -> str:
        """Return, for the listener, why there is no picture for an answer; nothing where there is one."""
        if self._unfit or self._last_frame is None:
            return self._unfit or phrases.ANSWER_BLIND
        fault = fault_of(self._last_frame.image)
        return known_troubles.PICTURE[fault].words if fault else ""

    def _leave(self) -> None:
        """Let go of what is being described, and take what is in view as told."""
        self._teller.give_up()
        self._changes.told()
        self._scene += 1
        self._look_at = self._clock()
        self._passing_at = -math.inf
        self._has_failed = False

    def _look_anew(self) -> None:
        self._changes.forget()

    def _forget(self) -> None:
        self._teller.give_up()
        self._teller.forget()
        self._memory.forget_all()
        self._captions.forget()
        self._journal.forget()
        self._newest_notice = None

    def _condition(self, change: Change) -> Callable[[], bool]:
        """Return what has to hold until a description sounds: a settled scene still stands, and there is sight."""
        scene, sight = self._scene, self._sight
        if change.is_settled:
            return lambda: (self._scene, self._sight) == (scene, sight)
        return lambda: self._sight == sight  # all of it moves: how old the picture may be is limit enough

    def hand_on(self) -> None:
        """Have said what has been described meanwhile, and done what was asked. Cheap, for between two turns."""
        self._obeying.attend(has_looked=self._has_looked)
        self._hand_on()

    def _hand_on(self) -> None:
        request = self._teller.request
        if self._answering.is_busy:
            if self._answering.go_on() is False and request and request.task is Task.DESCRIBE:
                self._changes.forget()
        elif request is not None:
            self._hand_on_routine(request)
        if self._teller.waited_s > SLOW_S and not self._has_sounded_working:
            self._has_sounded_working = True
            self._sound(Earcon.WORKING)

    def _hand_on_routine(self, request: Request) -> None:
        try:
            outcome = self._teller.go_on()
        except DescriberError as error:
            self._has_failed = True
            self._changes.forget()
            self._report("describer", known_troubles.DESCRIBER_FAILS, str(error))
            return
        if outcome is not None:
            self._take_outcome(outcome, request.frame)

    def _frames_up_to(self, frame: Frame, seconds: float, every_s: float) -> tuple[Frame, ...]:
        try:
            before = self._camera.recent(seconds, every_s)
        except CameraError:  # the next turn meets it again, and tells it
            before = ()
        return (*(one for one in before if one.taken_at < frame.taken_at), frame)

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
        quiet, lens, errand = self._obeying.quiet, self._lens, self._obeying.running
        is_meant = part == "picture" and (quiet.is_paused or lens.is_gesture or errand.is_light)
        if quiet.is_hushed or is_meant:
            return  # it is told as soon as that is over
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
        is_paused = self._obeying.quiet.is_paused
        troubles = {part: self._troubles.words(part) for part in ("camera", "picture", "describer")}
        troubles["picture"] = "" if is_paused else troubles["picture"]
        if state is None:
            state = State.WATCHING if self._speaker.is_quiet else State.SPEAKING
            state = State.DESCRIBING if self._teller.is_busy else state
            state = State.PAUSED if is_paused else state
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
                model_reason=self._model_reason(),
                voice_trouble=self._speaker.trouble,
                silent_because=self._silent_because,
                frame_taken_at=self._last_frame.taken_at if self._last_frame else None,
                captions=self._captions.newest(),
                looks=self._looks,
                is_paused=is_paused,
                figures=self._figures.newest,
            )
        )
