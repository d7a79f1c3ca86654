"""Decides, look by look, what deserves to be said, and keeps account of what works and what was heard."""

import math
from collections.abc import Callable

from camera.change import Change, ChangeWatch, Side
from camera.errors import CameraEnded, CameraError
from camera.frame import Frame
from camera.quality import QualityWatch, fault_of
from camera.source import Camera
from describe import known_troubles, phrases
from describe.decide import Choice, Situation, View, decide, view_of
from describe.describer import Describer, DescriberError
from describe.journal import Journal, Kind
from describe.memory import Memory
from describe.recent_captions import RecentCaptions
from describe.settings import Settings
from describe.speech.earcons import Earcon, earcon
from describe.speech.speaker import Speaker
from describe.status import Board, State, Status
from describe.teller import Outcome, Teller
from describe.troubles import Trouble, Troubles
from describe.utterance import Fate, Utterance, VoiceEvent

LATEST_S = 1.5
"""A frame older than this at the moment of looking means that the camera is lost."""
CLIP_S, CLIP_EVERY_S = 1.0, 0.2
"""The looks that go with a request: what flickers within the last second is not trusted."""
NOTHING_NEW_PAUSE_S = 30.0
"""Seconds between two sounds for "looked, nothing new"."""
NOTICE_FRESH_S = 2.0
"""Seconds after which a movement may be over: it is not told any more, nor may it have waited longer to be told."""
SLOW_S = 1.0
"""Seconds of describing from which the next description is begun with a sound."""

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
    ) -> None:
        self._camera = camera
        self._engine = describer.name
        self._speaker = speaker
        self._clock = clock
        self._settings = settings
        self._journal = journal
        self._board = board
        self._memory = Memory()
        self._captions = RecentCaptions()
        self._teller = Teller(describer, speaker, clock, settings, journal, self._memory)
        self._troubles = Troubles(speaker.say, journal, lambda: settings().sounds)
        self._changes = ChangeWatch()
        self._quality = QualityWatch()
        self._last_frame: Frame | None = None
        self._scene = 0
        self._voice_trouble = ""
        self._looks = 0
        self._has_failed = False
        self._told_at = -math.inf
        self._look_at = self._passing_at = self._notice_at = self._nothing_new_at = -math.inf
        self._look_took_s = 0.0
        self._silent_because = self._camera_reason = ""
        self._newest_notice: Utterance | None = None

    def turn(self) -> tuple[VoiceEvent, ...]:
        """Look once, say what deserves it, and return what became of earlier utterances; raise CameraEnded."""
        events = self.listen()
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
        self._scene += 1
        self._camera_reason = str(error)
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
            self._scene += 1
            self._stay_silent(f"the picture is no good: {fault}", View.NO_GOOD)
            return
        self._journal.note(Kind.VIEW, view_of(change))
        if change.is_new or change.is_view_moving:
            self._scene += 1
        self._choose(frame, change)

    def _choose(self, frame: Frame, change: Change) -> None:
        now = self._clock()
        if change.is_passing:
            self._passing_at = now
        decision = decide(
            Situation(
                change=change,
                is_passing=not change.is_settled and now - self._passing_at < NOTICE_FRESH_S,
                is_quiet=self._speaker.is_quiet,
                is_first=self._looks == 0,
                has_failed=self._has_failed,
                since_look_s=now - self._look_at,
                since_notice_s=now - self._notice_at,
                dwell_s=self._settings().dwell_s,
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
            self._look(frame, decision.reason)
        else:
            self._notice(frame, change, decision.reason)

    def _look(self, frame: Frame, reason: str) -> None:
        self._looks += 1
        self._scene += 1
        self._look_at = self._clock()
        self._show(State.DESCRIBING)
        if self._look_took_s > SLOW_S:
            self._sound(Earcon.WORKING)
        scene = self._scene
        try:
            outcome = self._teller.tell(self._frames_up_to(frame), lambda: self._scene == scene, reason)
        except DescriberError as error:
            self._has_failed = True
            self._report("describer", known_troubles.DESCRIBER_FAILS, str(error))
        else:
            self._take_outcome(outcome, frame)
        self._look_took_s = self._clock() - self._look_at

    def _frames_up_to(self, frame: Frame) -> tuple[Frame, ...]:
        try:
            before = self._camera.recent(CLIP_S, CLIP_EVERY_S)
        except CameraError:  # the next turn meets it again, and tells it
            before = ()
        return (*(one for one in before if one.taken_at < frame.taken_at), frame)

    def _take_outcome(self, outcome: Outcome, frame: Frame) -> None:
        self._has_failed = outcome is Outcome.TOO_LATE
        self._report("describer", known_troubles.DESCRIBER_IS_SLOW if self._has_failed else None)
        if self._has_failed:
            return
        self._changes.told(frame)
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
            urgency = said.urgency.name.lower()
            self._journal.note(Kind.SAID, urgency, text=said.text, at=event.at, frame_at=said.frame_at)
        elif event.fate is not Fate.HEARD:
            reason = f"{event.fate}: {event.trouble}" if event.trouble else str(event.fate)
            self._journal.note(Kind.DROPPED, reason, text=said.text, at=event.at, frame_at=said.frame_at)
        if event.fate in _NOT_HEARD and said.frame_at == self._told_at:
            self._memory.forget(said.text)
            self._changes.forget()
            self._has_failed = True

    def _show(self, state: State | None = None) -> None:
        troubles = {part: self._troubles.words(part) for part in ("camera", "picture", "describer")}
        if state is None:
            state = State.WATCHING if self._speaker.is_quiet else State.SPEAKING
            state = State.TROUBLE if any(troubles.values()) else state
        self._board.put(
            Status(
                state=state,
                camera=self._camera.name,
                sound=self._speaker.name,
                engine=self._engine,
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
