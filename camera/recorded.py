"""A recording that plays on a clock as if it were a camera: a video file, or a folder of pictures."""

import math
from collections import deque
from contextlib import suppress
from pathlib import Path

from camera.clock import Clock
from camera.errors import BadPicture, CameraEnded, CameraLost
from camera.frame import Frame, Image, frame_of
from camera.reels import FolderReel, Reel, Shot, VideoReel
from camera.shrink import shrunk

HELD_S = 0.2
"""A picture that stays longer is given anew so often, as a camera would give it."""
WORK_S = 0.15
"""So long one look decodes at most, and one picture more; it never is on a clock that stands still meanwhile."""
LATE_S = 1.0
"""A recording that is later than this, and does not catch up from one look to the next, skips what it missed."""
FAR_S = 10.0
"""And one that is later than this does so at once: this computer slept, perhaps."""
KEPT_S = 6.0
KEPT_SIDE = 640


class RecordedCamera:
    """Plays a recording on the clock that is passed in; implements camera.source.Camera.

    On the system's clock it plays as if live: pictures nobody asked for in time are skipped, and so is what this
    machine is too slow for. On a simulated clock the same looks give the same frames on every run. A frame is taken at
    `started_at` plus its time in the file.
    Belongs to one thread.
    """

    def __init__(self, path: Path, clock: Clock, start: float | None = None) -> None:
        """Open the recording, or raise CameraNotFound. It starts at this moment of the clock, or at the first look."""
        self._reel: Reel = FolderReel(path) if path.is_dir() else VideoReel(path)
        self._name = f"the {'folder' if path.is_dir() else 'video'} {path.resolve().name}"
        self._clock = clock
        self._start = start
        self._shots = self._reel.shots()
        self._next: Shot | None = next(self._shots, None)
        if self._next is None:
            self._reel.close()
            raise BadPicture(f"{path.name} holds no picture that can be shown: name another.")
        self._shot: Shot | None = self._next
        self._late_s = math.inf
        self._looked: tuple[Shot, Image] | None = None
        self._kept: deque[Frame] = deque(maxlen=round(KEPT_S / HELD_S) + 1)
        self._keep_next = 0
        self._is_closed = False

    @property
    def name(self) -> str:
        """What it is, for people."""
        return self._name

    @property
    def duration_s(self) -> float:
        """How long it is, in seconds; 0 if the file does not say."""
        return self._reel.duration_s

    @property
    def started_at(self) -> float:
        """The moment on its clock at which it started; before its first look, now."""
        return self._clock() if self._start is None else self._start

    def latest(self, max_age_s: float) -> Frame:
        """Return the newest frame that was due; see camera.source.Camera for what it raises.

        A frame younger than 0.2 s is not always there (a time lapse, a pause in the clock): with `max_age_s` below
        that CameraLost may come.
        """
        elapsed_s = self._play()
        if self._shot is None:
            raise CameraLost(f"{self.name} cannot be played fast enough on this computer")
        time_s = self._shot.time_s if self._is_late(elapsed_s) else _given_at(self._shot, elapsed_s)
        if elapsed_s - time_s > max_age_s:
            raise CameraLost(f"{self.name} has no picture for this moment")
        try:
            return self._frame(self._image_of(self._shot), time_s)
        except BadPicture as error:
            raise CameraLost(f"{self.name}: {error}") from error

    def recent(self, seconds: float, every_s: float) -> tuple[Frame, ...]:
        """Return frames of the last seconds (at most six), at most 640 pixels wide or high, oldest first."""
        elapsed_s = self._play()
        chosen: list[Frame] = []
        for frame in reversed(self._kept):
            if elapsed_s - (frame.taken_at - self.started_at) > seconds:
                break
            if not chosen or chosen[-1].taken_at - frame.taken_at >= every_s - HELD_S / 2:
                chosen.append(frame)
        return tuple(reversed(chosen))

    def close(self) -> None:
        """Let go of the file; may be called twice."""
        self._is_closed = True
        self._shots = iter(())
        self._reel.close()

    def _play(self) -> float:
        """Move on to the shot that is due now, keep small frames on the way, and return the seconds since the start."""
        if self._is_closed:
            raise CameraLost(f"{self.name} was closed")
        began_at = self._clock()
        if self._start is None:
            self._start = began_at
        elapsed_s = max(0.0, began_at - self._start)
        while self._next is not None and self._next.time_s <= elapsed_s:
            if self._clock() - began_at > WORK_S:
                self._fall_behind(elapsed_s - self._next.time_s, elapsed_s)
                return elapsed_s
            self._keep(self._next.time_s, elapsed_s)
            self._shot = self._next
            self._next = next(self._shots, None)
        self._late_s = math.inf
        if self._next is None and elapsed_s >= self._ends_s():
            raise CameraEnded(f"{self.name} has come to its end")
        self._keep(elapsed_s + HELD_S / 1000, elapsed_s)
        return elapsed_s

    def _is_late(self, elapsed_s: float) -> bool:
        """Tell whether the look ended before it came to the picture of its moment."""
        return self._next is not None and self._next.time_s <= elapsed_s

    def _fall_behind(self, late_s: float, elapsed_s: float) -> None:
        """Go on from here with the next look, or skip if that would never catch up."""
        if late_s > FAR_S or (late_s > LATE_S and late_s >= self._late_s):
            self._reel.skip_to(elapsed_s)
            self._shot, self._next = None, next(self._shots, None)
            late_s = math.inf
        self._late_s = late_s

    def _ends_s(self) -> float:
        return self._reel.duration_s if self._shot is None else self._shot.time_s + self._reel.last_s

    def _keep(self, until_s: float, elapsed_s: float) -> None:
        """Keep the present shot for each moment before `until_s` at which one is kept."""
        while (time_s := self._keep_next * HELD_S) < until_s:
            self._keep_next += 1
            if self._shot is not None and elapsed_s - time_s <= KEPT_S:
                with suppress(BadPicture):  # latest() tells it
                    self._kept.append(self._frame(shrunk(self._image_of(self._shot), KEPT_SIDE), time_s))

    def _image_of(self, shot: Shot) -> Image:
        if self._looked is None or self._looked[0] is not shot:
            self._looked = (shot, shot.picture())
        return self._looked[1]

    def _frame(self, image: Image, time_s: float) -> Frame:
        return frame_of(image, self.started_at + time_s, round(time_s * 1000) + 1)


def _given_at(shot: Shot, elapsed_s: float) -> float:
    """Return when the shot was given last: when it came, or since then every HELD_S."""
    return shot.time_s + int((elapsed_s - shot.time_s) / HELD_S + 1e-9) * HELD_S
