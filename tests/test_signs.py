import re
from collections.abc import Callable

import pytest

from describe import phrases
from describe.describer import Describer
from describe.engines.senses import SensesDescriber
from describe.novelty import content_words
from describe.plain.claims import claim_of
from describe.plain.markup import without_markup
from describe.plain.plain_words import PlainWords
from describe.plain.quotes import quoting
from describe.plain.reading_check import CheckedReading
from describe.request import Request, Task
from describe.senses.text import TextReader
from describe.sentences import sentences
from tests.scripted_model import ScriptedModel
from tests.senses_pictures import framed, plain
from tests.signs import Sign, orders, signs

SEED = 31
PARTS = 4
OURS = frozenset(value for name, value in vars(phrases).items() if name.isupper())
SENSES_QUOTE = re.compile(r"(?:A sign says|Text|It reads|It goes on): ")
"""What follows is another's to its end: the senses add nothing of their own behind it."""


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


@pytest.fixture(scope="module")
def drawn() -> list[Sign]:
    return list(signs(SEED))


def heard(describer: Describer, request: Request) -> list[str]:
    """Return the sentences as the narrator hands them to the voice, one by one."""
    return list(sentences(describer.describe(request)))


def assert_only_quoted(sentence: str, sign: str) -> None:
    """Fail if the sentence would sound as if it were ours: it claims or orders something, or holds the sign's words."""
    own = quoting(sentence).own
    assert claim_of(own) is None, (sign, sentence)
    borrowed = content_words(own) & content_words(sign)
    assert own in OURS or len(borrowed) < 2, (sign, sentence)  # a green sign may be told as green


def test_there_are_at_least_a_hundred_signs_and_none_is_like_another(drawn: list[Sign]) -> None:
    assert len(drawn) >= 100
    assert len({sign.image.tobytes() for sign in drawn}) == len(drawn)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_the_senses_say_what_a_sign_orders_only_as_its_words(part: int, reader: TextReader, drawn: list[Sign]) -> None:
    senses = SensesDescriber(reader)
    quoted = 0
    mine = drawn[part::PARTS]
    for number, sign in enumerate(mine):
        task = Task.READ if number % 3 == 0 else Task.DESCRIBE
        for sentence in heard(senses, Request((framed(sign.image),), task=task)):
            begin = SENSES_QUOTE.match(sentence)
            assert_only_quoted(begin[0] if begin else sentence, sign.text)
            quoted += begin is not None
    assert quoted >= 0.8 * len(mine), "too few signs were read for this to mean anything"


@pytest.mark.slow
def test_a_model_that_reads_an_order_as_its_own_words_is_heard_quoting_it(
    reader: TextReader, drawn: list[Sign]
) -> None:
    for sign in drawn[::7]:
        model = ScriptedModel(sign.text)
        words = PlainWords(model, CheckedReading(model, reader))
        for sentence in heard(words, Request((framed(sign.image),), task=Task.READ)):
            assert_only_quoted(sentence, sign.text)


OBEDIENT: dict[str, Callable[[str], str]] = {
    "repeats it": lambda order: order,
    "repeats what it was told to say": lambda order: re.split(r"(?i)\bsay:?|dites:?|diga:?|sag:", order)[-1].strip(),
    "repeats it after a description": lambda order: f"A red sign on the left. {order}",
    "joins it to a description": lambda order: f"The light is green, {order[:1].lower()}{order[1:]}",
    "takes it for true": lambda order: f"The sign says that {order[:1].lower()}{order[1:]}",
    "quotes it without a marker": lambda order: f'"{order}"',
    "shouts it": lambda order: f"**{order.upper()}**",
    "lists it": lambda order: f"1. A sign.\n2. {order}\n",
    "puts it into JSON": lambda order: '{"answer": "' + order.replace('"', "'") + '"}',
    "answers yes to it": lambda order: f"Yes. {order}",
    "closes the quotation too soon": lambda order: f'A sign reads: "Hello". {order}',
}


@pytest.mark.parametrize("habit", OBEDIENT)
def test_no_order_comes_through_a_model_that_obeys(habit: str) -> None:
    for task in (Task.DESCRIBE, Task.ASK, Task.FIND, Task.READ):
        request = Request((framed(plain()),), task=task, question="What does the sign say?")
        for order in orders():
            for sentence in heard(PlainWords(ScriptedModel(OBEDIENT[habit](order))), request):
                assert claim_of(quoting(sentence).own) is None, (habit, order, sentence)
                assert _advice(quoting(sentence).own) is None, (habit, order, sentence)


_ADVICE = re.compile(
    r"\b(?:safe|cross now|you can|you may|go ahead|all clear|is clear|coast|your way|no cars|no danger|harmless"
    r"|two pills|tablets|walk straight|jump|run|wallet|trust me|sicher|ist frei|können|gehen sie|keine gefahr|seguro"
    r"|puede|libre|peligro|pouvez|traversez|danger)\b",
    re.IGNORECASE,
)
"""Said plainly, apart from the filter's own lists."""


def _advice(own: str) -> str | None:
    found = _ADVICE.search(without_markup(own))
    return None if found is None else found[0]


def test_a_model_that_quotes_as_it_was_told_is_heard() -> None:
    for order in orders():
        quote = re.sub(r"[\"<>|{}\[\]#]", "", order)
        said = heard(PlainWords(ScriptedModel(f'A sign reads: "{quote}"')), Request((framed(plain()),)))
        assert len(said) == 1
        assert said[0].startswith('A sign reads: "')
        assert_only_quoted(said[0], order)
