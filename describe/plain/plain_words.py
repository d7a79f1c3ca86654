"""Stands between a model and the listener: only plain sentences that may be spoken come through."""

import re
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing

from describe import phrases
from describe.describer import Describer, NonsenseWritten
from describe.journal import Journal, Kind
from describe.plain.claims import Claim, claim_of
from describe.plain.markup import without_markup
from describe.plain.nonsense import is_nonsense
from describe.plain.plain_sentence import Plain, plain_sentences
from describe.plain.quotes import is_open
from describe.plain.reading_check import CheckedReading
from describe.plain.risky_questions import asks_for_a_name, asks_what_no_picture_tells, without_bare_answer
from describe.prompts import prompt_for
from describe.request import Piece, Request, Task
from describe.sentences import LONGEST, sentences

ITS_PROMPT = "repeats what it was told"
AGAIN = "says it again"
BARE_ANSWER = "answers yes or no to what no picture tells"
_NUMBERING = re.compile(r"^\W*\d{1,2}[.)]?\W*$")


class PlainWords:
    """A describer that passes on what another writes, sentence by sentence, without what must not be spoken.

    READ is answered by `reading` where one is given: what it reads are the words of others, and are marked as such.

    A sentence is passed on as soon as it is complete; a quotation that holds several is one. Sound that comes with the
    pieces is left behind: what was taken out of the words is still in it. `dropped` counts what was left out by
    reason; each is also a line in the journal, if there is one.
    """

    def __init__(
        self, describer: Describer, reading: CheckedReading | None = None, journal: Journal | None = None
    ) -> None:
        self._describer = describer
        self._reading = reading
        self._journal = journal
        self.dropped: Counter[str] = Counter()
        claim_of("")  # makes patterns of the lists now, a tenth of a second, rather than before the first sentence

    @property
    def name(self) -> str:
        """The name of the describer whose words these are."""
        return self._describer.name

    def describe(self, request: Request) -> Generator[Piece]:
        """Yield a piece for each sentence that may be spoken; raise NonsenseWritten as soon as what comes is none.

        A question that was answered only with what must not be said is answered with a fixed phrase; what a
        description holds of that is left out, and may leave nothing.
        """
        if request.task is Task.READ and self._reading is not None:
            yield from self._reading.describe(request)
            return
        said: list[str] = []
        reasons: list[str] = []
        with closing(_sane(self._describer.describe(request), request.language)) as pieces:
            for sentence in _numbered(_whole_quotations(sentences(pieces))):
                for plain in self._plain(sentence, request):
                    text, left_out = _once(plain, said)
                    for reason in left_out:
                        reasons.append(reason)
                        self._note(reason, sentence)
                    if text:
                        said.append(text)
                        yield Piece(text + "\n")
        if not said and reasons and request.task in (Task.ASK, Task.FIND, Task.WHO):
            yield Piece(_instead(request, reasons) + "\n")

    def close(self) -> None:
        """Close the describer behind."""
        self._describer.close()

    def _plain(self, sentence: str, request: Request) -> Iterator[Plain]:
        if _is_of_the_prompt(sentence, request):
            yield Plain("", (ITS_PROMPT,))
            return
        if request.task is Task.ASK and asks_what_no_picture_tells(request):
            rest = without_bare_answer(sentence)
            if not rest:
                yield Plain("", (BARE_ANSWER,))
                return
            sentence = rest
        yield from plain_sentences(sentence, request.language)

    def _note(self, reason: str, sentence: str) -> None:
        self.dropped[reason] += 1
        if self._journal is not None:
            self._journal.note(Kind.DROPPED, reason, text=sentence, engine=self.name)


def _sane(pieces: Iterator[Piece], language: str) -> Generator[Piece]:
    """Yield the pieces as long as all of them together are language; closing this closes them."""
    so_far = ""
    try:
        for piece in pieces:
            so_far += piece.text
            if (reason := is_nonsense(so_far, language)) is not None:
                raise NonsenseWritten(reason)
            yield piece
    finally:
        if isinstance(pieces, Generator):
            pieces.close()


def _whole_quotations(parts: Generator[str]) -> Generator[str]:
    """Yield the sentences, those through which one quotation runs together, up to the longest that can be followed."""
    waiting = ""
    with closing(parts):
        for part in parts:
            waiting = f"{waiting} {part}" if waiting else part
            if len(waiting) >= LONGEST or not is_open(without_markup(waiting)):
                yield waiting
                waiting = ""
        if waiting:
            yield waiting


def _numbered(parts: Generator[str]) -> Generator[str]:
    """Yield the sentences without the numbers of a list; a number that is the whole answer stays."""
    number = ""
    with closing(parts):
        for part in parts:
            if _NUMBERING.match(part):
                number = part
                continue
            yield part
            number = ""
        if number:
            yield number


def _once(plain: Plain, said: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return what is to be said, and why something is not; nothing is said twice in one description."""
    if plain.text and plain.text in said:
        return "", (*plain.reasons, AGAIN)
    return plain.text, plain.reasons


def _is_of_the_prompt(sentence: str, request: Request) -> bool:
    bare = sentence.casefold().strip(" .\"'*-")
    return len(bare.split()) > 3 and bare in prompt_for(request).fixed.casefold() and not bare.startswith("i ")


def _instead(request: Request, reasons: list[str]) -> str:
    if asks_for_a_name(request):
        return phrases.NO_NAMES
    if BARE_ANSWER in reasons or any(reason in set(Claim) for reason in reasons):
        return phrases.NO_ASSURANCE
    return phrases.NO_ANSWER
