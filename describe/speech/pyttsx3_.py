"""Makes sound of text with pyttsx3, in a child process that can be killed."""

import json
import logging
import random
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camera.restarts import Restarts
from describe.speech.line_child import ChildGone, ChildSilent, LineChild
from describe.speech.private_folder import PrivateFolder
from describe.speech.samples import is_silent, trimmed
from describe.speech.sound import Sound, Style, SynthesizerError
from describe.speech.sound_file import read_sound

log = logging.getLogger(__name__)

DEADLINE_S = 2.0
"""A sentence takes 12 ms with espeak; one that takes this long hangs."""
START_S = 8.0
"""The child is ready after 0.05 s here; a small box under load may take a hundred times as long."""
LONGEST_REST_S = 1.5
"""So long a sentence waits for a child that may not be started yet; for more it fails at once."""
WELL_S = 1.0
REST_S = 10.0
"""After five crashes in a minute it rests: silence for ten seconds, not for ever, and no busy loop."""
SLOWEST, FASTEST = 80, 450
"""Words a minute that espeak knows."""
CHILD = Path(__file__).with_name("pyttsx3_child.py")
COMMAND = (sys.executable, "-P", str(CHILD))
"""-P: the child's own folder must not be searched for modules; its queue.py is not Python's."""
_LANGUAGE_NAMES = {"zh": "cmn", "no": "nb"}
"""Where espeak's code for a language is not the one that people and browsers use."""


@dataclass(frozen=True, slots=True)
class SpeechVoice:
    """A voice that the synthesizer has: how it is called, and its language as a tag such as en-gb."""

    id: str
    name: str
    language: str


class Pyttsx3Synthesizer:
    """A Synthesizer. Its child is started at once, and again when it died or hung; dies with this process.

    A sentence during which the child dies or hangs raises SynthesizerError; asking again finds a new child. Texts go
    to it through a pipe, and sounds come back through a private folder, in memory where there is such a place.
    """

    def __init__(
        self, command: Sequence[str] = COMMAND, deadline_s: float = DEADLINE_S, folder: Path | None = None
    ) -> None:
        self._command = command
        self._deadline_s = deadline_s
        self._turn = threading.Lock()
        self._is_closed = threading.Event()
        self._restarts = Restarts(random.Random(), well_s=WELL_S, rest_s=REST_S)  # noqa: S311  # pauses are no secret
        self._may_start_at = time.monotonic()
        self._voices: tuple[SpeechVoice, ...] = ()
        self._number = 0
        try:
            self._folder = PrivateFolder(folder)
        except OSError as error:
            raise SynthesizerError(f"no folder for the sounds: {error.strerror}") from error
        self._child: LineChild | None = None
        self._ready_at: float | None = None
        self._start()

    def synthesize(self, text: str, style: Style) -> Sound:
        """Return the spoken text at full volume, silence off its ends; raise SynthesizerError."""
        with self._turn:
            child = self._ready_child()
            self._number += 1
            path = self._folder.path / f"{self._number}.wav"
            request = {
                "text": text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8"),
                "path": str(path),
                "rate": min(max(style.words_per_minute, SLOWEST), FASTEST),
                "voice": chosen_voice(self._voices, style),
            }
            try:
                return self._answered(child, json.dumps(request).encode("ascii"), path)
            finally:
                path.unlink(missing_ok=True)

    def voices(self) -> tuple[SpeechVoice, ...]:
        """Return the voices that Style.voice may name, by id or name; raise SynthesizerError."""
        with self._turn:
            self._ready_child()
            return self._voices

    def close(self) -> None:
        """Kill the child and remove the folder, also while a sentence is in the making; may be called twice."""
        self._is_closed.set()
        child = self._child
        if child:
            child.kill()
        with self._turn:
            if self._child:
                self._child.kill()
            self._folder.close()

    def _answered(self, child: LineChild, request: bytes, path: Path) -> Sound:
        try:
            child.send(request)
            errors = _answer(child, "errors", self._deadline_s)
        except (ChildGone, ChildSilent) as error:
            self._bury(child)
            raise SynthesizerError(f"the speech synthesizer failed: {error}") from error
        try:
            sound = read_sound(path.read_bytes())
        except OSError as error:
            reason = "; ".join(errors) or error.strerror
            raise SynthesizerError(f"the speech synthesizer gave no sound: {reason}") from error
        if is_silent(sound):
            raise SynthesizerError("the speech synthesizer gave silence")
        return trimmed(sound)

    def _ready_child(self) -> LineChild:
        if self._child and not self._child.is_alive:
            self._bury(self._child)
        if self._child is None:
            rest_s = self._may_start_at - time.monotonic()
            if rest_s > LONGEST_REST_S:
                raise SynthesizerError(f"the speech synthesizer failed too often and rests for {rest_s:.0f} s")
            self._is_closed.wait(max(0.0, rest_s))
            self._start()
        child = self._child
        if self._is_closed.is_set() or child is None:
            raise SynthesizerError("the speech synthesizer cannot be started")
        if self._ready_at is None:
            try:
                voices = _answer(child, "voices", START_S)
            except (ChildGone, ChildSilent) as error:
                self._bury(child)
                raise SynthesizerError(f"the speech synthesizer does not start: {error}") from error
            self._voices = tuple(SpeechVoice(*voice) for voice in voices)
            self._ready_at = time.monotonic()
        return child

    def _start(self) -> None:
        self._ready_at = None
        if self._is_closed.is_set():
            return
        try:
            self._child = LineChild(self._command, self._folder.path / "errors.txt")
        except OSError as error:
            log.warning("the speech synthesizer cannot be started: %s", error)

    def _bury(self, child: LineChild) -> None:
        """Make sure that it is gone, and start the next at once if it may be, so that it is warm when it is asked."""
        child.kill()
        self._child = None
        now = time.monotonic()
        worked_s = now - self._ready_at if self._ready_at is not None else 0.0
        self._may_start_at = self._restarts.ended(now, worked_s)
        if not self._is_closed.is_set() and self._may_start_at <= now:
            self._start()


def _answer(child: LineChild, field: str, timeout_s: float) -> list[Any]:  # of words, or of triples of them
    """Return the list that the child's next line gives; what is no answer counts as the child's end."""
    line = child.receive(timeout_s)
    try:
        answer: dict[str, list[Any]] = json.loads(line)
        return answer[field]
    except (ValueError, KeyError, TypeError) as error:
        raise ChildGone(f"it answered {line[:60]!r}") from error


def chosen_voice(voices: Sequence[SpeechVoice], style: Style) -> str:
    """Return the id of the voice that a style means: by name, else by language; empty for the system's own choice."""
    wanted = style.voice.casefold()
    for voice in voices:
        if wanted and wanted in (voice.id.casefold(), voice.name.casefold()):
            return voice.id
    tag = style.language.casefold().replace("_", "-")
    main = tag.partition("-")[0]
    main = _LANGUAGE_NAMES.get(main, main)
    fits = [(_misfit(voice, tag, main), place) for place, voice in enumerate(voices)]
    misfit, place = min(fits, default=(_NO_FIT, 0))
    return "" if misfit == _NO_FIT else voices[place].id


_NO_FIT = 3


def _misfit(voice: SpeechVoice, tag: str, main: str) -> int:
    """Return 0 for the very language, 1 for its plain form, 2 for some form of it."""
    language = voice.language.casefold()
    if language == tag:
        return 0
    if language == main or voice.id.casefold().rpartition("/")[2] == main:
        return 1
    return 2 if language.startswith(f"{main}-") else _NO_FIT
