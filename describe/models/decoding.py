"""Writes token by token what a network holds likeliest, and knows when that is no language any more."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from torch import Tensor

from describe.describer import NonsenseWritten
from describe.models.stepper import Stepper

MOST_ALIKE = 12
"""The same token so often in a row is a loop; a dotted line on a menu or a long number is shorter."""
MOST_REPEATS = 4
"""Several tokens so often in a row are one. Two buses may go at the same minute, and four lines may read alike."""
LONGEST_LOOP = 48


def written_tokens(
    stepper: Stepper, logits_V: Tensor, ends: frozenset[int], most_tokens: int, is_stopped: Callable[[], bool]
) -> Iterator[int]:
    """Yield tokens until the network ends its answer, `most_tokens` are written, or it is stopped.

    `logits_V` is what the prefill returned. A token is worked out only when it is asked for. Raises NonsenseWritten
    where the network's numbers are none, or where it runs in circles: what it wrote before is then not to be trusted.
    """
    tokens: list[int] = []
    while len(tokens) < most_tokens and not is_stopped():
        if tokens:
            logits_V = stepper.step(tokens[-1])
        value, likeliest = logits_V.max(dim=0)
        if not value.isfinite():
            raise NonsenseWritten("the model's numbers are none")
        token = int(likeliest)
        if token in ends:
            return
        tokens.append(token)
        if is_loop(tokens):
            raise NonsenseWritten("the model runs in circles")
        yield token


def is_loop(tokens: Sequence[int]) -> bool:
    """Tell whether the tokens end in the same ones again and again."""
    count = len(tokens)
    for length in range(1, min(LONGEST_LOOP, count // MOST_REPEATS) + 1):
        repeats = max(MOST_REPEATS, MOST_ALIKE // length)
        if count >= length * repeats and _repeats(tokens, length, repeats):
            return True
    return False


def _repeats(tokens: Sequence[int], length: int, repeats: int) -> bool:
    return all(tokens[-back] == tokens[-back - length] for back in range(1, length * (repeats - 1) + 1))


class Tokenizer(Protocol):
    """What is used of a tokenizer of transformers."""

    def decode(
        self, token_ids: list[int], *, skip_special_tokens: bool, clean_up_tokenization_spaces: bool
    ) -> str | list[str]:
        """Return the text of the tokens."""
        ...


class TextPieces:
    """Turns tokens into the text that they add, in whole characters: a token may hold half of one."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._tokens: list[int] = []
        self._given = 0

    def add(self, token: int) -> str:
        """Return what is certain of the text by now and was not given yet; maybe nothing."""
        self._tokens.append(token)
        return self._rest(self._text().rstrip(_BROKEN))

    def end(self) -> str:
        """Return what was held back; a character that stays half is left out."""
        return self._rest(self._text().rstrip(_BROKEN))

    def _text(self) -> str:
        """All of it each time, as a token's text depends on those before it; a description is short."""
        text = self._tokenizer.decode(self._tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return text if isinstance(text, str) else "".join(text)

    def _rest(self, text: str) -> str:
        rest = text[self._given :]
        self._given = max(self._given, len(text))
        return rest


_BROKEN = "\N{REPLACEMENT CHARACTER}"
