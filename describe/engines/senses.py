"""Describes without a model: text, codes, faces, light, colours and movement. Never imports torch."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from describe import phrases
from describe.describer import DescriberError, DescriberFailed, DescriberUnavailable
from describe.request import Piece, Request, Task
from describe.senses.asked import who
from describe.senses.codes import codes_in
from describe.senses.colours import colours_of
from describe.senses.compose import compose
from describe.senses.faces import FaceFinder
from describe.senses.light import light_of
from describe.senses.movement import movement_in
from describe.senses.observation import Box, Observation, Text
from describe.senses.places import Kind, Sought, with_words
from describe.senses.reading import text_of
from describe.senses.text import TextReader

log = logging.getLogger(__name__)

LOOKED_AT_PX = {Task.DESCRIBE: 736, Task.READ: 1600}
"""Longer side of the picture that text is looked for in: large letters for a description, small print for reading."""
MOST_LINES = {Task.DESCRIBE: 16, Task.READ: 120}

Found = TypeVar("Found")

CLOSING_S = 0.5
"""Whoever switches off while the models are being loaded, for many seconds on a slow machine, waits no longer."""


class SensesDescriber:
    """The built-in describer. English only; may be called from any thread, and works on one request at a time."""

    name = "senses"

    def __init__(self, reader: TextReader | None = None) -> None:
        self._reader = reader or TextReader()
        self._faces = FaceFinder()
        self._warming: threading.Thread | None = None
        self._turn = threading.Lock()  # the face finder's cascade is not made for two at once

    def warm_up(self) -> None:
        """Begin to load what takes long, about a second; returns at once. A request that comes before waits for it."""
        if self._warming is None:
            self._warming = threading.Thread(target=self._load, name="senses warm-up", daemon=True)
            self._warming.start()

    def describe(self, request: Request) -> Iterator[Piece]:
        """Yield a piece for each sentence; nothing where nothing is worth a word. Raises DescriberError.

        A question it cannot answer, and says so.
        """
        if request.task in (Task.ASK, Task.FIND):
            yield Piece(phrases.NO_MODEL_FOR_QUESTIONS)
            return
        if request.task is Task.WHO:
            yield Piece("\n".join(who(self._found(request, lambda: self._faces.faces(request.frames)))))
            return
        for sentence in compose(self.observe(request), request):
            yield Piece(sentence + "\n")

    def observe(self, request: Request) -> Observation:
        """Return everything that the senses find, judged over the frames of the request. Raises DescriberError."""
        image = request.frame.image
        return self._found(
            request,
            lambda: Observation(
                faces=self._faces.faces(request.frames),
                text=self._text(request),
                codes=codes_in(image),
                movement=movement_in(request.frames),
                light=light_of(image),
                colours=colours_of(image),
            ),
        )

    def places(self, what: Sought, request: Request) -> tuple[Box, ...]:
        """Return where this is in the newest frame of the request; nothing where it is not. Raises DescriberError."""
        if what.kind is Kind.FACE:
            return tuple(face.box for face in self._found(request, lambda: self._faces.faces(request.frames)))
        if what.kind is Kind.CODE:
            return tuple(code.box for code in self._found(request, lambda: codes_in(request.frame.image)))
        return with_words(self._found(request, lambda: self._text(request)).blocks, what.words)

    def _found(self, request: Request, look: Callable[[], Found]) -> Found:
        try:
            with self._turn:
                return look()
        except DescriberError:
            raise
        except Exception as error:  # native libraries raise anything, and one picture must not end the narration
            shape = request.frame.image.shape
            raise DescriberFailed(f"the senses failed on a picture of {shape}: {error}") from error

    def close(self) -> None:
        """Wait a moment for what is still being loaded, then leave it behind; may be called twice."""
        warming, self._warming = self._warming, None
        if warming is not None:
            warming.join(CLOSING_S)

    def _load(self) -> None:
        try:
            self._reader.warm_up()
        except DescriberUnavailable:
            log.exception("text cannot be read")  # the request that needs it raises it again

    def _text(self, request: Request) -> Text:
        image = request.frame.image
        task = request.task if request.task in LOOKED_AT_PX else Task.DESCRIBE
        lines = self._reader.read(image, LOOKED_AT_PX[task], MOST_LINES[task])
        return text_of(lines, image.shape[1], image.shape[0])
