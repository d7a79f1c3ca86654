"""Words come as they are written, whole letters only, and a model that runs in circles is stopped."""

from collections.abc import Iterator, Sequence

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from describe.describer import NonsenseWritten
from describe.models.decoding import TextPieces, is_loop, written_tokens
from describe.models.stepper import Inputs
from tests.models_tiny import SENTENCES

END = 9
WORDS = 10


class ScriptedStepper:
    """A Stepper that holds one token likeliest after the other, and counts its steps."""

    def __init__(self, script: Sequence[int], spoilt_by: float = 0.0) -> None:
        self._script = [logits_for(token) for token in script]
        if spoilt_by:
            self._script[-1][END] = spoilt_by
        self.steps = 0

    def prefill(self, inputs: Inputs) -> Tensor:
        return self._script[0]

    def step(self, token: int) -> Tensor:
        assert token == int(self._script[self.steps].argmax())
        self.steps += 1
        return self._script[self.steps]

    def forget(self) -> None:
        """Keep the script."""


def logits_for(token: int) -> Tensor:
    logits_V = torch.zeros(WORDS)
    logits_V[token] = 1.0
    return logits_V


def written(stepper: ScriptedStepper, most_tokens: int = 99, stop_after: int | None = None) -> Iterator[int]:
    first = stepper.prefill(Inputs(torch.zeros(1, 1), {}))
    return written_tokens(
        stepper, first, frozenset({END}), most_tokens, lambda: stop_after is not None and stepper.steps >= stop_after
    )


def test_it_writes_until_the_model_ends_its_answer() -> None:
    assert list(written(ScriptedStepper([1, 2, 3, END, 4]))) == [1, 2, 3]


def test_it_writes_no_more_than_it_may_and_works_out_no_token_beyond() -> None:
    stepper = ScriptedStepper([1, 2, 3, 4, 5])
    assert list(written(stepper, most_tokens=3)) == [1, 2, 3]
    assert stepper.steps == 2


def test_no_token_is_worked_out_after_the_iterator_was_closed() -> None:
    stepper = ScriptedStepper([1, 2, 3, 4, 5])
    tokens = written(stepper)
    assert [next(tokens), next(tokens)] == [1, 2]
    tokens.close()  # type: ignore[attr-defined]
    assert stepper.steps == 1


def test_it_stops_within_one_token_when_it_is_told_to() -> None:
    stepper = ScriptedStepper([1, 2, 3, 4, 5])
    assert list(written(stepper, stop_after=2)) == [1, 2, 3]
    assert stepper.steps == 2


@pytest.mark.parametrize("spoilt_by", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_nonsense(spoilt_by: float) -> None:
    tokens = written(ScriptedStepper([1, 2, 3], spoilt_by))
    assert [next(tokens), next(tokens)] == [1, 2]
    with pytest.raises(NonsenseWritten, match="numbers"):
        next(tokens)


@pytest.mark.parametrize("loop", [[1], [1, 2], [1, 2, 3, 4, 5], list(range(1, 9)) * 2])
def test_running_in_circles_is_nonsense(loop: list[int]) -> None:
    with pytest.raises(NonsenseWritten, match="circles"):
        list(written(ScriptedStepper([3, *loop * 20])))


@pytest.mark.parametrize(
    "tokens",
    [
        [7] * 11,
        [1, 2] * 5,
        [*range(8), *range(8), *range(8)],
        [5, 6, 1, 5, 6, 2, 5, 6, 3, 5, 6, 4, 5, 6],
        [],
    ],
)
def test_what_is_said_a_few_times_is_no_loop(tokens: list[int]) -> None:
    assert not any(is_loop(tokens[:end]) for end in range(len(tokens) + 1))


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    """Byte pairs of so few texts that most letters beyond ASCII take several tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer)  # type: ignore[no-untyped-call]


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\N{REPLACEMENT CHARACTER}"), max_size=40))
def test_the_pieces_of_any_text_are_that_text(tokenizer: PreTrainedTokenizerFast, text: str) -> None:
    pieces = TextPieces(tokenizer)
    given = [pieces.add(token) for token in tokenizer(text)["input_ids"]]
    assert "".join([*given, pieces.end()]) == text
    assert not any("\N{REPLACEMENT CHARACTER}" in piece for piece in given)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_word_is_given_as_soon_as_it_is_written(tokenizer: PreTrainedTokenizerFast, text: str) -> None:
    tokens = tokenizer(text)["input_ids"]
    pieces = TextPieces(tokenizer)
    soonest = ""
    for count, token in enumerate(tokens, start=1):
        soonest += pieces.add(token)
        assert soonest == str(tokenizer.decode(tokens[:count])).rstrip("\N{REPLACEMENT CHARACTER}")


def test_half_a_letter_at_the_end_is_left_out(tokenizer: PreTrainedTokenizerFast) -> None:
    tokens = tokenizer("ready 👩")["input_ids"]
    pieces = TextPieces(tokenizer)
    assert "".join([*(pieces.add(token) for token in tokens[:-1]), pieces.end()]) == "ready "
